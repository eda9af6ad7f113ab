import { constantOf } from '../binding.ts'
import { LONGEST_PAUSE } from '../engine/attempt.ts'
import { deadlineAfter, millisecondsUntil, now } from '../engine/deadline.ts'
import { limit, repeat, type Terms } from '../engine/limit.ts'
import { callThrough, finish, type Request } from '../engine/request.ts'
import { errorOf, SocketError, SocketTimeoutError } from '../errors.ts'
import type { Address } from '../protocols/address.ts'
import { formatAddress, subjectOf } from './addresses.ts'
import { connectRequest } from './establishing.ts'
import { lifeOf } from './handle.ts'
import { pollSync } from './polling.ts'
import type { Resolved } from './resolve.ts'
import type { Socket } from './socket.ts'

/** Connection Attempt Delay of RFC 8305: how long one attempt is alone before the next starts. */
const STAGGER = 250

const EAGAIN = constantOf('EAGAIN')
const ECONNREFUSED = constantOf('ECONNREFUSED')
const POLLOUT = constantOf('POLLOUT')
const AF_INET = constantOf('AF_INET')
const AF_INET6 = constantOf('AF_INET6')
const SOCK_STREAM = constantOf('SOCK_STREAM')

/** Makes the socket for one of the addresses. */
export type Open = (candidate: Resolved) => Socket

/** The addresses with their families in turns, the system's order kept otherwise (RFC 8305, 4). */
export function interleave(candidates: readonly Resolved[]): Resolved[] {
  const lines = new Map<string | number, Resolved[]>()
  for (const candidate of candidates) {
    const line = lines.get(candidate.family)
    if (line) line.push(candidate)
    else lines.set(candidate.family, [candidate])
  }
  const turns = [...lines.values()]
  const longest = Math.max(0, ...turns.map(({ length }) => length))
  return Array.from({ length: longest }, (_, i) => turns.flatMap((line) => line[i] ?? [])).flat()
}

/**
 * Connects to whichever of the addresses answers first: an attempt starts 250 ms after the last
 * one, or as soon as that has failed. The losers are closed.
 */
export function race(candidates: Resolved[], open: Open, terms: Terms): Promise<Socket> {
  if (terms.timeout === 0) return oneAfterAnother(candidates, open)
  const { timeout, signal } = terms
  const deadline = deadlineAfter(timeout)
  return new Promise((resolve, reject) => {
    const waiting = [...candidates]
    const running = new Set<Socket>()
    const failures: Error[] = []
    let begun = false
    let timedOut = false
    let stopStagger: (() => void) | undefined
    let stopListening: (() => void) | undefined
    try {
      stopListening = limit({ timeout: null, signal }, (make) => {
        end(() => {
          reject(make('connect'))
        })
      })
    } catch (error) {
      reject(error)
      return
    }
    start()

    function end(settle: () => void): void {
      stopStagger?.()
      waiting.length = 0
      const losers = [...running]
      running.clear()
      for (const loser of losers) loser.close()
      settle()
      stopListening?.()
    }

    function start(): void {
      stopStagger?.()
      const left = timeout === null ? null : millisecondsUntil(deadline)
      const candidate = timedOut ? undefined : waiting.shift()
      if (candidate && (left !== 0 || !begun)) {
        begun = true // the first is tried in any case, as a connect of its own would be
        begin(candidate, left === 0 ? 1 : left)
        return
      }
      timedOut ||= candidate !== undefined
      if (running.size > 0) return
      end(() => {
        reject(
          timedOut && timeout !== null
            ? new SocketTimeoutError('connect', timeout, { errors: failures })
            : whole(failures),
        )
      })
    }

    function begin(candidate: Resolved, left: number | null): void {
      stopStagger = repeat(STAGGER, () => {
        start()
        return STAGGER
      })
      let socket: Socket
      try {
        socket = open(candidate)
      } catch (error) {
        failures.push(error as Error)
        start()
        return
      }
      running.add(socket)
      connected(socket, candidate, left).then(
        () => {
          if (!running.delete(socket)) return
          end(() => {
            resolve(socket)
          })
        },
        (error: unknown) => {
          if (!running.delete(socket)) return
          socket.close()
          if (error instanceof SocketTimeoutError) timedOut = true
          else failures.push(error as Error)
          start()
        },
      )
    }
  })
}

