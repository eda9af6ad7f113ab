import { performance } from 'node:perf_hooks'
import {
  type AddressLike,
  constants,
  pollSync,
  type Resolved,
  Socket,
  SocketError,
} from '../../index.ts'
import { isMissing } from '../shared/arguments.ts'
import { familyNumber, hasPort, isKnown, type Read, readAddress, toCore } from './addresses.ts'
import { boolean, given, integer, object } from './arguments.ts'
import { clear, codeOf, fail, failed } from './error.ts'
import { createSocket } from './create.ts'
import { conversionError, int, unum } from './numbers.ts'
import {
  type AddressHints,
  type Hints,
  hintsOr,
  isLinkLocal,
  isLoopback,
  lookUp,
  serviceText,
  typeNumber,
} from './resolve.ts'
import { type AddressGiven, backlogOf, UcodeSocket } from './socket.ts'

const { AI_ADDRCONFIG, AI_PASSIVE, EAI_NONAME, EINVAL, ERANGE, ETIMEDOUT } = constants
const { POLLOUT, SOCK_DGRAM, SOCK_STREAM } = constants

/** A destination, and the socket for it. */
interface Candidate {
  readonly family: number
  readonly type: number
  readonly protocol: number
  readonly address: AddressLike
}

const STREAMS: Hints = { flags: 0, family: 0, socktype: SOCK_STREAM, protocol: 0 }
const TO_LISTEN: Hints = { ...STREAMS, flags: AI_PASSIVE | AI_ADDRCONFIG }

/**
 * Connects to a host by name or number, or to an address.
 *
 * @param host A text without `/` is looked up; anything else is an address.
 * @param service A name or a port.
 * @param hints `{socktype: SOCK_STREAM}` by default.
 * @param timeout Milliseconds; a negative number waits indefinitely.
 */
export function connect(
  host: AddressGiven,
  service?: unknown,
  hints?: AddressHints | null,
  timeout?: number | null,
): UcodeSocket | null {
  const good = given(host, 'host') && object(hints, 'hints') && integer(timeout, 'timeout')
  if (!good) return null
  clear()
  const candidates = candidatesOf(host, service, hintsOr(hints, STREAMS))
  if (!candidates) return null
  const started = candidates.map(start).filter((one) => one !== undefined)
  if (started.length === 0) return fail(EAI_NONAME, 'Could not connect to any host address')
  const socket = firstConnected(started, int(timeout ?? -1))
  return socket && UcodeSocket.of(socket)
}

function candidatesOf(host: unknown, service: unknown, hints: Hints): Candidate[] | null {
  if (!isHost(host)) {
    const address = addressWithPort(host, service)
    if (!address) return null
    const { socktype: type, protocol } = hints
    return [{ family: familyNumber(address.family), type, protocol, address: toCore(address) }]
  }
  const found = lookUp(host, serviceText(service), hints)
  return found === null ? null : found.flatMap(candidateOf)
}

function isHost(host: unknown): host is string {
  return typeof host === 'string' && !host.includes('/')
}

function candidateOf({ family, type, protocol, address }: Resolved): Candidate[] {
  if (!isKnown(address) || !hasPort(address)) return []
  return [{ family: familyNumber(family), type: typeNumber(type), protocol, address }]
}

function addressWithPort(host: unknown, service: unknown): Read | null {
  const address = readAddress(host)
  if (!address || isMissing(service)) return address
  if (!hasPort(address)) {
    return fail(EINVAL, 'Port argument is only valid for IPv4 and IPv6 addresses')
  }
  const port = unum(service)
  if (!Number.isFinite(port)) return fail(conversionError(port), 'Invalid port number')
  return port > 65535 ? fail(ERANGE, 'Invalid port number') : { ...address, port }
}

/** A socket that is connecting; undefined if connecting fails immediately. */
function start({ family, type, protocol, address }: Candidate): Socket | undefined {
  let socket: Socket | undefined
  try {
    socket = createSocket(family, type, protocol)
    socket.startConnect(address)
    return socket
  } catch (error) {
    codeOf(error) // throws what is no failure of the call
    socket?.close()
    return undefined
  }
}

