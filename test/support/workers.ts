import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { type Body, programOf } from './body.ts'
import { loaderOptions, runnable } from './runnable.ts'

/** Runs a file of this project in a worker thread that does not keep the process alive. */
export function startWorker(path: string, data: object = {}): Worker {
  return start(runnable(path), data)
}

/**
 * The folder with the workers' programs. It exists until this process exits, because
 * coverage needs files.
 */
let folder: string | undefined
let programs = 0

/** Runs the body in a worker thread of this process that does not keep the process alive. */
export function inWorker(body: Body<unknown>): Worker {
  folder ??= makeFolder()
  const file = join(folder, `${++programs}.mjs`)
  writeFileSync(file, programOf(body))
  return start(pathToFileURL(file))
}

function start(file: URL, workerData?: object): Worker {
  // Does not inherit the options of this process, which may include --eval.
  const worker = new Worker(file, { workerData, execArgv: [...loaderOptions] })
  worker.unref()
  return worker
}

function makeFolder(): string {
  const made = mkdtempSync(join(tmpdir(), 'berkeley-workers-'))
  process.once('exit', () => {
    rmSync(made, { recursive: true, force: true })
  })
  return made
}
