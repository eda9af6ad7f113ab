import { once } from 'node:events'
import { MessageChannel, type Worker } from 'node:worker_threads'
import { constants, Socket } from '../../src/index.ts'
import { calls } from '../../src/raw.ts'
import { startWorker } from './workers.ts'

/** A step of a peer, which runs on another thread so that the test itself may block. */
export type Step =
  /** Wait for some milliseconds, so that the test is most likely waiting by then. */
  | ['pause', number]
  /** Wait until there is something to receive. */
  | ['arrival']
  /** Wait until a Unix socket's peer has received everything that was sent. */
  | ['received']
  | ['send', string]
  | ['sendAll', bytes: number]
  /** Receive this many bytes (Infinity: all), in chunks of this size, with a pause after each. */
  | ['drain', bytes: number, chunk: number, pause: number]
  | ['accept']
  | ['shutdown', 'SHUT_RD' | 'SHUT_WR' | 'SHUT_RDWR']

/** The message that the peer posts when it is done. */
export interface Outcome {
  drained: number
  failure?: string
}

let worker: Worker | undefined

/**
 * Makes the peer perform the steps on a duplicate of the socket's descriptor, starting now, even
 * while this thread blocks. Once it has finished and closed the duplicate, the promise resolves to
 * the number of bytes drained.
 */
export async function peer(socket: Socket, ...steps: Step[]): Promise<number> {
  worker ??= startWorker('test/support/peer-worker.ts')
  const { port1, port2 } = new MessageChannel()
  const fd = calls.fcntl(socket.fd, constants.F_DUPFD_CLOEXEC, 0)
  worker.postMessage({ fd, steps, port: port2 }, [port2])
  const [{ drained, failure }] = (await once(port1, 'message')) as [Outcome]
  port1.close()
  if (failure !== undefined) throw new Error(`The peer failed: ${failure}`)
  return drained
}

/** Makes sure that the peer's thread is running, for tests that depend on time. */
export async function peerIsReady(): Promise<void> {
  const [one, other] = Socket.pair()
  await peer(one)
  one.close()
  other.close()
}
