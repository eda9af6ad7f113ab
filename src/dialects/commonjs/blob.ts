import { isNativeError } from 'node:util/types'
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'

/** Reads the Blob, hands its bytes over, and wakes the thread that waits for them. */
const PROGRAM = `
  const { blob, port, done } = require('node:worker_threads').workerData
  Promise.resolve().then(() => blob.arrayBuffer())
    .then((bytes) => port.postMessage(bytes, [bytes]), () => port.postMessage(null))
    .finally(() => {
      Atomics.store(done, 0, 1)
      Atomics.notify(done, 0)
      port.close()
    })`

/**
 * The bytes of a Blob, which can only be awaited: another thread does while this one waits.
 * Undefined for those that have a file behind them, which stay in their thread.
 */
export function bytesOfBlob(blob: Blob): Uint8Array | undefined {
  const { port1: here, port2: port } = new MessageChannel()
  try {
    const done = new Int32Array(new SharedArrayBuffer(4))
    const worker = startReader({ blob, port, done })
    if (worker === undefined) return undefined
    Atomics.wait(done, 0, 0)
    const answer = receiveMessageOnPort(here) as { message: ArrayBuffer | null } | undefined
    return answer?.message ? new Uint8Array(answer.message) : undefined
  } finally {
    here.close()
    port.close()
  }
}

function startReader(workerData: {
  blob: Blob
  port: MessagePort
  done: Int32Array
}): Worker | undefined {
  try {
    const transferList = [workerData.port]
    const worker = new Worker(PROGRAM, { eval: true, workerData, transferList, execArgv: [] })
    worker.unref()
    worker.on('error', () => undefined) // told by the missing answer
    return worker
  } catch (error) {
    // A Blob that can't be cloned: what is thrown then differs from one runtime to another.
    if (isOfWorkers(error)) throw error
    return undefined
  }
}

function isOfWorkers(error: unknown): boolean {
  return isNativeError(error) && 'code' in error && String(error.code).startsWith('ERR_WORKER')
}
