import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { type Body, programFile } from './body.ts'
import { loaderOptions, runnable } from './runnable.ts'

/** Runs a file of this project in a worker thread that does not keep the process alive. */
export function startWorker(path: string, data: object = {}): Worker {
  return start(runnable(path), data)
}

/** Runs the body in a worker thread of this process that does not keep the process alive. */
export function inWorker(body: Body<unknown>): Worker {
  return start(pathToFileURL(programFile(body)))
}

function start(file: URL, workerData?: object): Worker {
  // Does not inherit the options of this process, which may include --eval.
  const worker = new Worker(file, { workerData, execArgv: [...loaderOptions] })
  worker.unref()
  if ('deno' in process.versions) keepWhileHeard(worker)
  return worker
}

/** Keeps the process alive while somebody listens to the worker, as Node does by itself. */
function keepWhileHeard(worker: Worker): void {
  const setRef = (event: string, rest: number): void => {
    if (event !== 'message') return
    if (worker.listenerCount('message') > rest) worker.ref()
    else worker.unref()
  }
  worker.on('newListener', (event: string) => {
    setRef(event, -1) // it is about to be added
  })
  worker.on('removeListener', (event: string) => {
    setRef(event, 0)
  })
}