/** The first socket that connects; all others are closed. */
function firstConnected(sockets: Socket[], timeout: number): Socket | null {
  const deadline = timeout < 0 ? Number.POSITIVE_INFINITY : performance.now() + timeout
  const waiting = new Set(sockets)
  let winner: Socket | null = null
  let lastError = 0
  let streamFailed = false
  try {
    while (waiting.size > 0) {
      const entries = Array.from(waiting, (socket) => ({ socket, events: POLLOUT }))
      const ready = pollSync(entries, { deadline })
      const connected: Socket[] = []
      for (const { socket } of ready) {
        const problem = socket.getOption('SO_ERROR')
        if (problem === 0) connected.push(socket)
        else {
          lastError = problem
          streamFailed ||= socket.type === 'SOCK_STREAM'
          waiting.delete(socket)
          socket.close()
        }
      }
      // A datagram socket connects without an answer, so success does not mean that the host
      // accepts.
      winner = connected.find(({ type }) => type === 'SOCK_STREAM' || !streamFailed) ?? null
      if (winner) return winner
      for (const socket of connected) {
        waiting.delete(socket)
        socket.close()
      }
      if (ready.length === 0) break
    }
    if (lastError !== 0) return fail(lastError, 'connect()')
    return fail(ETIMEDOUT, 'Connection timed out')
  } catch (error) {
    return failed(error, 'poll()')
  } finally {
    for (const socket of sockets) if (socket !== winner) socket.close()
  }
}

/**
 * Creates a socket, binds it, and listens; a datagram socket is only bound.
 *
 * @param host A name, a numeric address, or an address; every address of this machine by default.
 * @param service A name or a port; any free port by default.
 * @param hints Streams by default; datagrams if the address is neither IPv4 nor IPv6.
 * @param backlog How many connections may wait to be accepted; 128 by default.
 * @param reuseaddr Whether to set SO_REUSEADDR.
 */
export function listen(
  host?: AddressGiven | null,
  service?: unknown,
  hints?: AddressHints | null,
  backlog?: number | null,
  reuseaddr?: boolean | null,
): UcodeSocket | null {
  const good =
    object(hints, 'hints') && integer(backlog, 'backlog') && boolean(reuseaddr, 'reuseaddr')
  if (!good) return null
  clear()
  const candidate =
    isMissing(host) || isHost(host)
      ? resolvedCandidate(host, service, hints)
      : addressCandidate(host, service, hints)
  return candidate && listenAt(candidate, backlogOf(backlog), reuseaddr === true)
}

function resolvedCandidate(
  host: string | null | undefined,
  service: unknown,
  hints: object | null | undefined,
): Candidate | null {
  const found = lookUp(host ?? null, serviceText(service) ?? '0', hintsOr(hints, TO_LISTEN))
  if (!found) return null
  let best: Candidate | undefined
  let bestWeight = -1
  for (const candidate of found.filter(({ address }) => isKnown(address))) {
    const weight = weightOf(candidate)
    if (weight <= bestWeight) continue
    bestWeight = weight
    best = candidateOf(candidate)[0]
  }
  return best ?? fail(EAI_NONAME, 'Could not resolve host address')
}

function weightOf({ address }: Resolved): number {
  const inet6 = address.family === 'AF_INET6'
  return (isLoopback(address) ? 0 : 4) + (inet6 ? 2 : 0) + (isLinkLocal(address) ? 0 : 1)
}

function addressCandidate(
  host: unknown,
  service: unknown,
  hints: object | null | undefined,
): Candidate | null {
  const address = addressWithPort(host, service)
  if (!address) return null
  const socktype = hasPort(address) ? SOCK_STREAM : SOCK_DGRAM
  const { socktype: type, protocol } = hintsOr(hints, { ...STREAMS, socktype })
  return { family: familyNumber(address.family), type, protocol, address: toCore(address) }
}

function listenAt(
  { family, type, protocol, address }: Candidate,
  backlog: number,
  reuse: boolean,
): UcodeSocket | null {
  let socket: Socket
  try {
    socket = createSocket(family, type, protocol)
  } catch (error) {
    return failed(error, 'socket()')
  }
  let step = 'setsockopt()'
  try {
    if (reuse) socket.setOption('SO_REUSEADDR', true)
    step = 'bind()'
    socket.bind(address)
    step = 'listen()'
    listenOrNot(socket, backlog)
    return UcodeSocket.of(socket)
  } catch (error) {
    socket.close()
    return failed(error, step)
  }
}

/** A connectionless socket is only bound. */
function listenOrNot(socket: Socket, backlog: number): void {
  try {
    socket.listen(backlog)
  } catch (error) {
    if (!(error instanceof SocketError) || error.code !== 'EOPNOTSUPP') throw error
  }
}
