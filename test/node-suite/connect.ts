import dns from 'node:dns'
import net from 'node:net'
import { asOfNet, failure } from './failure.ts'
import type { Options, Socket } from './socket.ts'
import { Socket as Berkeley } from '../../src/index.ts'

interface Found {
  address: string
  family: number
}

/** Connects a socket as net does: to a path, to an address, or to a name that is looked up. */
export function connect(socket: Socket, options: Options): void {
  const { path } = options
  if (path) {
    ofType('options.path', path, 'string')
    void connectPath(socket, path)
    return
  }
  const { localAddress, localPort, lookup } = options
  const { host = 'localhost' } = options
  if (localAddress && !net.isIP(localAddress))
    throw failure(TypeError, 'ERR_INVALID_IP_ADDRESS', `Invalid IP address: ${localAddress}`)
  if (localPort) ofType('options.localPort', localPort, 'number')
  const port = portOf(options.port)
  if (lookup !== undefined) ofType('options.lookup', lookup, 'function')
  const literal = net.isIP(host)
  if (literal)
    process.nextTick(
      () => void connectAny(socket, options, port, [{ address: host, family: literal }]),
    )
  else lookUp(socket, options, host, port)
}

async function connectPath(socket: Socket, path: string): Promise<void> {
  let attempt: Berkeley | undefined
  try {
    attempt = new Berkeley('AF_UNIX', 'SOCK_STREAM')
    socket.attempt(attempt)
    await attempt.connect({ path })
  } catch (error) {
    attempt?.close()
    process.nextTick(() => socket.destroy(asOfNet(error as Error, 'connect', { address: path })))
    return
  }
  arrived(socket, attempt)
}

function lookUp(socket: Socket, options: Options, host: string, port: number): void {
  const { family = 0, hints = 0, lookup = dns.lookup } = options
  const all =
    (options.autoSelectFamily ?? net.getDefaultAutoSelectFamily()) &&
    family === 0 &&
    !options.localAddress
  const dnsOptions = {
    family,
    hints: family || hints ? hints : dns.ADDRCONFIG,
    ...(all && { all }),
  }
  const done = (error: Error | null, found?: string | Found[], kind?: number): void => {
    const list = Array.isArray(found) ? found : [{ address: found ?? '', family: kind ?? 0 }]
    if (!error && all)
      for (const one of list) socket.emit('lookup', null, one.address, one.family, host)
    else socket.emit('lookup', error, found, kind, host)
    if (!socket.connecting) return
    const first = list[0]
    if (error) process.nextTick(() => socket.destroy(error))
    else if (!first || !net.isIP(first.address)) {
      const text = `Invalid IP address: ${String(first?.address)}`
      const wrong = failure(TypeError, 'ERR_INVALID_IP_ADDRESS', text, { host, port })
      process.nextTick(() => socket.destroy(wrong))
    } else if (first.family !== 4 && first.family !== 6) {
      const text = `Invalid address family: ${first.family} ${host}:${port}`
      const wrong = failure(RangeError, 'ERR_INVALID_ADDRESS_FAMILY', text, { host, port })
      process.nextTick(() => socket.destroy(wrong))
    } else void connectAny(socket, options, port, list)
  }
  const look = lookup as (host: string, options: object, done: unknown) => void
  look(host, dnsOptions, done)
}

/** One address after the other. */
async function connectAny(
  socket: Socket,
  options: Options,
  port: number,
  found: readonly Found[],
): Promise<void> {
  const errors: Error[] = []
  for (const { address, family } of found) {
    if (socket.destroyed || !socket.connecting) return
    const blockList = options['blockList'] as net.BlockList | undefined
    if (blockList?.check(address, family === 6 ? 'ipv6' : 'ipv4')) {
      const text = `IP(${address}) is blocked by net.BlockList`
      errors.push(failure(Error, 'ERR_IP_BLOCKED', text))
      continue
    }
    const attempt = new Berkeley(family === 6 ? 'AF_INET6' : 'AF_INET', 'SOCK_STREAM')
    socket.attempt(attempt)
    const error = await refusalOf(attempt, options, address, port)
    if (!error) {
      arrived(socket, attempt)
      return
    }
    attempt.close()
    errors.push(error)
  }
  const [first] = errors
  if (!first) return
  const { code } = first as Error & { code: string }
  const all = errors.length > 1 ? Object.assign(new AggregateError(errors), { code }) : first
  process.nextTick(() => socket.destroy(all))
}

async function refusalOf(
  attempt: Berkeley,
  options: Options,
  address: string,
  port: number,
): Promise<Error | undefined> {
  const { localAddress, localPort } = options
  let call = 'bind'
  try {
    const wildcard = attempt.family === 'AF_INET6' ? '::' : '0.0.0.0'
    if (localAddress || localPort)
      attempt.bind({ address: localAddress ?? wildcard, port: localPort ?? 0 })
    call = 'connect'
    await attempt.connect({ address, port })
    return undefined
  } catch (error) {
    return call === 'bind'
      ? asOfNet(error as Error, 'bind', { address: localAddress ?? '', port: localPort })
      : asOfNet(error as Error, 'connect', { address, port, local: localOf(attempt) })
  }
}

function localOf(attempt: Berkeley): string | undefined {
  if (attempt.closed) return undefined
  const local = attempt.localAddress
  if (!('port' in local) || local.port === 0) return undefined
  const { address, port } = local as { address: string; port: number }
  return /^[0:.]+$/.test(address) ? undefined : `${address}:${port}`
}

/** In a turn of its own: what a listener throws is nobody's rejection. */
function arrived(socket: Socket, attempt: Berkeley): void {
  process.nextTick(() => {
    if (socket.destroyed) attempt.close()
    else socket.connected(attempt)
  })
}

function portOf(port: number | string | undefined): number {
  if (port === undefined) {
    const text = 'The "options" or "port" or "path" argument must be specified'
    throw failure(TypeError, 'ERR_MISSING_ARGS', text)
  }
  if (typeof port !== 'number') ofType('options.port', port, 'string')
  const number = String(port).trim() === '' ? -1 : Number(port)
  if (Number.isInteger(number) && number >= 0 && number < 65536) return number
  const text = `Port should be >= 0 and < 65536. Received ${port}.`
  throw failure(RangeError, 'ERR_SOCKET_BAD_PORT', text)
}

function ofType(name: string, value: unknown, type: string): void {
  if (typeof value === type) return
  const text = `The "${name}" property must be of type ${type}. Received ${String(value)}`
  throw failure(TypeError, 'ERR_INVALID_ARG_TYPE', text)
}
