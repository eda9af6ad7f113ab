import { constantOf } from '../../binding.ts'
import type { OpenDescriptor } from '../open-descriptor.ts'

const AF_INET = constantOf('AF_INET')
const AF_INET6 = constantOf('AF_INET6')
const MSG_DONTWAIT = constantOf('MSG_DONTWAIT')
const SOCK_STREAM = constantOf('SOCK_STREAM')

/** A short read from TCP has emptied the queue: the next receive waits without asking first. */
export function noteShortRead(
  { readiness, family, type }: OpenDescriptor,
  wanted: number,
  answer: number,
  flags: number,
): void {
  readiness.readable.knownEmpty =
    answer < wanted &&
    answer > 0 &&
    flags === MSG_DONTWAIT &&
    type === SOCK_STREAM &&
    (family === AF_INET || family === AF_INET6) &&
    !readiness.mustProbe
}
