import type { Duplex as NodeDuplex, DuplexOptions } from 'node:stream'

type DuplexClass = typeof NodeDuplex

/**
 * Duplex of node:stream, which is loaded when the first stream is created: few programs create one,
 * and loading it would be a fifth of the import of this library.
 */
export const Duplex = class extends Object {
  constructor(options?: DuplexOptions) {
    inheritFromDuplex()
    super(options) // the constructor that the line above has put in the place of Object
  }
} as unknown as DuplexClass

let inherits = false

/** Not by Reflect.construct: V8 would give each stream a shape of its own, and know none of them. */
function inheritFromDuplex(): void {
  if (inherits) return
  inherits = true
  const { Duplex: loaded } = process.getBuiltinModule('node:stream')
  Object.setPrototypeOf(Duplex, loaded)
  Object.setPrototypeOf(Duplex.prototype, loaded.prototype)
}

/** Destroys the stream when the signal is aborted. */
export function destroyOnAbort(signal: AbortSignal, stream: NodeDuplex): void {
  process.getBuiltinModule('node:stream').addAbortSignal(signal, stream)
}
