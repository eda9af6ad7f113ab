import { numberOfDescriptor } from './descriptor.ts'

/** What {@link Socket.borrow} takes: a number, or what `net`, `http` and `dgram` have. */
export type Lender = number | object

/**
 * A function that says which descriptor the lender has at this moment, -1 for none. Asked anew at
 * each use, since a closed socket's number soon belongs to another.
 */
export function lentDescriptor(handle: unknown): () => number {
  if (typeof handle === 'number') {
    const fd = numberOfDescriptor(handle)
    return () => fd
  }
  if (typeof handle !== 'object' || handle === null) {
    throw new TypeError(`Cannot borrow from ${handle === null ? 'null' : typeof handle}`)
  }
  if (descriptorIn(handle) < 0) {
    throw new TypeError(
      'Cannot borrow from an object without a descriptor: connect or listen first',
    )
  }
  return () => descriptorIn(handle)
}

/** Where Node keeps it: `_handle.fd`, for dgram behind a symbol, for net.BoundSocket `fd()`. */
function descriptorIn(holder: object): number {
  for (const place of places(holder)) {
    const fd: unknown = typeof place === 'function' ? (place as () => unknown).call(holder) : place
    if (typeof fd === 'number') return fd
  }
  return -1
}

function* places(holder: object): Generator {
  if ('fd' in holder) yield holder.fd
  for (const key of Object.getOwnPropertySymbols(holder)) {
    if (key.description !== 'state symbol') continue
    const state: unknown = Reflect.get(holder, key)
    if (typeof state !== 'object' || state === null || !('handle' in state)) continue
    yield fdOf(state.handle)
    return // dgram has a _handle too, and warns whoever asks for it
  }
  if ('_handle' in holder) yield fdOf(holder._handle)
}

function fdOf(handle: unknown): unknown {
  return typeof handle === 'object' && handle !== null && 'fd' in handle ? handle.fd : undefined
}
