import type { AsyncResource } from 'node:async_hooks'

/** Runs functions in the context of AsyncLocalStorage in which it was created. */
export type CallContext = Pick<AsyncResource, 'runInAsyncScope'>

let Resource: typeof AsyncResource | undefined

/** The context of the caller. The reactor has another one, which belongs to nobody. */
export function callContext(): CallContext {
  Resource ??= process.getBuiltinModule('node:async_hooks').AsyncResource
  return new Resource('SOCKETSTREAM')
}
