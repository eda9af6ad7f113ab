import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { AddressAnswer, AddressQuestion, Calls, NameAnswer } from './calls.ts'
import type { Layout, Platform } from './codec/platform.ts'
import { unsupported } from './unsupported.ts'

/** The system calls, and what else the library needs from C. */
export interface Native extends Calls {
  /** What the C compiler knew when the addon was built. */
  platform(): PlatformFacts
  /** The layout that the C compiler gave a struct. */
  layout(struct: string): Layout | undefined

  /**
   * Closes the descriptor if it is still open, and still the same file, when this environment ends,
   * as when a worker is terminated. The environment owns what its calls create from the start.
   */
  own(fd: number): number
  /** Undoes {@link Native.own}, as close does. */
  disown(fd: number): number
  /** Which file this is: writes device and inode as four numbers. */
  identity(fd: number, into: Int32Array): number
  /** close(2) on a thread of the addon, for a descriptor whose SO_LINGER may make close block. */
  closeAsync(fd: number): number
  /** Creates a descriptor for {@link Native.edgePollWait}; the caller closes it. Linux. */
  edgePollOpen(fd: number, events: number): number
  /** As pollOne, but for changes: a state that lasts, POLLERR included, is reported once. */
  edgePollWait(poll: number, milliseconds: number): number

  /**
   * Opens the completion queue of {@link Native.getaddrinfoAsync} and its like, which needs it.
   * Returns the descriptor that is readable while the queue has answers; C closes it.
   */
  completionsOpen(): number
  /** getaddrinfo(3) on a thread of the addon. Returns the id of the call. */
  getaddrinfoAsync(...question: AddressQuestion): number
  /** getnameinfo(3) on a thread of the addon. Returns the id of the call. */
  getnameinfoAsync(address: Uint8Array, flags: number): number
  /** Takes the answers of all calls that have completed. */
  completionsTake(): [id: number, answer: AsyncAnswer][]
  /** Cancels a call that no thread has started yet; the answer of any other still arrives. */
  asyncCancel(id: number): number

  /**
   * Creates the reactor of this environment: an epoll (kqueue) descriptor, and a waker that calls
   * `dispatch` with the number of events it has written to `cells`. shared-layouts.ts says what the
   * cells are.
   *
   * @param waker WAKER_UV or WAKER_THREAD. -ENOSYS if this runtime lacks uv_poll.
   */
  reactorOpen(waker: number, cells: Int32Array, dispatch: (count: number) => void): number
  /** Reports every change of the descriptor from now on (edge-triggered), with that slot. */
  reactorWatch(fd: number, slot: number, generation: number): number
  /** Stops reporting changes of the descriptor. To be called before it is closed. */
  reactorUnwatch(fd: number): number
  /** Sets whether the reactor keeps the process alive. It stops by itself without references. */
  reactorRef(on: boolean): number
}

/** The answer of a call on a thread of the addon. */
export type AsyncAnswer = AddressAnswer | NameAnswer

/** What {@link Native.platform} returns. */
export interface PlatformFacts {
  constants: Record<string, number>
  littleEndian: boolean
}

/** The native layer of this platform. */
export const native: Native = load()

/** What the C compiler knew of this machine. */
export const facts: PlatformFacts = native.platform()

/** This machine, as its C compiler saw it. */
export const platform: Platform = describe(facts, native)

/** A constant that every platform has; the name's absence would be a fault of ours. */
export function constantOf(name: string): number {
  const value = platform.constant(name)
  if (value === undefined) throw new RangeError(`${name} does not exist on ${process.platform}`)
  return value
}

function describe({ constants, littleEndian }: PlatformFacts, from: Native): Platform {
  const layouts = new Map<string, Layout | undefined>()
  return {
    constant(name) {
      const value: unknown = constants[name]
      if (typeof value === 'number') return value // not what every object has: toString
      return from === unsupported ? 0 : undefined // so that a call gets as far as its ENOSYS
    },
    layout(struct) {
      if (!layouts.has(struct)) layouts.set(struct, from.layout(struct))
      return layouts.get(struct)
    },
    littleEndian,
    interfaceIndex(name) {
      const index = from.ifNameToIndex(name)
      return index > 0 ? index : undefined
    },
    interfaceName(index) {
      const name = from.ifIndexToName(index)
      return typeof name === 'string' ? name : undefined
    },
  }
}

function load(): Native {
  if (process.platform === 'win32') return unsupported
  const require = createRequire(import.meta.url)
  const given = process.env['BERKELEY_ADDON']
  if (given !== undefined) return require(given) as Native
  const folder = fileURLToPath(
    new URL(`../prebuilds/${process.platform}-${process.arch}/`, import.meta.url),
  )
  const names =
    process.platform === 'linux' ? ['berkeley.glibc.node', 'berkeley.musl.node'] : ['berkeley.node']
  const refusals: string[] = []
  for (const name of names) {
    if (!existsSync(folder + name)) {
      refusals.push(`${folder}${name}: not there`)
      continue
    }
    try {
      return require(folder + name) as Native
    } catch (error) {
      refusals.push(`${folder}${name}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  throw new Error(
    `Cannot load berkeley for ${process.platform}-${process.arch}, looked for ${refusals.join('; ')}`,
  )
}
