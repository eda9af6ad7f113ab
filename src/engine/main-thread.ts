let main: boolean | undefined

/** Whether this is the main thread. Asked on first use: loading node:worker_threads takes 0.7 ms. */
export function isMainThread(): boolean {
  main ??= process.getBuiltinModule('node:worker_threads').isMainThread
  return main
}
