import { closeSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { Socket } from '../../src/index.ts'

/** What the worker leaves behind when it is terminated. */
export type LeavingJob =
  | { what: 'a number that fs has closed' }
  | { what: 'a duplicate'; fd: number }

const { leave } = workerData as { leave: LeavingJob }
const socket =
  leave.what === 'a duplicate' ? Socket.adopt(leave.fd) : new Socket('AF_INET', 'SOCK_DGRAM')
const { fd } = socket
if (leave.what !== 'a duplicate') closeSync(fd)
parentPort?.postMessage(fd)
parentPort?.on('message', () => socket) // lives until it is terminated
