import { formatAddress, type ReceivedMessage, Socket } from '../../../src/index.ts'
import { PATIENCE } from '../../support/patience.ts'
import { codeOf } from '../ledger.ts'
import { messageOf, numberOf } from '../pattern.ts'
import { insist, insistSync, type Scene } from './scene.ts'

const COUNT = 60

/**
 * Messages in one direction. Some carry a descriptor that the sender closes as soon
 * as it has sent it.
 */
export async function messages(scene: Scene): Promise<void> {
  const { random, ledger } = scene
  const make = () => Socket.pair('AF_UNIX', 'SOCK_SEQPACKET')
  const [one, other] = insistSync(scene, make)
  const lengths = Array.from({ length: COUNT }, () => random.below(2000))
  try {
    await Promise.all([sending(), receiving()])
  } finally {
    one.close()
    other.close()
  }

  async function sending(): Promise<void> {
    for (const [number, length] of lengths.entries()) {
      const data = messageOf(number, length)
      if (random.once(4)) await passing(scene, one, data)
      else await insist(scene, 'send', () => one.send(data))
    }
  }

  async function receiving(): Promise<void> {
    for (const [number, length] of lengths.entries()) {
      const receive = () => other.recvMessage({ size: 3000, control: true })
      const message = await insist(scene, 'recvMessage', receive)
      await answerPassed(scene, message)
      if (numberOf(message.data, length) === number) continue
      ledger.fail('lost', `another message instead of number ${number}`)
      return
    }
  }
}

/** Answers over a received descriptor, so that the sender knows that it was the right one. */
async function answerPassed(scene: Scene, { control }: ReceivedMessage): Promise<void> {
  for (const descriptor of control.SCM_RIGHTS ?? []) {
    const socket = insistSync(scene, () => descriptor.toSocket())
    await insist(scene, 'send', () => socket.send('here'))
    socket.close()
  }
}

/** Passes one end of a new pair, and closes it immediately, whether or not it has been sent. */
async function passing(scene: Scene, over: Socket, data: Buffer): Promise<void> {
  const kept = await insist(scene, 'pass', async () => {
    const [near, far] = Socket.pair('AF_UNIX', 'SOCK_SEQPACKET')
    try {
      const sending = over.sendMessage({ data, control: { SCM_RIGHTS: [far] } })
      far.close()
      await sending
      return near
    } catch (error) {
      near.close()
      far.close()
      throw error
    }
  })
  try {
    const answer = await insist(scene, 'recv', () => kept.recv(100, { timeout: PATIENCE }))
    if (String(answer) !== 'here') scene.ledger.fail('lost', 'the wrong descriptor was passed')
  } catch (error) {
    scene.ledger.fail('lost', `no answer over the passed descriptor: ${codeOf(error)}`)
    throw error // every other wait would take as long
  } finally {
    kept.close()
  }
}

/** Unix datagrams, more at once than the queue holds. None may be lost. */
export async function datagrams(scene: Scene): Promise<void> {
  const { random, ledger } = scene
  const [one, other] = [bound(scene, 'AF_UNIX'), bound(scene, 'AF_UNIX')]
  const to = insistSync(scene, () => other.localAddress)
  const from = formatAddress(insistSync(scene, () => one.localAddress))
  const lengths = Array.from({ length: COUNT }, () => random.below(1000))
  try {
    const sending = async (): Promise<void> => {
      for (const [number, length] of lengths.entries()) {
        await insist(scene, 'sendTo', () => one.sendTo(messageOf(number, length), to))
      }
    }
    const receiving = async (): Promise<void> => {
      for (const [number, length] of lengths.entries()) {
        const { data, address } = await insist(scene, 'recvFrom', () => other.recvFrom())
        if (numberOf(data, length) === number && address && formatAddress(address) === from)
          continue
        ledger.fail('lost', `another datagram instead of number ${number}`)
        return
      }
    }
    await Promise.all([sending(), receiving()])
  } finally {
    one.close()
    other.close()
  }
}

/** UDP queries, each with an answer. One that comes too late counts as lost. */
export async function questions(scene: Scene): Promise<void> {
  const { random, ledger } = scene
  const [client, server] = [bound(scene, 'AF_INET'), bound(scene, 'AF_INET')]
  const to = insistSync(scene, () => server.localAddress)
  const within = { timeout: PATIENCE }
  try {
    for (let number = 0; number < COUNT / 3; number++) {
      const length = random.below(1000)
      await insist(scene, 'sendTo', () => client.sendTo(messageOf(number, length), to))
      const question = await insist(scene, 'recvFrom', () => server.recvFrom(2000, within))
      const back = question.address ?? to
      await insist(scene, 'sendTo', () => server.sendTo(question.data, back))
      const answer = await insist(scene, 'recv', () => client.recv(2000, within))
      if (numberOf(answer, length) !== number) ledger.fail('lost', `wrong answer to ${number}`)
    }
  } catch (error) {
    if (codeOf(error) !== 'ERR_SOCKET_TIMEOUT') throw error
    ledger.fail('lost', 'a datagram over loopback')
  } finally {
    client.close()
    server.close()
  }
}

function bound(scene: Scene, family: 'AF_INET' | 'AF_UNIX'): Socket {
  const socket = insistSync(scene, () => new Socket(family, 'SOCK_DGRAM'))
  const address = family === 'AF_UNIX' ? { family } : '127.0.0.1:0'
  insistSync(scene, () => {
    socket.bind(address)
  })
  return socket
}
