import { inspect } from 'node:util'
import { isNativeError } from 'node:util/types'
import { errorText, SocketError, SocketTimeoutError } from '../../index.ts'
import { type SystemCode, systemFailure, translating } from '../shared/error.ts'

/** The properties that a failed system call adds. */
interface Details {
  code?: string
  errno?: number
  syscall?: string
}

/**
 * What sockets throw for any failure: of an argument, the state of the socket, or the system. The
 * socket stays open.
 */
export class SocketException extends Error {
  /** The name of the class. */
  override readonly name: string = 'SocketException'
  /** The C name of a system error: `'ECONNREFUSED'`. */
  declare readonly code?: string
  /** Its number, positive. */
  declare readonly errno?: number
  /** The call that failed: `'connect'`. */
  declare readonly syscall?: string
  /** How many bytes were sent before a send failed. */
  declare readonly sent?: number

  /** With or without `new`. */
  constructor(message: unknown = '') {
    super(typeof message === 'string' ? message : textOf(message))
  }

  /** `<SocketException: Connection refused>` */
  override toString(): string {
    return `<SocketException: ${this.message}>`
  }
}

/** The text for a call that the state of the socket forbids. */
export const ILLEGAL_STATE = 'socket is in an illegal state'

/** The exception of a system error, with the text of the C library or another. */
export function systemError(code: SystemCode, syscall: string, text?: string): SocketException {
  const failure = systemFailure(code)
  return detailed(text ?? failure.text, { code, errno: failure.errno, syscall })
}

/**
 * The exception for an error of the core or the file system.
 *
 * @param text The text, where the original has its own.
 */
export function translated(error: unknown, text?: string): SocketException {
  if (error instanceof SocketException) return error
  if (error instanceof SocketTimeoutError) return systemError('ETIMEDOUT', error.syscall, text)
  const { code, errno = 0, syscall } = error as NodeJS.ErrnoException
  if (code === 'ERR_SOCKET_CLOSED') return systemError('EBADF', syscall ?? '', text)
  if (code === undefined || errno >= 0) return new SocketException(text ?? messageOf(error))
  const details: Details = { code, errno: -errno }
  if (syscall !== undefined) details.syscall = syscall
  return detailed(text ?? errorText(-errno), details)
}

/** Calls a function, and throws its failure as a SocketException. */
export const guarded = translating(translated)

/** The same exception, with the number of bytes that had been sent. */
export function afterSending(exception: SocketException, sent: number): SocketException {
  return sent > 0 ? Object.assign(exception, { sent }) : exception
}

/** Whether the call only had to wait longer, which is not a failure in Blade. */
export function wouldBlock(error: unknown): error is SocketError {
  return (
    error instanceof SocketTimeoutError || (error instanceof SocketError && error.code === 'EAGAIN')
  )
}

function detailed(text: string, details: Details): SocketException {
  return Object.assign(new SocketException(text), details)
}

function textOf(message: unknown): string {
  try {
    return inspect(message, { customInspect: false })
  } catch {
    return typeof message // inspecting it throws
  }
}

function messageOf(error: unknown): string {
  return isNativeError(error) ? error.message : String(error)
}
