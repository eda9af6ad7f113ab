import {
  connect,
  connectSync,
  constants,
  interfaces,
  listen,
  poll,
  resolve,
  reverse,
  Socket,
  SocketError,
} from '../../../src/index.ts'
import { PATIENCE } from '../../support/patience.ts'
import { codeOf } from '../ledger.ts'
import { insist, insistSync, isBroken, isPassing, pair, type Scene } from './scene.ts'

/**
 * Many simultaneous clients of a listener with a short backlog. Each must receive its own number.
 */
export async function clients(scene: Scene): Promise<void> {
  const { random, ledger } = scene
  const unix = random.once(2)
  const place = unix ? { family: 'AF_UNIX' as const, backlog: 2 } : '127.0.0.1:0'
  const listener = await insist(scene, 'listen', () => listen(place))
  const to = insistSync(scene, () => listener.localAddress)
  const count = 2 + random.below(8)
  let done = 0
  const serving = serve(scene, listener)
  try {
    await Promise.all(Array.from({ length: count }, (_, number) => client(number)))
  } finally {
    listener.close()
  }
  await serving
  if (done !== count) ledger.fail('lost', `${count - done} of ${count} clients got no answer`)

  async function client(number: number): Promise<void> {
    const text = `client ${number}`
    for (;;) {
      const socket = await insist(scene, 'connect', () => connect(to))
      try {
        await sendWhole(scene, socket, text)
        const answer = await insist(scene, 'recv', () => socket.recv(100, { timeout: PATIENCE }))
        if (answer.length === 0) continue // the other end failed
        if (!`${text} ${text}`.startsWith(String(answer))) ledger.fail('lost', 'wrong answer')
        done++
        return
      } catch (error) {
        if (!isBroken(error)) throw error
      } finally {
        socket.close()
      }
    }
  }
}

async function serve(scene: Scene, listener: Socket): Promise<void> {
  const answers: Promise<void>[] = []
  for (;;) {
    try {
      for await (const socket of listener.connections()) answers.push(answer(scene, socket))
      break // closed
    } catch (error) {
      if (!isPassing(error)) throw error
    }
  }
  await Promise.all(answers)
}

/** Sends everything: after a failure, continues after the bytes already sent. */
async function sendWhole({ ledger }: Scene, socket: Socket, text: string): Promise<void> {
  const data = Buffer.from(text)
  for (let sent = 0; ; ) {
    try {
      const rest = data.subarray(sent)
      await ledger.watch('sendAll', socket.sendAll(rest, { timeout: PATIENCE }))
      return
    } catch (error) {
      if (!isPassing(error) || !(error instanceof SocketError)) throw error
      sent += error.bytesSent ?? 0
    }
  }
}

async function answer(scene: Scene, socket: Socket): Promise<void> {
  try {
    const data = await insist(scene, 'recv', () => socket.recv())
    await insist(scene, 'send', () => socket.send(data))
  } catch (error) {
    if (!isBroken(error)) throw error
  } finally {
    socket.close()
  }
}

/** Connecting to a port where nobody listens never succeeds, whatever else happens. */
export async function refused(scene: Scene): Promise<void> {
  const { random, ledger } = scene
  const nobody = insistSync(scene, () => new Socket())
  try {
    insistSync(scene, () => {
      nobody.bind('127.0.0.1:0')
    })
    const to = insistSync(scene, () => nobody.localAddress)
    const blocks = random.once(3)
    const connecting = () => (blocks ? Promise.resolve(connectSync(to)) : connect(to))
    const socket = await insist(scene, 'connect to nobody', async () => connecting())
    socket.close()
    ledger.fail('wrong', 'connected to nobody')
  } catch (error) {
    if (codeOf(error) !== 'ECONNREFUSED') throw error
  } finally {
    nobody.close()
  }
}

/** Closing a socket settles everything that waits on it. */
export async function closing(scene: Scene): Promise<void> {
  const { random, ledger } = scene
  const [one, other] = await pair(scene)
  const entries = [
    { socket: one, events: constants.POLLIN },
    { socket: other, events: constants.POLLIN },
    { socket: one, events: constants.POLLPRI },
  ]
  const waits = [
    ledger.watch('recv, closed', one.recv()),
    ledger.watch('recvMessage, closed', one.recvMessage({ control: true })),
    ledger.watch('accept, closed', one.accept()),
    ledger.watch('recv for 20 ms, closed', other.recv(10, { timeout: 20 })),
    ledger.watch('poll, closed', poll(entries)),
  ]
  for (const wait of waits) wait.catch(() => undefined)
  if (random.once(2)) await new Promise((resolve) => setTimeout(resolve, random.below(3)))
  one.close()
  other.close()
  await Promise.allSettled(waits)
}

/** Names, interfaces and options: short calls that query the system. */
export async function asking(scene: Scene): Promise<void> {
  const { random, ledger } = scene
  const found = await insist(scene, 'resolve', () =>
    resolve(random.once(2) ? 'localhost' : '127.0.0.1', 80, { family: 'AF_INET' }),
  )
  if (found.length === 0) ledger.fail('wrong', 'resolve found nothing')
  const { service } = await insist(scene, 'reverse', () =>
    reverse('127.0.0.1:80', { flags: constants.NI_NUMERICHOST | constants.NI_NUMERICSERV }),
  )
  if (service !== '80') ledger.fail('wrong', `reverse gave ${service} for 80`)
  if (insistSync(scene, interfaces).length === 0) ledger.fail('wrong', 'no interfaces')
  const socket = insistSync(scene, () => new Socket())
  try {
    insistSync(scene, () => {
      socket.setOption('SO_KEEPALIVE', true)
    })
    const on = insistSync(scene, () => socket.getOption('SO_KEEPALIVE'))
    if (!on) ledger.fail('wrong', 'SO_KEEPALIVE is off')
    insistSync(scene, () => {
      socket.setOption('SO_LINGER', { onoff: true, seconds: 1 })
    })
  } finally {
    socket.close()
  }
}
