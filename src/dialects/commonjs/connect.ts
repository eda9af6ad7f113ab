import { performance } from 'node:perf_hooks'
import { constants, type Socket as Core, SocketError as CoreError } from '../../index.ts'
import { wildcard } from '../shared/addresses.ts'
import { isMissing } from '../shared/arguments.ts'
import { disconnect } from '../shared/disconnect.ts'
import { systemError } from './error.ts'
import { addressesOf, type SocketAddress } from './addresses.ts'

/** Failures of a connect that made no attempt, because there is a connection or another attempt. */
const NO_ATTEMPT: readonly string[] = ['EISCONN', 'EALREADY', 'ERR_SOCKET_CLOSED']

/**
 * Connects a stream to the first of the addresses that answers, within one timeout; anything else
 * to the first address.
 *
 * @param timeout Milliseconds; `null` waits for as long as the system tries.
 * @returns Whether it is connected; false while the attempt is pending, on a non-blocking socket.
 */
export function connect(
  core: Core,
  addresses: readonly SocketAddress[],
  timeout: number | null,
  blocking: boolean,
): boolean {
  const wait = timeout ? { deadline: performance.now() + timeout } : { timeout }
  let failure: unknown
  for (const address of core.type === 'SOCK_STREAM' ? addresses : addresses.slice(0, 1)) {
    try {
      if (!blocking) return core.startConnect(address)
      core.connectSync(address, wait)
      return true
    } catch (error) {
      const code = error instanceof CoreError ? error.code : ''
      if (NO_ATTEMPT.includes(code)) throw error
      if (isLate(code) && blocking) {
        disconnect(core)
        throw systemError('ETIMEDOUT', 'connect')
      }
      failure = error
    }
  }
  throw failure
}

/** Binds the socket to an address, a port, or both. */
export function bind(core: Core, host: unknown, port: unknown): void {
  if (core.family === 'AF_UNIX') {
    if (!isEmpty(host)) core.bind(first(core, host, port))
    return
  }
  const lone = isMissing(port) && (typeof host === 'number' || isDigits(host))
  if (lone) core.bind(first(core, anyOf(core), host))
  else if (!isMissing(port)) core.bind(first(core, isEmpty(host) ? anyOf(core) : host, port))
  else if (!isEmpty(host)) bindWithoutPort(core, first(core, host, 0))
}

/** Binds to an address, and leaves the choice of a port to a later call. */
function bindWithoutPort(core: Core, address: SocketAddress): void {
  const was = withoutPort(core)
  try {
    core.bind(address)
  } finally {
    if (was === false) core.setOption('IP_BIND_ADDRESS_NO_PORT', false)
  }
}

/**
 * Keeps a bind from choosing a port; returns the previous value of the option, undefined if there
 * is none.
 */
function withoutPort(core: Core): boolean | undefined {
  if (!('IP_BIND_ADDRESS_NO_PORT' in constants)) return undefined
  try {
    const was = core.getOption('IP_BIND_ADDRESS_NO_PORT')
    if (!was) core.setOption('IP_BIND_ADDRESS_NO_PORT', true)
    return was
  } catch (error) {
    if (error instanceof CoreError) return undefined
    throw error
  }
}

function first(core: Core, host: unknown, port: unknown): SocketAddress {
  const [address] = addressesOf(core, host, port, 'bind')
  if (address === undefined) throw systemError('EADDRNOTAVAIL', 'bind')
  return address
}

function anyOf({ family }: Core): string {
  return wildcard(family === 'AF_INET6' ? family : 'AF_INET')
}

function isLate(code: string): boolean {
  return code === 'ERR_SOCKET_TIMEOUT' || code === 'EAGAIN'
}

function isEmpty(host: unknown): boolean {
  return isMissing(host) || host === ''
}

function isDigits(host: unknown): boolean {
  return typeof host === 'string' && /^\d+$/.test(host)
}
