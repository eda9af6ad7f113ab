import type { Codec } from '../codec/codec.ts'
import { struct } from '../codec/struct.ts'

/** An error, or a note about something sent, from the error queue: struct sock_extended_err. */
export interface ExtendedError {
  /** The error as a number of errno; ENOMSG where it is a note. */
  errno: number
  /** Who says it: SO_EE_ORIGIN_*. */
  origin: number
  /** Depends on the origin. */
  type: number
  /** Depends on the origin. */
  code: number
  /** Depends on the origin. */
  info: number
  /** Depends on the origin: for notes the number of the message. */
  data: number
}

/** struct sock_extended_err. */
export const extendedError: Codec<ExtendedError> = struct(
  'sock_extended_err',
  {
    errno: 'unsigned',
    origin: 'unsigned',
    type: 'unsigned',
    code: 'unsigned',
    info: 'unsigned',
    data: 'unsigned',
  },
  { header: 'linux/errqueue.h', prefix: 'ee_' },
)
