import { parentPort, workerData } from 'node:worker_threads'
import { Socket } from '../../src/index.ts'

/**
 * The socket that the worker leaves open when it is terminated: one with this
 * descriptor, or a new one.
 */
export interface LeavingJob {
  fd?: number
}

const { leave } = workerData as { leave: LeavingJob }
const socket = leave.fd === undefined ? new Socket('AF_INET', 'SOCK_DGRAM') : Socket.adopt(leave.fd)
parentPort?.postMessage(socket.fd)
parentPort?.on('message', () => socket) // lives until it is terminated
