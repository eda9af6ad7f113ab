import { native } from '../binding.ts'
import { isObject } from '../codec/object-reader.ts'
import { show } from '../codec/show.ts'
import type { DescriptorOwner } from '../engine/borrowed.ts'
import { check } from '../errors.ts'
import type { AnyFamily, InternetFamily } from '../protocols/index.ts'
import { noDescriptor } from './hints/borrow.ts'
import { familyOf, typeOf } from './create.ts'
import { type DescriptorLike, numberOfDescriptor } from './descriptor-number.ts'
import { DESCRIPTOR, OpenDescriptor } from './open-descriptor.ts'
import type { SocketHandle } from './socket-handle.ts'
import { SOCKET } from './taken.ts'

/**
 * A socket or server of Node's, or another owner of a descriptor: what it emits says when it closes.
 */
export interface ClosingOwner {
  /** Adds a listener. */
  on(event: 'close', listener: () => void): unknown
  /** Removes a listener. */
  off(event: 'close', listener: () => void): unknown
}

/** A socket of `dgram`, known by what no other has. */
export interface DatagramOwner extends ClosingOwner {
  /** Sets IP_MULTICAST_TTL. */
  setMulticastTTL(ttl: number): unknown
}

/**
 * What `Socket.borrow` takes: a descriptor's number, an object that has one as `fd`, or a socket or
 * server of `net`, `tls`, `http`, `http2` or `dgram`, or the stream of a Socket.
 */
export type BorrowSource =
  | DescriptorLike
  | {
      /** The number of the descriptor, as `net.BoundSocket` returns it. */
      fd(): number
    }
  | ClosingOwner

/** The family of what is borrowed: sockets of `dgram` are of IP. */
export type BorrowedFamily<Source> = Source extends DatagramOwner ? InternetFamily : AnyFamily

/** Borrows the descriptor that the source has. */
export function borrowDescriptor<Source extends BorrowSource>(
  source: Source,
): OpenDescriptor<BorrowedFamily<Source>> {
  const owner = ownerOf(source)
  const fd = owner.currentFd()
  const first = ourSocketOf(source)?.[DESCRIPTOR] ?? firstOf(owner.file)
  const descriptor = new OpenDescriptor<BorrowedFamily<Source>>(
    fd,
    familyOf(fd),
    typeOf(fd),
    undefined,
    owner,
    first,
  )
  if (!first) keepFirst(owner.file, descriptor)
  descriptor.noteLowWater()
  return descriptor
}

/** The Socket that this is, or whose stream it is, or over whose stream TLS goes. */
function ourSocketOf(source: unknown): SocketHandle | undefined {
  if (typeof source !== 'object' || source === null) return undefined
  if (DESCRIPTOR in source) return source as SocketHandle
  for (const holder of [source, streamBeneath(source)]) {
    const socket: unknown = isObject(holder) ? Reflect.get(holder, SOCKET) : undefined
    if (socket !== undefined) return socket as SocketHandle
  }
  return undefined
}

/** The stream that TLS goes over, if it is not of `node:net`: Node wraps it. */
function streamBeneath(source: object): unknown {
  if (Reflect.get(source, 'encrypted') !== true) return undefined // to read _handle of dgram warns
  const handle: unknown = Reflect.get(source, '_handle')
  const wrap = isObject(handle) ? handle['_parentWrap'] : undefined
  return isObject(wrap) ? wrap['stream'] : undefined
}

/** The first that borrowed each file from somebody else: a stream of one concerns all others. */
const firsts = new Map<string, WeakRef<OpenDescriptor>>()
const dropped = new FinalizationRegistry<string>((key) => {
  if (firsts.get(key)?.deref() === undefined) firsts.delete(key)
})

function firstOf(file: Int32Array): OpenDescriptor | undefined {
  return firsts.get(file.join())?.deref()
}

function keepFirst(file: Int32Array, descriptor: OpenDescriptor): void {
  firsts.set(file.join(), new WeakRef(descriptor))
  dropped.register(descriptor, file.join())
}

