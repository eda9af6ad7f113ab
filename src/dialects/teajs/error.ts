import { constants, errorText, resolverErrorText, SocketError } from '../../index.ts'

/** The error of a refused system call as TeaJS has it: the C library's text and nothing else. */
export function systemError(code: 'EBADF' | 'EINVAL', syscall: string): Error {
  return plain(errorText(constants[code]), code, -constants[code], syscall)
}

/** What the core threw, as TeaJS has it; what is no error of the system is left as it is. */
export function translated(error: unknown): unknown {
  if (!(error instanceof SocketError)) return error
  const { code, errno, syscall } = error
  if (code === 'ERR_SOCKET_CLOSED') return systemError('EBADF', syscall)
  if (errno === 0) return resolverError(code, syscall)
  return plain(errorText(-errno), code, errno, syscall)
}

/** The error of the resolver that has no number of the system's own. */
export function resolverError(code: string, syscall: string): Error {
  const number = new Map<string, number>(Object.entries(constants)).get(code) ?? 0
  return plain(resolverErrorText(number), code, number, syscall)
}

/** Whether the core says that the call would have to wait. */
export function wouldBlock(error: unknown): boolean {
  return error instanceof SocketError && error.code === 'EAGAIN'
}

/** The address is not one of the family's. */
export function malformed(): Error {
  return new Error('Malformed address')
}

function plain(text: string, code: string, errno: number, syscall: string): Error {
  return Object.assign(new Error(text), { code, errno, syscall })
}
