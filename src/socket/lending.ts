import { native } from '../binding.ts'
import type { Loan } from '../engine/borrowed.ts'
import { check } from '../errors.ts'
import { numberOfDescriptor } from './descriptor.ts'

/** What {@link Socket.borrow} takes: a number, or what `net`, `http` and `dgram` have. */
export type Lender = number | object

/** What the lender lends. Its file is remembered: a number alone may be another's soon. */
export function loanOf(handle: unknown): Loan {
  const ask = asker(handle)
  const file = new Int32Array(4)
  check('fstat', native.identity(ask(), file))
  return {
    current() {
      const fd = ask()
      return fd >= 0 && isSame(fd, file) ? fd : -1
    },
    onClose: (act) => listenForClose(handle, act),
  }
}

const found = new Int32Array(4)

/** Whether the number still is the descriptor of that file. */
function isSame(fd: number, file: Int32Array): boolean {
  if (native.identity(fd, found) < 0) return false
  return found.every((part, i) => part === file[i])
}

/** Says which descriptor the lender has at this moment, -1 for none. */
function asker(handle: unknown): () => number {
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

/** Who is told of the close of a lender, which is listened to once for all of them. */
interface Listening {
  readonly acts: Set<{ readonly act: () => void }>
  readonly tellAll: () => void
}

const listening = new WeakMap<Emitter, Listening>()

/** Sockets and servers of Node's emit 'close'; others are asked now and then. */
function listenForClose(handle: unknown, act: () => void): () => void {
  if (!isEmitter(handle)) return () => undefined
  const { acts, tellAll } = listening.get(handle) ?? listenTo(handle)
  const mine = { act }
  acts.add(mine)
  return () => {
    if (!acts.delete(mine) || acts.size > 0) return
    listening.delete(handle)
    handle.off('close', tellAll)
  }
}

function listenTo(handle: Emitter): Listening {
  const acts: Listening['acts'] = new Set()
  const made: Listening = {
    acts,
    tellAll: () => {
      for (const { act } of [...acts]) act()
    },
  }
  handle.on('close', made.tellAll)
  listening.set(handle, made)
  return made
}

interface Emitter {
  on(event: string, listener: () => void): void
  off(event: string, listener: () => void): void
}

function isEmitter(value: unknown): value is Emitter {
  return (
    typeof value === 'object' &&
    value !== null &&
    'on' in value &&
    typeof value.on === 'function' &&
    'off' in value &&
    typeof value.off === 'function'
  )
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
