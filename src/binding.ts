import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { AddressAnswer, AddressQuestion, Calls, NameAnswer } from './calls.ts'
import type { Layout, Platform } from './codec/platform.ts'
import { unsupported } from './unsupported.ts'

/** The system calls, and what TypeScript needs of C besides. */
export interface Native extends Calls {
  /** What the C compiler knew when the addon was built. */
  platform(): BuildFacts
  /** How the C compiler laid a struct out. */
  layout(struct: string): Layout | undefined

  /**
   * Closes the descriptor when this environment ends with it open, as when a worker is terminated,
   * unless its number has become another file's. What a call makes is owned from the start.
   */
  own(fd: number): number
  /** Takes {@link Native.own} back. close does so too. */
  disown(fd: number): number
  /** Which file this is: puts device and inode into four numbers. */
  identity(fd: number, into: Int32Array): number
  /** close(2) on a thread of ours, for a descriptor whose SO_LINGER makes close wait. */
  closeInBackground(fd: number): number
  /** A descriptor that tells {@link Native.nextEdge} of each change of `fd`; to be closed. Linux. */
  edges(fd: number, events: number): number
  /** As pollOne, of what has changed: what stays as it is, POLLERR unasked too, is told but once. */
  nextEdge(edges: number, milliseconds: number): number

  /**
   * The descriptor that is readable while there are answers to take, or -errno. It is the native
   * layer's to close. To be called before the first call is started.
   */
  answersOpen(): number
  /** getaddrinfo(3) on a thread of ours: the ticket of the answer, or -errno. */
  getaddrinfoStart(...question: AddressQuestion): number
  /** getnameinfo(3) on a thread of ours: the ticket of the answer, or -errno. */
  getnameinfoStart(address: Uint8Array, flags: number): number
  /** The answers that have come since this was last called. Each comes once. */
  takeAnswers(): [ticket: number, answer: BackgroundAnswer][]
  /** The call need not be made, if no thread has begun it; its answer comes all the same if one has. */
  forgetAnswer(ticket: number): number

  /**
   * Makes this environment's reactor: an epoll (kqueue) descriptor, and what calls `dispatch`
   * when it has events. Each event is three numbers in `events` from index 2 on: slot,
   * generation, and bits (1 readable, 2 writable, 4 ended or failed, 8 urgent data); `dispatch`
   * gets their count. `events[0]` is the number of
   * waiters that keep the process alive, kept by the caller.
   *
   * @param waker 0 for uv_poll, 1 for a thread. -ENOSYS where this runtime lacks uv_poll.
   */
  reactorOpen(waker: number, events: Int32Array, dispatch: (count: number) => void): number
  /** Reports every change of the descriptor from now on (edge-triggered), under that slot. */
  reactorWatch(fd: number, slot: number, generation: number): number
  /** Reports no more of the descriptor. To be called before it is closed. */
  reactorUnwatch(fd: number): number
  /** Whether the reactor keeps the process alive. It lets go by itself when `events[0]` is 0. */
  reactorRef(on: boolean): number
}

/** What a call in the background found out. */
export type BackgroundAnswer = AddressAnswer | NameAnswer

/** What {@link Native.platform} answers. */
export interface BuildFacts {
  constants: Record<string, number>
  littleEndian: boolean
}

/** The native layer of this platform. */
export const native: Native = load()

/** What the C compiler knew of this machine. */
export const buildFacts: BuildFacts = native.platform()

/** This machine, as its C compiler saw it. */
export const platform: Platform = describe(buildFacts, native)

/** A constant that every platform has; the name's absence would be a fault of ours. */
export function constantOf(name: string): number {
  const value = platform.constant(name)
  if (value === undefined) throw new RangeError(`${name} does not exist on ${process.platform}`)
  return value
}

function describe({ constants, littleEndian }: BuildFacts, from: Native): Platform {
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
