/** Reports what a caller's listener threw as an uncaught error, so that the next listeners still run. */
export function reportUncaught(error: unknown): void {
  queueMicrotask(() => {
    throw error
  })
}
