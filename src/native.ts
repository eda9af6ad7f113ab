import type { AddressAnswer, AddressQuery, Calls, NameAnswer } from './calls.ts'

/** The system calls, and what else the library needs from C. */
export interface Native extends Calls {
  /**
   * The numbers of NUMBER_NAMES by name, as the C compiler knew them when the addon was built, without
   * those that this platform lacks. -EINVAL if the addon was built with other names than those of
   * C_NAMES_HASH. C makes the object in a fifth of the time that TypeScript would take.
   */
  numbers(names: string, hash: number): Record<string, number> | number
  /**
   * Writes the structs of LAYOUT_NAMES, as the C compiler sees them: the size of each, then the offset
   * and the size of each field. -1 where this platform has no such struct or field.
   */
  layouts(into: Int32Array): number

  /**
   * Closes the descriptor if it is still open, and still the same file, when this environment ends,
   * as when a worker is terminated. The environment owns what its calls create from the start.
   * Returns 1 if it owned this file under this number before.
   */
  own(fd: number): number
  /** Undoes {@link Native.own}, as close does. */
  disown(fd: number): number
  /** Which file this is: writes device and inode as four numbers. */
  identity(fd: number, into: Int32Array): number
  /**
   * {@link Calls.getsockopt} of an option that creates a descriptor: returns its number, so that none
   * is lost if what else the value holds cannot be read. -EINVAL for other options.
   */
  getsockoptDescriptor(fd: number, level: number, option: number, value: Uint8Array): number
  /** {@link Calls.sendfile} that does not wait for the socket: sets O_NONBLOCK meanwhile. Linux. */
  sendfileNow(to: number, from: number, offset: number, count: number): number
  /** splice(2) from a pipe to a socket; see {@link Native.sendfileNow}. */
  spliceNow(from: number, to: number, count: number): number
  /**
   * splice(2) into a pipe of this process. Waits for a source that does not know SPLICE_F_NONBLOCK,
   * such as TCP, unless O_NONBLOCK is set, or something is there. Linux.
   */
  spliceToPipe(from: number, pipe: number, count: number): number
  /**
   * read(2) of a chunk, or pread(2) with an offset, and write(2) to a pipe, which must have room for
   * `count`, through memory of C: returns how many bytes.
   */
  readToPipe(from: number, pipe: number, offset: number | null, count: number): number
  /** {@link Native.readToPipe} with recv(2), which does not wait. */
  recvToPipe(from: number, pipe: number, count: number): number
  /**
   * pread(2) of a chunk, and send(2) of what it read, through memory of C: returns how many bytes were
   * sent.
   */
  preadSend(to: number, from: number, offset: number, count: number, flags: number): number
  /** pipe2(2), close-on-exec and nonblocking: writes two descriptors to `pair`. Linux. */
  pipe(pair: Int32Array): number
  /** open(2) of a file to read, close-on-exec and nonblocking. The path ends with a NUL. */
  openFile(path: Uint8Array): number
  /** read(2). */
  read(fd: number, data: Uint8Array): number
  /** write(2), to a file in memory. Deno's node:fs writes only to what it has opened itself. */
  write(fd: number, data: Uint8Array): number
  /** close(2) on a thread of the addon, for a descriptor whose SO_LINGER may make close block. */
  closeAsync(fd: number): number
  /** clock_gettime(2) of CLOCK_MONOTONIC, in microseconds. The hrtime of some runtimes starts with them. */
  monotonicMicroseconds(): number
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
  getaddrinfoAsync(...query: AddressQuery): number
  /** getnameinfo(3) on a thread of the addon. Returns the id of the call. */
  getnameinfoAsync(address: Uint8Array, flags: number): number
  /** Takes the answers of all calls that have completed. */
  completionsTake(): [id: number, answer: AsyncAnswer][]
  /** Cancels a call that no thread has started yet; the answer of any other still arrives. */
  asyncCancel(id: number): number

  /**
   * Creates the reactor of this environment: an epoll (kqueue) descriptor, and a waker that calls
   * `dispatch` with the number of events it has written to `cells`, which are described in
   * shared-layouts.ts.
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
