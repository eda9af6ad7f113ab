import type { Request } from '../../engine/request.ts'
import type { ErrorSubject, ErrorText } from '../../errors.ts'

/**
 * Repeats a receive until the buffer is full, as MSG_WAITALL does in a blocking call. EOF ends it
 * early; an error says how many bytes had arrived.
 *
 * @param one The receive: its name, what it waits for, and what its answer means.
 * @param receiveAt Receives once, behind the bytes that have come already.
 * @param kept Returns the bytes that have arrived, where the caller gave no memory for them.
 */
export function receiveAll<T>(
  one: Pick<Request<T>, 'syscall' | 'waitsFor' | 'result' | 'subject'>,
  wanted: number,
  receiveAt: (fd: number, received: number) => number,
  kept?: (received: number) => Uint8Array,
): Request<T> {
  let received = 0
  let ended = false
  return {
    syscall: one.syscall,
    waitsFor: one.waitsFor,
    get unfinished() {
      return !ended && received < wanted
    },
    call(fd) {
      const answer = receiveAt(fd, received)
      if (answer < 0) return answer
      received += answer
      ended = answer === 0
      return answer
    },
    result: () => one.result(received),
    subject(): ErrorSubject & ErrorText {
      if (received === 0) return one.subject?.() ?? {}
      return { bytesReceived: received, ...(kept && { data: kept(received) }) }
    },
  }
}