/** Remembers the open file, since the number alone may soon belong to another file. */
function ownerOf(source: unknown): DescriptorOwner & { readonly file: Int32Array } {
  const ask = fdGetter(source)
  const file = new Int32Array(4)
  check('fstat', native.identity(ask(), file))
  return {
    file,
    currentFd() {
      const fd = ask()
      return fd >= 0 && isSameFile(fd, file) ? fd : -1
    },
    onClose: (callback) => listenForClose(source, callback),
  }
}

const found = new Int32Array(4)

/** Whether the number still refers to that file. */
function isSameFile(fd: number, file: Int32Array): boolean {
  if (native.identity(fd, found) < 0) return false
  return found.every((part, i) => part === file[i])
}

/** Returns the descriptor that the source has when called; -1 for none. */
function fdGetter(source: unknown): () => number {
  if (typeof source === 'number') {
    const fd = numberOfDescriptor(source)
    return () => fd
  }
  if (typeof source !== 'object' || source === null) {
    throw new TypeError(
      `Cannot borrow from ${show(source)}: give a descriptor, a socket or a server`,
    )
  }
  if (fdIn(source) < 0) throw noDescriptor(source, fdIn)
  return () => fdIn(source)
}

/** The one 'close' listener of an emitter, and the callbacks that it calls. */
interface CloseListener {
  readonly entries: Set<{ readonly callback: () => void }>
  readonly listener: () => void
}

const closeListeners = new WeakMap<Emitter, CloseListener>()

/** Node's sockets and servers emit 'close'; other sources are only asked from time to time. */
function listenForClose(source: unknown, callback: () => void): () => void {
  if (!isEmitter(source)) return () => undefined
  const { off } = source // read now: the socket of an http2 session throws after the session has ended
  const { entries, listener } = closeListeners.get(source) ?? addCloseListener(source)
  const entry = { callback }
  entries.add(entry)
  return () => {
    if (!entries.delete(entry) || entries.size > 0) return
    closeListeners.delete(source)
    off.call(source, 'close', listener)
  }
}

function addCloseListener(emitter: Emitter): CloseListener {
  const entries: CloseListener['entries'] = new Set()
  const listener = (): void => {
    for (const { callback } of [...entries]) callback()
  }
  emitter.on('close', listener)
  const added = { entries, listener }
  closeListeners.set(emitter, added)
  return added
}

interface Emitter {
  readonly on: (event: string, listener: () => void) => void
  readonly off: (event: string, listener: () => void) => void
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

/**
 * Of our streams it is in their Socket. Where Node keeps it: `_handle.fd`; behind a symbol for dgram;
 * `fd()` for net.BoundSocket. The socket of an http2 session is a proxy, which throws once the session
 * has ended.
 */
function fdIn(holder: object): number {
  try {
    for (const place of placesIn(holder)) {
      const fd: unknown =
        typeof place === 'function' ? (place as () => unknown).call(holder) : place
      if (typeof fd === 'number') return fd
    }
  } catch (error) {
    if (!isUnbound(error)) throw error
  }
  return -1
}

function isUnbound(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_HTTP2_SOCKET_UNBOUND'
}

function* placesIn(holder: object): Generator {
  if ('fd' in holder) yield holder.fd
  yield ourSocketOf(holder)?.fd
  for (const key of Object.getOwnPropertySymbols(holder)) {
    if (key.description !== 'state symbol') continue
    const state: unknown = Reflect.get(holder, key)
    if (typeof state !== 'object' || state === null || !('handle' in state)) continue
    yield fdOf(state.handle)
    return // dgram has a _handle too, and reading it prints a warning
  }
  // Not checked with `in`, which the proxy of http2 answers for the session.
  yield fdOf(Reflect.get(holder, '_handle'))
}

function fdOf(handle: unknown): unknown {
  return typeof handle === 'object' && handle !== null && 'fd' in handle ? handle.fd : undefined
}
