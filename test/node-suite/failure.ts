/** An error as node's own modules throw it. */
export function failure(
  Kind: ErrorConstructor | typeof TypeError | typeof RangeError,
  code: string,
  message: string,
  more: object = {},
): Error & { code: string } {
  return Object.assign(new Kind(message), { code }, more)
}

/** What net calls the calls of a stream. */
const NAMES: Readonly<Record<string, string>> = { recv: 'read', send: 'write', recvmsg: 'read' }

/** An error of ours as net reports it: with its name for the call, and without our reason. */
export function asOfNet(error: Error, call?: string, place?: Place): Error {
  if (error.name !== 'SocketError') return error
  const { code, errno, syscall = '' } = error as NodeJS.ErrnoException
  const { address, port, local } = place ?? {}
  const target = port === undefined ? address : `${address}:${port}`
  const name = call ?? NAMES[syscall] ?? syscall
  const at = target === undefined ? '' : ` ${target}`
  const from = local === undefined ? '' : ` - Local (${local})`
  const where = place && { address, ...(port !== undefined && { port }) }
  const fields = { errno, syscall: name, ...where }
  return failure(Error, code ?? '', `${name} ${code}${at}${from}`, fields)
}

/** Which address a call was about. */
interface Place {
  readonly address?: string | undefined
  readonly port?: number | undefined
  readonly local?: string | undefined
}
