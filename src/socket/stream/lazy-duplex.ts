import type { Duplex as NodeDuplex, DuplexOptions } from 'node:stream'

type DuplexClass = typeof NodeDuplex

/**
 * Duplex of node:stream, which is loaded when the first stream is created: few programs create one,
 * and loading it would be a fifth of the import of this library.
 */
export const Duplex = function (this: unknown, options?: DuplexOptions): unknown {
  const { Duplex: loaded } = process.getBuiltinModule('node:stream')
  Object.setPrototypeOf(Duplex.prototype, loaded.prototype)
  return Reflect.construct(loaded, [options], new.target)
} as unknown as DuplexClass

/** Destroys the stream when the signal is aborted. */
export function destroyOnAbort(signal: AbortSignal, stream: NodeDuplex): void {
  process.getBuiltinModule('node:stream').addAbortSignal(signal, stream)
}
