import { numbers, native } from './binding.ts'
import type { ErrorCode } from './protocols/index.ts'

/** The subject of an error: the address or option, and how far the call got. */
export interface ErrorSubject {
  /** The peer's address, a path, or the name of an option. */
  address?: string
  /** The port of that address. */
  port?: number
  /** Bytes that the kernel accepted before the failure. */
  bytesSent?: number
  /** Bytes that had arrived when a receive with MSG_WAITALL failed. */
  bytesReceived?: number
  /** Those bytes, if the caller gave no view for them. */
  data?: Uint8Array
  /** The errors of the addresses tried before the deadline of a connect. */
  errors?: readonly Error[]
}

/** What the message adds for its reader; not a field of the error. */
export interface ErrorText {
  /** The call with its arguments, instead of its name: `'socket(AF_INET, SOCK_RAW, 0)'`. */
  call?: string
  /** The likely cause, from the name of the error. */
  hint?: (code: string) => string | undefined
}

/**
 * A system call failed. Has the fields of Node's own system errors, so `error.code` works.
 *
 * @see {@link https://man7.org/linux/man-pages/man3/errno.3.html errno(3)}
 */
export class SocketError extends Error {
  /** `'SocketError'`, or `'SocketTimeoutError'`. */
  override readonly name: string = 'SocketError'
  /** The C name of the error: `'ECONNREFUSED'`, or of the resolver's: `'EAI_NONAME'`. */
  readonly code: ErrorCode | (string & {})
  /** The number, negative as in Node; 0 for an error without one. */
  readonly errno: number
  /** The call that failed: `'connect'`. */
  readonly syscall: string
  /** The address, path or option of the call. */
  declare readonly address?: string
  /** The port of that address. */
  declare readonly port?: number
  /** How many bytes the kernel had accepted when a send failed. */
  declare readonly bytesSent?: number
  /** How many bytes had arrived before a receive with MSG_WAITALL failed. */
  declare readonly bytesReceived?: number
  /** The bytes that had arrived before `recv` with MSG_WAITALL failed. */
  declare readonly data?: Uint8Array
  /** The errors of the addresses that `connect` had tried before its deadline. */
  declare readonly errors?: readonly Error[]

  /** For the library, and for tests that fake one. */
  constructor(
    syscall: string,
    errno: number,
    code: string,
    reason: string,
    subject: ErrorSubject & ErrorText = {},
  ) {
    const { call = syscall, hint, ...fields } = subject
    const cause = hint?.(code)
    super(`${call} ${code}${placeOf(fields)}: ${reason}${cause === undefined ? '' : ` (${cause})`}`)
    this.syscall = syscall
    this.errno = errno
    this.code = code
    Object.assign(this, fields)
  }
}

/** `' [::1]:80'`: where a call failed. */
function placeOf({ address, port }: ErrorSubject): string {
  if (address === undefined) return ''
  if (port === undefined) return address.trim() === '' ? ` '${address}'` : ` ${address}`
  return address.includes(':') ? ` [${address}]:${port}` : ` ${address}:${port}`
}

/** The call's timeout elapsed, or its deadline has passed. No received data is lost. */
export class SocketTimeoutError extends SocketError {
  /** The name of the class. */
  override readonly name = 'SocketTimeoutError'

  /**
   * For the library, and for tests that fake one.
   *
   * @param milliseconds The timeout; null for a call that had a deadline.
   */
  constructor(syscall: string, milliseconds: number | null, subject?: ErrorSubject & ErrorText) {
    const when = milliseconds === null ? 'at its deadline' : `after ${milliseconds} ms`
    super(syscall, 0, 'ERR_SOCKET_TIMEOUT', `timed out ${when}`, subject)
  }
}

/** The error of a failed call. `errno` is negative. */
export function errorOf(
  syscall: string,
  errno: number,
  subject?: ErrorSubject & ErrorText,
): SocketError {
  const code = nameOfErrno(-errno)
  return new SocketError(syscall, errno, code, lowerFirst(native.strerror(-errno)), subject)
}

/** Returns a non-negative answer of the kernel; throws the error that a negative one stands for. */
export function check(syscall: string, answer: number, subject?: ErrorSubject & ErrorText): number {
  if (answer < 0) throw errorOf(syscall, answer, subject)
  return answer
}

/** This program closed the socket before or during the call. */
export function closedError(syscall: string): SocketError {
  return new SocketError(syscall, 0, 'ERR_SOCKET_CLOSED', 'the socket is closed')
}

/** The caller's signal was aborted. */
export function abortError(signal: AbortSignal): Error {
  const error = new Error('The operation was aborted', { cause: signal.reason })
  error.name = 'AbortError'
  return Object.assign(error, { code: 'ABORT_ERR' })
}

/** Second names of a number; the socket pages use the first ones. */
const ALIASES = new Set(['EWOULDBLOCK', 'EDEADLOCK', 'ENOTSUP'])

let errnoNames: Map<number, string> | undefined

/** Returns the C name of a number: `'ECONNREFUSED'` for 111. */
export function nameOfErrno(errno: number): string {
  errnoNames ??= new Map(
    Object.entries(numbers)
      .filter(([name]) => /^E[A-Z0-9]+$/.test(name) && !ALIASES.has(name))
      .map(([name, number]) => [number, name]),
  )
  return errnoNames.get(errno) ?? `E${errno}`
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
