import { constantOf, constantOr, native } from '../../binding.ts'
import { check } from '../../errors.ts'
import type { Take } from './take.ts'

const MSG_DONTWAIT = constantOf('MSG_DONTWAIT')
const F_SETPIPE_SZ = constantOr('F_SETPIPE_SZ', 0)
/** How much one step moves at most; the default of /proc/sys/fs/pipe-max-size. */
const CAPACITY = 1 << 20
/** What every pipe has room for: a page. */
const LEAST_CAPACITY = 4096
const BUFFER_SIZE = 1 << 16

/** What bytes go through from a descriptor to a socket. Nothing here waits. */
export interface Conduit {
  /** Bytes that were taken, and not given yet. */
  readonly held: number
  /**
   * Takes at most so many bytes from the source; only while it holds none.
   *
   * @param position How many were taken before.
   */
  take(source: number, max: number, position: number): number
  /** Gives to the sink what it can. */
  give(sink: number): number
  /** What it holds, which it then no longer does. */
  rest(): Uint8Array
  close(): void
}

/** A pipe, which splice(2) empties. Linux. */
export function throughPipe(take: Take): Conduit {
  const pair = new Int32Array(2)
  check('pipe', native.pipe(pair))
  const [reader = -1, writer = -1] = pair
  const size = native.fcntl(writer, F_SETPIPE_SZ, CAPACITY)
  const capacity = size > 0 ? size : LEAST_CAPACITY // it stays smaller where a user has many
  let held = 0
  return {
    get held() {
      return held
    },
    take(source, max, position) {
      const answer = take(source, writer, Math.min(max, capacity), position)
      if (answer > 0) held = answer
      return answer
    },
    give(sink) {
      const answer = native.spliceNow(reader, sink, held)
      if (answer > 0) held -= answer
      return answer
    },
    rest() {
      const bytes = new Uint8Array(held)
      let length = 0
      while (length < held) {
        const answer = native.read(reader, bytes.subarray(length))
        if (answer <= 0) break
        length += answer
      }
      held = 0
      return bytes.subarray(0, length)
    },
    close() {
      native.close(reader)
      native.close(writer)
    },
  }
}

/**
 * A buffer between recv(2) and send(2), for sockets and systems without splice(2).
 *
 * @param flags Of each send.
 */
export function throughBuffer(flags: number): Conduit {
  const buffer = new Uint8Array(BUFFER_SIZE)
  let first = 0
  let end = 0
  return {
    get held() {
      return end - first
    },
    take(source, max) {
      const answer = native.recv(source, buffer.subarray(0, max), MSG_DONTWAIT)
      if (answer > 0) {
        first = 0
        end = answer
      }
      return answer
    },
    give(sink) {
      const answer = native.send(sink, buffer.subarray(first, end), flags)
      if (answer > 0) first += answer
      return answer
    },
    rest() {
      const bytes = buffer.slice(first, end)
      first = end
      return bytes
    },
    close() {
      // nothing to close
    },
  }
}
