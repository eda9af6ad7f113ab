import type { ErrorSubject } from '../errors.ts'
import type { Request } from '../engine/request.ts'

/**
 * Makes of one receive of a stream one that goes on until all has come, as MSG_WAITALL does when
 * it may block. An error or an end on the way says how far it came.
 *
 * @param one Says what the call is named, and what its answer means.
 * @param receive Receives once, behind the bytes that have come already.
 * @param kept The bytes that have come, where the caller gave no memory for them.
 */
export function wantingAll<T>(
  one: Pick<Request<T>, 'syscall' | 'result'>,
  wanted: number,
  receive: (fd: number, received: number) => number,
  kept?: (received: number) => Uint8Array,
): Request<T> {
  let received = 0
  let ended = false
  return {
    syscall: one.syscall,
    get unfinished() {
      return !ended && received < wanted
    },
    call(fd) {
      const answer = receive(fd, received)
      if (answer < 0) return answer
      received += answer
      ended = answer === 0
      return answer
    },
    result: () => one.result(received),
    subject(): ErrorSubject {
      if (received === 0) return {}
      return { bytesReceived: received, ...(kept && { data: kept(received) }) }
    },
  }
}
