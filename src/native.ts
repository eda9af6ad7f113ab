import type { AddressAnswer, AddressQuestion, Calls, NameAnswer } from './calls.ts'
import type { Layout } from './codec/platform.ts'

/** The native layer: the system calls, and what else TypeScript needs from C. */
export interface Native extends Calls {
  /** Returns what the C compiler knew when the addon was built. */
  platform(): BuildFacts
  /** Returns the layout that the C compiler gave to a struct. */
  layout(struct: string): Layout | undefined

  /**
   * Has the descriptor closed when this environment ends with it open, as when a worker is
   * terminated, unless its number denotes another file by then. A descriptor that a call creates is
   * owned from the start.
   */
  own(fd: number): number
  /** Reverts {@link Native.own}, as close does. */
  disown(fd: number): number
  /** Identifies the file: writes its device and inode as four numbers. */
  identity(fd: number, into: Int32Array): number
  /** close(2) on a background thread, for a descriptor whose SO_LINGER makes close wait. */
  closeInBackground(fd: number): number
  /** Creates a descriptor that reports each change of `fd` once. The caller closes it. Linux. */
  edges(fd: number, events: number): number
  /**
   * As pollOne, but for changes: a lasting state, even an unrequested POLLERR, is reported once.
   */
  nextEdge(edges: number, milliseconds: number): number

  /**
   * Returns the descriptor that is readable while there are answers to take, or -errno. The native
   * layer closes it. Must be called before the first background call.
   */
  answersOpen(): number
  /** getaddrinfo(3) on a background thread. Returns the ticket of the answer, or -errno. */
  getaddrinfoStart(...question: AddressQuestion): number
  /** getnameinfo(3) on a background thread. Returns the ticket of the answer, or -errno. */
  getnameinfoStart(address: Uint8Array, flags: number): number
  /** Returns the answers that have arrived since the last call. */
  takeAnswers(): [ticket: number, answer: BackgroundAnswer][]
  /** Cancels a call that no thread has begun. Once begun, its answer arrives nevertheless. */
  forgetAnswer(ticket: number): number

  /**
   * Creates this environment's reactor: an epoll (kqueue) descriptor, and a waker that calls
   * `dispatch` with the number of events. Each event is three numbers in `events` from index 2 on:
   * slot, generation, and bits (1 readable, 2 writable, 4 ended or failed, 8 urgent data).
   * `events[0]`, which the caller maintains, counts the waiters that keep the process alive.
   *
   * @param waker 0 for uv_poll, 1 for a thread. -ENOSYS where this runtime lacks uv_poll.
   */
  reactorOpen(waker: number, events: Int32Array, dispatch: (count: number) => void): number
  /** Reports every change of the descriptor from now on (edge-triggered), under this slot. */
  reactorWatch(fd: number, slot: number, generation: number): number
  /** Stops reporting changes of the descriptor. Must be called before it is closed. */
  reactorUnwatch(fd: number): number
  /** Sets whether the reactor keeps the process alive. It stops by itself when `events[0]` is 0. */
  reactorRef(on: boolean): number
}

/** The answer of a background call. */
export type BackgroundAnswer = AddressAnswer | NameAnswer

/** What {@link Native.platform} returns. */
export interface BuildFacts {
  constants: Record<string, number>
  littleEndian: boolean
}
