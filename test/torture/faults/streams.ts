import { constants, poll, type Socket, SocketError } from '../../../src/index.ts'
import { PATIENCE } from '../../support/patience.ts'
import { codeOf } from '../ledger.ts'
import { areBytesAt, bytesAt } from '../pattern.ts'
import { insist, insistSync, isBroken, isPassing, type Make, pair, type Scene } from './scene.ts'

/**
 * Sends some ten kilobytes in one direction. All must arrive in order, unless the
 * connection breaks.
 */
export async function stream(scene: Scene, make: Make): Promise<void> {
  const { random, ledger } = scene
  const [one, other] = await make(scene)
  const total = 10_000 + random.below(80_000)
  const [sent, received] = await Promise.all([
    sendAllOf(scene, one, total).finally(() => {
      if (!one.closed && random.once(2)) one.close()
    }),
    receiveAll(scene, other).finally(() => {
      other.close()
    }),
  ])
  one.close()
  if (received.count > total || (!sent.broken && !received.broken && received.count < total)) {
    ledger.fail('lost', `received ${received.count} of ${total} bytes of a stream`)
  }
}

interface Outcome {
  readonly count: number
  readonly broken: boolean
}

async function sendAllOf(scene: Scene, socket: Socket, total: number): Promise<Outcome> {
  const { random, ledger } = scene
  let count = 0
  try {
    while (count < total) {
      const data = bytesAt(count, Math.min(total - count, 1 + random.below(9000)))
      const half = data.length >> 1
      const parts = [data.subarray(0, half), data.subarray(half)]
      switch (random.below(4)) {
        case 0:
          count += await insist(scene, 'send', () => socket.send(data))
          break
        case 1:
          count += await insist(scene, 'sendMessage', () => socket.sendMessage({ data: parts }))
          break
        default:
          count += await bytesSent(
            ledger.watch('sendAll', socket.sendAll(random.once(2) ? data : parts)),
            data.length,
          )
      }
    }
    insistSync(scene, () => {
      socket.shutdown('SHUT_WR')
    })
    return { count, broken: false }
  } catch (error) {
    if (!isBroken(error) && codeOf(error) !== 'ENOTCONN') throw error
    return { count, broken: true }
  }
}

/** The number of bytes sent, even if the send failed halfway. */
async function bytesSent(sending: Promise<void>, all: number): Promise<number> {
  try {
    await sending
    return all
  } catch (error) {
    if (!isPassing(error) || !(error instanceof SocketError)) throw error
    return error.bytesSent ?? 0
  }
}

async function receiveAll(scene: Scene, socket: Socket): Promise<Outcome> {
  let count = 0
  try {
    for (;;) {
      const data = await receiveSome(scene, socket)
      if (data === undefined) continue
      if (data.length === 0) return { count, broken: false }
      if (!areBytesAt(count, data)) {
        scene.ledger.fail('lost', `wrong bytes at ${count} of a stream`)
        return { count, broken: true }
      }
      count += data.length
    }
  } catch (error) {
    if (!isBroken(error)) throw error
    return { count, broken: true }
  }
}

/** Some bytes, received in one of many ways; undefined if none arrived in time. */
async function receiveSome(scene: Scene, socket: Socket): Promise<Buffer | undefined> {
  switch (scene.random.below(7)) {
    case 0: {
      const view = Buffer.alloc(5000)
      const length = await insist(scene, 'recvInto', () => socket.recvInto(view))
      return view.subarray(0, length)
    }
    case 1:
      return (await insist(scene, 'recvFrom', () => socket.recvFrom(4000))).data
    case 2: {
      const room = { size: 3000, control: 100 }
      return (await insist(scene, 'recvMessage', () => socket.recvMessage(room))).data
    }
    case 3: {
      const entry = { socket, events: constants.POLLIN }
      const ready = await insist(scene, 'poll', () => poll([entry, entry]))
      if (ready.length !== 2) scene.ledger.fail('wrong', `poll told of ${ready.length} of 2`)
      return insist(scene, 'recv', () => socket.recv(777))
    }
    case 4:
      return inTime(insist(scene, 'recv for 1 ms', () => socket.recv(2000, { timeout: 1 })))
    case 5:
      return insist(scene, 'recv all', () => receiveWhole(socket, 700))
    default:
      return insist(scene, 'recv', () => socket.recv())
  }
}

async function inTime(receiving: Promise<Buffer>): Promise<Buffer | undefined> {
  try {
    return await receiving
  } catch (error) {
    if (codeOf(error) === 'ERR_SOCKET_TIMEOUT') return undefined
    throw error
  }
}

/**
 * Fails only if nothing was received, so that it can be repeated; otherwise returns the
 * bytes in the error.
 */
async function receiveWhole(socket: Socket, length: number): Promise<Buffer> {
  try {
    return await socket.recv(length, { flags: constants.MSG_WAITALL })
  } catch (error) {
    if (error instanceof SocketError && error.data) return Buffer.from(error.data)
    throw error
  }
}

/** Sends and receives with blocking calls on one thread: never more than the kernel buffers. */
export async function blocking(scene: Scene): Promise<void> {
  const [one, other] = await pair(scene)
  const { random, ledger } = scene
  let place = 0
  try {
    for (let i = 0; i < 20; i++) {
      const end = place + 1 + random.below(3000)
      for (let at = place; at < end; ) at += sendSome(scene, one, bytesAt(at, end - at))
      while (place < end) {
        const data = insistSync(scene, () => other.recvSync(end - place, { timeout: PATIENCE }))
        if (data.length === 0 || !areBytesAt(place, data)) {
          ledger.fail('lost', `wrong bytes at ${place} of a blocking stream`)
          return
        }
        place += data.length
      }
    }
  } catch (error) {
    if (!isBroken(error)) throw error
  } finally {
    one.close()
    other.close()
  }
}

function sendSome({ random, ledger }: Scene, socket: Socket, data: Buffer): number {
  try {
    if (random.once(2)) return ledger.count(() => socket.sendSync(data))
    ledger.count(() => {
      socket.sendAllSync(data)
    })
    return data.length
  } catch (error) {
    if (!isPassing(error)) throw error
    return error instanceof SocketError ? (error.bytesSent ?? 0) : 0
  }
}

/** Sends to a thread that echoes everything with blocking calls. */
export async function echoed(scene: Scene): Promise<void> {
  const [one, other] = await pair(scene)
  const { random, ledger } = scene
  const echoing = ledger.watch('echo', scene.echo(other.detach()))
  const total = 1000 + random.below(20_000)
  const [sent, received] = await Promise.all([
    sendAllOf({ ...scene, random: random.split() }, one, total),
    receiveAll(scene, one),
  ])
  one.close()
  const broken = sent.broken || received.broken || (await echoing)
  if (received.count > total || (!broken && received.count < total)) {
    ledger.fail('lost', `${received.count} of ${total} bytes were echoed`)
  }
}
