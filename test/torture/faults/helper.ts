import { parentPort } from 'node:worker_threads'
import { Socket, SocketError } from '../../../src/index.ts'
import { isBroken, isPassing, MOST_TRIES } from './scene.ts'

/** In a worker: uses an environment once, with a wait of each kind, and then exits. */
export async function liveOnce(): Promise<void> {
  const [one, other] = insist(() => Socket.pair('AF_UNIX', 'SOCK_SEQPACKET'))
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    try {
      const received = one.recv()
      received.catch(() => undefined) // handled here in case the send fails
      insist(() => other.sendSync('a'))
      await received
      break
    } catch (error) {
      if (!isPassing(error)) throw error
    }
  }
  void one.recv().catch(() => undefined)
  process.exit(0) // with two sockets open, one of which has a waiting receive
}

/** In a worker: adopts each descriptor that it is sent, and echoes its data until the end. */
export function echoAll(): void {
  parentPort?.postMessage('ready')
  parentPort?.on('message', ([number, fd]: [number, number]) => {
    parentPort?.postMessage([number, echo(fd)])
  })
}

/** Returns whether the connection broke. */
function echo(fd: number): boolean {
  const socket = insist(() => Socket.adopt(fd))
  try {
    for (;;) {
      const data = insist(() => socket.recvSync())
      if (data.length === 0) return false
      for (let sent = 0; sent < data.length; ) sent += sendSome(socket, data.subarray(sent))
    }
  } catch (error) {
    if (!isBroken(error)) throw error
    return true
  } finally {
    socket.close()
  }
}

function sendSome(socket: Socket, data: Buffer): number {
  try {
    socket.sendAllSync(data)
    return data.length
  } catch (error) {
    if (!isPassing(error) || !(error instanceof SocketError)) throw error
    return error.bytesSent ?? 0
  }
}

function insist<T>(call: () => T): T {
  for (let tries = 1; ; tries++) {
    try {
      return call()
    } catch (error) {
      if (!isPassing(error) || tries === MOST_TRIES) throw error
    }
  }
}
