import { buildFacts, native } from './binding.ts'

/** What an error is about: where to, and how far it came. */
export interface ErrorSubject {
  /** The address of the other end, a path, or the name of an option. */
  address?: string
  /** The port of that address. */
  port?: number
  /** Bytes that the kernel took before it failed. */
  bytesSent?: number
  /** Bytes that had come when a receive that wants all of them (MSG_WAITALL) failed. */
  bytesReceived?: number
  /** Those bytes, where the caller gave no view for them. */
  data?: Uint8Array
  /** What addresses had failed with when the time for connecting was over. */
  errors?: readonly Error[]
}

/**
 * A system call failed. Has the fields of Node's own system errors, so `error.code` works.
 *
 * @see errno(3)
 */
export class SocketError extends Error {
  /** `'SocketError'`, or `'SocketTimeoutError'`. */
  override readonly name: string = 'SocketError'
  /** The C name of the error: `'ECONNREFUSED'`; of the resolver's: `'EAI_NONAME'`. */
  readonly code: string
  /** The number, negative as Node has it; 0 for an error that has none. */
  readonly errno: number
  /** The call that failed: `'connect'`. */
  readonly syscall: string
  /** The address, path or option that the call was about. */
  declare readonly address?: string
  /** The port that the call was about. */
  declare readonly port?: number
  /** How many bytes the kernel took before a send failed. */
  declare readonly bytesSent?: number
  /** How many bytes had come before a receive with MSG_WAITALL failed. */
  declare readonly bytesReceived?: number
  /** The bytes that had come before `recv` with MSG_WAITALL failed. */
  declare readonly data?: Uint8Array
  /** What other addresses had failed with when `connect` ran out of time. */
  declare readonly errors?: readonly Error[]

  /** Made by the library; public so that a fake can make one too. */
  constructor(
    syscall: string,
    errno: number,
    code: string,
    reason: string,
    subject: ErrorSubject = {},
  ) {
    const { address, port } = subject
    const where = address === undefined ? '' : ` ${address}${port === undefined ? '' : `:${port}`}`
    super(`${syscall} ${code}${where}: ${reason}`)
    this.syscall = syscall
    this.errno = errno
    this.code = code
    Object.assign(this, subject)
  }
}

/** The deadline that the caller gave for a call has passed. Nothing that arrived is lost. */
export class SocketTimeoutError extends SocketError {
  /** Always this. */
  override readonly name = 'SocketTimeoutError'

  /** Made by the library; public so that a fake can make one too. */
  constructor(syscall: string, milliseconds: number, subject?: ErrorSubject) {
    super(syscall, 0, 'ERR_SOCKET_TIMEOUT', `not done within ${milliseconds} ms`, subject)
  }
}

/** The error of a refused call. `errno` is negative. */
export function errorOf(syscall: string, errno: number, subject?: ErrorSubject): SocketError {
  const code = nameOfErrno(-errno)
  return new SocketError(syscall, errno, code, lowerFirst(native.strerror(-errno)), subject)
}

/** Returns the kernel's answer, or throws it. Only here does a negative number become an error. */
export function check(syscall: string, answer: number, subject?: ErrorSubject): number {
  if (answer < 0) throw errorOf(syscall, answer, subject)
  return answer
}

/** The socket was closed by this program, before the call or under it. */
export function closedError(syscall: string): SocketError {
  return new SocketError(syscall, 0, 'ERR_SOCKET_CLOSED', 'the socket is closed')
}

/** The caller's signal was aborted. */
export function abortError(signal: AbortSignal): Error {
  const error = new Error('The operation was aborted', { cause: signal.reason })
  error.name = 'AbortError'
  return Object.assign(error, { code: 'ABORT_ERR' })
}

/** Second names of a number; the first ones are those that the socket pages use. */
const ALIASES = new Set(['EWOULDBLOCK', 'EDEADLOCK', 'ENOTSUP'])

let errnoNames: Map<number, string> | undefined

/** `'ECONNREFUSED'` of 111. */
export function nameOfErrno(errno: number): string {
  errnoNames ??= new Map(
    Object.entries(buildFacts.constants)
      .filter(([name]) => /^E[A-Z0-9]+$/.test(name) && !ALIASES.has(name))
      .map(([name, number]) => [number, name]),
  )
  return errnoNames.get(errno) ?? `E${errno}`
}

/**
 * What the C library says of an error: `'Connection refused'` of `constants.ECONNREFUSED`.
 *
 * @param errno The number as C has it: positive.
 * @throws {TypeError | RangeError} When it is no integer of 32 bits.
 * @see strerror(3)
 */
export function errorText(errno: number): string {
  return native.strerror(integer(errno, 'errno'))
}

/**
 * What the C library says of an error of the resolver: `'Name or service not known'` of
 * `constants.EAI_NONAME`.
 *
 * @param code One of the `EAI_*` constants.
 * @throws {TypeError | RangeError} When it is no integer of 32 bits.
 * @see gai_strerror(3)
 */
export function resolverErrorText(code: number): string {
  return native.gaiStrerror(integer(code, 'code'))
}

function integer(value: unknown, what: string): number {
  if (typeof value !== 'number')
    throw new TypeError(`${what} must be a number, not ${typeof value}`)
  if (value === (value | 0)) return value
  throw new RangeError(`${what} must be an integer of 32 bits, not ${value}`)
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
