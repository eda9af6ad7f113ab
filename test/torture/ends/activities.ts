import { setImmediate, setTimeout as pause } from 'node:timers/promises'
import {
  connect,
  connectSync,
  constants,
  listen,
  listenSync,
  poll,
  resolve,
  reverse,
  Socket,
} from '../../../src/index.ts'
import type { Random } from '../random.ts'

/** What a thread does until it is terminated: it never stops by itself. */
export type Activity = (random: Random) => Promise<never>

/** Repeats a step until the thread ends. Occasionally yields to the event loop. */
async function again(random: Random, step: () => unknown): Promise<never> {
  for (;;) {
    await step()
    if (random.once(8)) await setImmediate()
  }
}

/** Ignores a rejection, because the thread may end at any time. */
function quietly(promise: Promise<unknown>): void {
  promise.catch(() => undefined)
}

function never(): Promise<never> {
  return new Promise<never>(() => {
    setInterval(() => undefined, 1000)
  })
}

/** Two ends of a loopback connection. */
function tcpPair(): [Socket, Socket] {
  const listener = listenSync({ host: '127.0.0.1', port: 0 })
  const client = connectSync(listener.localAddress)
  const server = listener.acceptSync()
  listener.close()
  return [client, server]
}

export const activities = {
  make: (random) =>
    again(random, () => {
      const made = Array.from({ length: 20 }, () => new Socket('AF_INET', 'SOCK_DGRAM'))
      for (const socket of made) socket.close()
    }),
  pair: (random) =>
    again(random, () => {
      for (const socket of Socket.pair()) socket.close()
    }),
  accept: (random) =>
    again(random, () => {
      for (const socket of tcpPair()) socket.close()
    }),
  async serve() {
    const listener = await listen({ host: '127.0.0.1', port: 0 })
    const to = listener.localAddress
    const client = async (): Promise<never> => {
      for (;;) {
        const socket = await connect(to)
        await socket.sendAll('question')
        await socket.recv()
        socket.close()
      }
    }
    const answer = async (socket: Socket): Promise<void> => {
      for await (const data of socket.chunks()) await socket.sendAll(data)
      socket.close()
    }
    for (let i = 0; i < 4; i++) quietly(client())
    for await (const socket of listener.connections()) quietly(answer(socket))
    return never()
  },
  pass(random) {
    const [one, other] = Socket.pair()
    const given = Array.from({ length: 8 }, () => one)
    return again(random, async () => {
      await one.sendMessage({ data: 'x', control: { SCM_RIGHTS: given } })
      const { control } = await other.recvMessage({ control: true })
      for (const descriptor of control.SCM_RIGHTS ?? []) {
        if (random.once(2)) descriptor.toSocket().close()
        else descriptor.close()
      }
    })
  },
  passSync(random) {
    const [one, other] = Socket.pair()
    const given = Array.from({ length: 8 }, () => one)
    return again(random, () => {
      one.sendMessageSync({ data: 'x', control: { SCM_RIGHTS: given } })
      const { control } = other.recvMessageSync({ control: true })
      for (const descriptor of control.SCM_RIGHTS ?? []) descriptor.close()
    })
  },
  names: (random) =>
    again(random, async () => {
      const asking = [resolve('localhost', 80), reverse('127.0.0.1:80'), resolve('127.0.0.1', 1)]
      await Promise.allSettled(asking)
    }),
  linger: (random) =>
    again(random, () => {
      const [one, other] = tcpPair()
      one.setOption('SO_LINGER', { onoff: true, seconds: 1 })
      one.sendSync(Buffer.alloc(200_000), { timeout: 0 })
      for (const socket of [one, other]) socket.close()
    }),
  async wait(random) {
    const pairs = Array.from({ length: 10 }, () => Socket.pair())
    for (const [one, other] of pairs) {
      for (const socket of [one, other]) quietly(socket.recv())
      quietly(poll([{ socket: one, events: constants.POLLIN }], { timeout: 1000 }))
      quietly(one.sendAll(Buffer.alloc(1 << 20)))
    }
    await pause(random.below(2))
    return never()
  },
  /** Blocks the thread indefinitely. */
  block() {
    const [one] = Socket.pair()
    one.recvSync()
    return never()
  },
} satisfies Record<string, Activity>

/** The name of an activity. */
export type ActivityName = keyof typeof activities
