import { performance } from 'node:perf_hooks'
import { constants, type Socket as Core, SocketError as CoreError } from '../../index.ts'
import { isMissing } from './arguments.ts'
import { systemError } from './error.ts'
import { anywhere, type Place, placesOf } from './places.ts'

/** Failures of a connect that say nothing of the attempt: there is a connection, or another attempt. */
const NO_ATTEMPT: readonly string[] = ['EISCONN', 'EALREADY', 'ERR_SOCKET_CLOSED']

/**
 * Connects a stream to the first of the places that answers, all within one time, and anything else
 * to the first place.
 *
 * @param wait Milliseconds; null for as long as the system tries.
 * @returns Whether it is connected; false while the attempt is under way, on one that must not block.
 */
export function connectTo(
  core: Core,
  places: Place[],
  wait: number | null,
  blocking: boolean,
): boolean {
  const started = performance.now()
  let left = wait
  let failure: unknown
  for (const place of core.type === 'SOCK_STREAM' ? places : places.slice(0, 1)) {
    try {
      if (!blocking) return core.startConnect(place)
      core.connectSync(place, { timeout: left })
      return true
    } catch (error) {
      const code = error instanceof CoreError ? error.code : ''
      if (NO_ATTEMPT.includes(code)) throw error
      if (isLate(code) && blocking) {
        dissolve(core)
        throw systemError('ETIMEDOUT', 'connect')
      }
      failure = error
      if (wait !== null) left = Math.max(0, wait - (performance.now() - started))
    }
  }
  throw failure
}

/** Ends an attempt that is under way, or whose error somebody has read, so that the socket can make another. An address it has stays. */
export function dissolve(core: Core): void {
  if (core.type !== 'SOCK_STREAM' || core.family === 'AF_UNIX') return
  try {
    core.startConnect({ family: 'AF_UNSPEC' })
    core.getOption('SO_ERROR') // that the attempt was ended
  } catch {
    // not on this system: the next connect says so
  }
}

/** Gives the socket an address, a port, or both. */
export function bindTo(core: Core, host: unknown, port: unknown): void {
  if (core.family === 'AF_UNIX') {
    if (!isEmpty(host)) core.bind(first(core, host, port))
    return
  }
  const lone = isMissing(port) && (typeof host === 'number' || isDigits(host))
  if (lone) core.bind(first(core, anywhere(core), host))
  else if (!isMissing(port)) core.bind(first(core, isEmpty(host) ? anywhere(core) : host, port))
  else if (!isEmpty(host)) bindWithoutPort(core, first(core, host, 0))
}

/** The option is as it was, afterwards. */
function bindWithoutPort(core: Core, place: Place): void {
  const was = withoutPort(core)
  try {
    core.bind(place)
  } finally {
    if (was === false) core.setOption('IP_BIND_ADDRESS_NO_PORT', false)
  }
}

/** Lets a bind choose no port; how the option was before, undefined where there is none. */
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

function first(core: Core, host: unknown, port: unknown): Place {
  const [place] = placesOf(core, host, port, 'bind')
  if (place === undefined) throw systemError('EADDRNOTAVAIL', 'bind')
  return place
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
