// The Socket module of Dictu before its Results (October 2020): failures are null and Socket.errno.

import { constants, errorText, Socket as CoreSocket } from '../index.ts'
import { int, isNumber, takes } from './dictu/arguments.ts'
import { failed, last } from './dictu/error.ts'
import { DictuSocket } from './dictu/socket.ts'

/** The bytes of a string: UTF-8, and the byte that each escape stands for. */
export { bytesOf as toBytes, textOf as fromBytes } from './shared/bytes-as-text.ts'

/** Every errno that has a name. */
const ERRNOS: ReadonlySet<number> = new Set(
  Object.entries(constants).flatMap(([name, errno]) => (/^E[A-Z\d]+$/.test(name) ? [errno] : [])),
)

/** Dictu's module: creates sockets, and reports the last failure. */
export const Socket = Object.seal({
  /**
   * The errno of the last failure of any socket; 0 before the first. Success does not change it.
   */
  get errno(): number {
    return last.errno
  },
  /** Sets it; 0 clears it. */
  set errno(errno: number) {
    last.errno = errno
  },

  /** IPv4 sockets. */
  AF_INET: constants.AF_INET,
  /** Stream sockets. */
  SOCK_STREAM: constants.SOCK_STREAM,
  /** The level of the options of every socket. */
  SOL_SOCKET: constants.SOL_SOCKET,
  /** Lets `bind` take an address that old connections still hold. */
  SO_REUSEADDR: constants.SO_REUSEADDR,

  /** Datagram sockets. From Dictu 0.28, as the three that follow. */
  SOCK_DGRAM: constants.SOCK_DGRAM,
  /** Raw sockets, which receive packets with their headers. */
  SOCK_RAW: constants.SOCK_RAW,
  /** Connected sockets that keep message boundaries. */
  SOCK_SEQPACKET: constants.SOCK_SEQPACKET,
  /** Lets a datagram socket send to broadcast addresses. */
  SO_BROADCAST: constants.SO_BROADCAST,

  /**
   * Creates a socket.
   *
   * @returns The socket; null if it failed.
   */
  create(...args: [family: number, type: number]): DictuSocket | null {
    const [family, type] = args
    takes('create() takes 2 arguments', args.length, 2)
    if (!isNumber(family) || !isNumber(type)) {
      throw new TypeError('create() arguments must be a numbers')
    }
    try {
      return new DictuSocket(new CoreSocket(int(family), int(type)), null)
    } catch (error) {
      return failed(error)
    }
  },

  /** The text of an error number, by default of {@link Socket.errno}. */
  strerror(...args: [errno?: number]): string {
    takes('strerror() takes either 0 or 1 arguments', args.length, 0, 1)
    const given: unknown = args.length === 0 ? last.errno : args[0]
    const errno = int(given) // of a value that is not a number, the least
    if (args.length === 0 && errno === 0) return 'Success'
    if (errno <= 0) throw new TypeError('strerror() argument should be > 0')
    if (!ERRNOS.has(errno)) throw new TypeError('strerror() argument should be <= 133')
    return errorText(errno)
  },
})

export default Socket
export type { DictuSocket }
