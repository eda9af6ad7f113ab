import type { AddressAnswer, AddressQuestion, Calls, NameAnswer } from './calls.ts'
import type { Layout } from './codec/platform.ts'

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
