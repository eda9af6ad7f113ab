import { Worker } from 'node:worker_threads'

/** Runs a TypeScript file in a worker thread that does not keep the process alive. */
export function startWorker(file: URL, data: object): Worker {
  const worker = new Worker(new URL('start-worker.mjs', import.meta.url), {
    workerData: { ...data, file: file.href },
    execArgv: [], // those of this process may say what to run: --eval
  })
  worker.unref()
  return worker
}
