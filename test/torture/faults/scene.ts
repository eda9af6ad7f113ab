import { type Address, formatAddress, listen, Socket, SocketError } from '../../../src/index.ts'
import { codeOf, type Ledger } from '../ledger.ts'
import type { Random } from '../random.ts'

/** What every scenario is given. */
export interface Scene {
  readonly random: Random
  readonly ledger: Ledger
  /**
   * Makes another thread echo everything, using blocking calls. That thread owns the descriptor.
   *
   * @returns Whether the connection broke.
   */
  echo(fd: number): Promise<boolean>
}

/** Errors of a temporary shortage. */
const PASSING: ReadonlySet<string> = new Set([
  ...['ENOMEM', 'ENOBUFS', 'EMFILE', 'ENFILE', 'ENOSPC', 'ECONNABORTED', 'EPROTO'],
  ...['ENETUNREACH', 'EADDRNOTAVAIL', 'EADDRINUSE'],
  ...['EAI_AGAIN', 'EAI_MEMORY', 'EAI_FAIL', 'EAI_SYSTEM'],
])
/** Waiting calls without a timeout must never fail with EAGAIN. */
const WAITING: ReadonlySet<string> = new Set([
  ...['recv', 'recvfrom', 'recvmsg', 'send', 'sendto', 'sendmsg', 'accept', 'connect', 'poll'],
])
export const MOST_TRIES = 200

/** Whether the same call may succeed if repeated. */
export function isPassing(error: unknown): boolean {
  const code = codeOf(error)
  if (code === 'EAGAIN') return error instanceof SocketError && !WAITING.has(error.syscall)
  return PASSING.has(code)
}

/** Whether the connection is broken. */
export function isBroken(error: unknown): boolean {
  return ['ECONNRESET', 'EPIPE'].includes(codeOf(error))
}

/** Repeats a call as long as it fails because of a temporary shortage. */
export async function insist<T>(
  { ledger }: Scene,
  what: string,
  call: () => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await ledger.watch(what, call())
    } catch (error) {
      if (!isPassing(error) || tries === MOST_TRIES) throw error
    }
  }
}

/** {@link insist} for a synchronous call. */
export function insistSync<T>({ ledger }: Scene, call: () => T): T {
  for (let tries = 1; ; tries++) {
    try {
      return ledger.count(call)
    } catch (error) {
      if (!isPassing(error) || tries === MOST_TRIES) throw error
    }
  }
}

/** Creates both ends of a new connection. */
export type Make = (scene: Scene) => Promise<[Socket, Socket]>

export const pair: Make = (scene) => Promise.resolve(insistSync(scene, () => Socket.pair()))

export const tcp: Make = (scene) => connected(scene, 'AF_INET', '127.0.0.1:0')

/** Binds the client to a name, so that connections can be told apart. */
export const unix: Make = (scene) => connected(scene, 'AF_UNIX', { family: 'AF_UNIX' })

async function connected(
  scene: Scene,
  family: 'AF_INET' | 'AF_UNIX',
  unnamed: Address | string,
): Promise<[Socket, Socket]> {
  const listener = await insist(scene, 'listen', () => listen(unnamed))
  try {
    const to = insistSync(scene, () => listener.localAddress)
    const client = await insist(scene, 'connect', () => connectOnce(family, unnamed, to))
    if (family === 'AF_INET') {
      insistSync(scene, () => {
        client.setOption('TCP_NODELAY', true) // otherwise single bytes wait for an acknowledgement
      })
    }
    const own = formatAddress(insistSync(scene, () => client.localAddress))
    for (;;) {
      // The kernel may hold connections whose callers were told that they failed, and gave up.
      const server = await insist(scene, 'accept', () => listener.accept())
      if (peerOf(scene, server) === own) return [client, server]
      server.close()
    }
  } finally {
    listener.close()
  }
}

async function connectOnce(
  family: 'AF_INET' | 'AF_UNIX',
  unnamed: Address | string,
  to: Address,
): Promise<Socket> {
  const client = new Socket(family)
  try {
    client.bind(unnamed)
    await client.connect(to)
    return client
  } catch (error) {
    client.close()
    throw error
  }
}

function peerOf(scene: Scene, socket: Socket): string | undefined {
  try {
    return formatAddress(insistSync(scene, () => socket.remoteAddress))
  } catch (error) {
    if (codeOf(error) === 'ENOTCONN') return undefined
    throw error
  }
}
