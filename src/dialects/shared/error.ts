import {
  type ConstantName,
  constants,
  errorText,
  resolverErrorText,
  type SocketError,
} from '../../index.ts'
import { numberOf } from './constants.ts'

/** The C name of an error of the system. */
export type SystemCode = Extract<ConstantName, `E${string}`>

/** A failure as the C library describes it. */
export interface Failure {
  /** The C name: `'ECONNREFUSED'`, or `'EAI_NONAME'` from the resolver. */
  readonly code: string
  /** Its number; negative from the resolver. */
  readonly errno: number
  /** The C library's text. */
  readonly text: string
}

/**
 * Describes an error of the core in C's terms. C has neither a closed socket nor a timeout: these
 * are EBADF and EAGAIN.
 */
export function failureOf({ code, errno }: SocketError): Failure {
  if (code === 'ERR_SOCKET_CLOSED') return systemFailure('EBADF')
  if (code === 'ERR_SOCKET_TIMEOUT') return systemFailure('EAGAIN')
  if (errno !== 0) return { code, errno: -errno, text: errorText(-errno) }
  return resolverFailure(code)
}

/** Describes a failure by its C name. */
export function systemFailure(code: SystemCode): Failure {
  const errno = constants[code]
  return { code, errno, text: errorText(errno) }
}

/** Describes a failure of the resolver by its C name. */
export function resolverFailure(code: string): Failure {
  const errno = numberOf(code) ?? 0
  return { code, errno, text: resolverErrorText(errno) }
}

/** Returns a function that calls another, and throws the translated failure. */
export function translating(translate: (error: unknown) => unknown): <T>(call: () => T) => T {
  return (call) => {
    try {
      return call()
    } catch (error) {
      throw translate(error)
    }
  }
}
