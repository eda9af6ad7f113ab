// The Socket module of Dictu before its Results (October 2020): failures are null and Socket.errno.

import { constants, errorText, Socket as CoreSocket } from '../index.ts'
import { int, isNumber, takes } from './dictu/arguments.ts'
import { failed, last } from './dictu/error.ts'
import { DictuSocket } from './dictu/socket.ts'

/** The bytes of a string: UTF-8, and where it is none, the byte that each escape stands for. */
export { bytesOf as toBytes, textOf as fromBytes } from './shared/bytes-as-text.ts'

/** The numbers that are an error's. */
const ERRNOS: ReadonlySet<number> = new Set(
  Object.entries(constants).flatMap(([name, errno]) => (/^E[A-Z\d]+$/.test(name) ? [errno] : [])),
)

/** Dictu's module: what makes sockets, and how the last failure is asked for. */
export const Socket = Object.seal({
  /** The number of the last failure of any socket, 0 before the first. A success leaves it. */
  get errno(): number {
    return last.errno
  },
  /** Forgets the last failure, or tells another. */
  set errno(errno: number) {
    last.errno = errno
  },

  /** Sockets of IPv4. */
  AF_INET: constants.AF_INET,
  /** Sockets that are streams. */
  SOCK_STREAM: constants.SOCK_STREAM,
  /** The level of the options of every socket. */
  SOL_SOCKET: constants.SOL_SOCKET,
  /** Lets `bind` take an address that old connections still hold. */
  SO_REUSEADDR: constants.SO_REUSEADDR,

  /** Sockets of datagrams. From Dictu 0.28, as the three that follow. */
  SOCK_DGRAM: constants.SOCK_DGRAM,
  /** Sockets of packets, headers and all. */
  SOCK_RAW: constants.SOCK_RAW,
  /** Sockets of messages over a connection. */
  SOCK_SEQPACKET: constants.SOCK_SEQPACKET,
  /** Lets a socket of datagrams send to all of its network. */
  SO_BROADCAST: constants.SO_BROADCAST,

  /**
   * Makes a socket.
   *
   * @returns The socket; null when it failed.
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
    const errno = int(given) // of what is no number, the least
    if (args.length === 0 && errno === 0) return 'Success'
    if (errno <= 0) throw new TypeError('strerror() argument should be > 0')
    if (!ERRNOS.has(errno)) throw new TypeError('strerror() argument should be <= 133')
    return errorText(errno)
  },
})

export default Socket
export type { DictuSocket }