/** Without waiting: whichever is connected at once. */
async function oneAfterAnother(candidates: Resolved[], open: Open): Promise<Socket> {
  const failures: Error[] = []
  for (const candidate of candidates) {
    let socket: Socket | undefined
    try {
      socket = open(candidate)
      await connected(socket, candidate, 0)
      return socket
    } catch (error) {
      socket?.close()
      failures.push(error as Error)
    }
  }
  throw notAtOnce(failures)
}

async function connected(
  socket: Socket,
  { address }: Resolved,
  timeout: number | null,
): Promise<void> {
  await socket.connect(address, { timeout })
  refuseItself(socket)
}

/** {@link race}, holding the thread. */
export function raceSync(candidates: Resolved[], open: Open, timeout: number | null): Socket {
  const deadline = deadlineAfter(timeout)
  const waiting = [...candidates]
  const running = new Map<Socket, Request<void>>()
  const failures: Error[] = []
  let startNext = now()
  try {
    for (;;) {
      if (now() >= startNext || running.size === 0 || timeout === 0) {
        const candidate = waiting.shift()
        if (candidate) begin(candidate)
        else if (running.size === 0) throw timeout === 0 ? notAtOnce(failures) : whole(failures)
        startNext = waiting.length > 0 ? now() + STAGGER : Number.POSITIVE_INFINITY
      }
      for (const [socket, request] of running) {
        if (hasConnected(socket, request)) {
          running.delete(socket)
          return socket
        }
      }
      if (timeout === 0) continue
      if (timeout !== null && millisecondsUntil(deadline) === 0) {
        throw new SocketTimeoutError('connect', timeout, { errors: failures })
      }
      if (running.size > 0) waitForAny(Math.min(startNext, deadline))
    }
  } finally {
    for (const loser of running.keys()) loser.close()
  }

  function begin(candidate: Resolved): void {
    let socket: Socket | undefined
    try {
      socket = open(candidate)
      running.set(socket, connectRequest(lifeOf(socket).family, candidate.address))
    } catch (error) {
      socket?.close()
      failures.push(error as Error)
    }
  }

  function waitForAny(moment: number): void {
    const all = [...running]
    const announced = all.filter(([, request]) => request.unannounced !== true)
    const longest = announced.length < all.length ? LONGEST_PAUSE : Number.POSITIVE_INFINITY
    const wait = Math.min(millisecondsUntil(moment), longest)
    pollSync(
      announced.map(([socket]) => ({ socket, events: POLLOUT })),
      Number.isFinite(wait) ? wait : null,
    )
  }

  function hasConnected(socket: Socket, request: Request<void>): boolean {
    try {
      const answer = callThrough(socket.fd, request)
      if (answer === -EAGAIN && timeout !== 0) return false
      finish(request, answer)
      refuseItself(socket)
      return true
    } catch (error) {
      running.delete(socket)
      socket.close()
      failures.push(error as Error)
      startNext = now()
      return false
    }
  }
}

/** TCP connects a socket to itself when its own port is the one it asks for; nobody wants that. */
function refuseItself(socket: Socket): void {
  const { family, type } = lifeOf(socket)
  if (type !== SOCK_STREAM || (family !== AF_INET && family !== AF_INET6)) return
  const itself = nameOfBoth(socket)
  if (itself) throw errorOf('connect', -ECONNREFUSED, subjectOf(itself))
}

/** The name of both ends, if they have the same. */
function nameOfBoth(socket: Socket): Address | undefined {
  try {
    const { localAddress, remoteAddress } = socket
    return formatAddress(localAddress) === formatAddress(remoteAddress) ? localAddress : undefined
  } catch {
    return undefined // reset by the peer meanwhile: its first receive says so
  }
}

/** Where one might still connect, that is the answer: it was not to be waited for. */
function notAtOnce(failures: Error[]): Error {
  const pending = failures.find((error) => error instanceof SocketError && error.code === 'EAGAIN')
  return pending ?? whole(failures)
}

/** The one failure, or all of them in one error. */
function whole(failures: Error[]): Error {
  const [first, second] = failures
  if (first && !second) return first
  const reasons = failures.map(({ message }) => message).join('; ')
  const error = new AggregateError(failures, `No address could be connected to: ${reasons}`)
  return Object.assign(error, { code: first && 'code' in first ? first.code : 'EADDRNOTAVAIL' })
}
