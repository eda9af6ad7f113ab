/** Reports what a listener of somebody else's threw as uncaught: it must not reach those told next. */
export function reportUncaught(error: unknown): void {
  queueMicrotask(() => {
    throw error
  })
}
