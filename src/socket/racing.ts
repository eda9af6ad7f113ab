import { constantOf } from '../binding.ts'
import { callThrough, finish, LONGEST_PAUSE, type Request } from '../engine/attempt.ts'
import { deadlineAfter, millisecondsUntil, now } from '../engine/deadline.ts'
import { limit, repeat, type Terms } from '../engine/limit.ts'
import { errorOf, type SocketError, SocketTimeoutError } from '../errors.ts'
import type { Address } from '../protocols/address.ts'
import { formatAddress, subjectOf } from './addresses.ts'
import { connectRequest } from './establishing.ts'
import { pollSync } from './polling.ts'
import type { Resolved } from './resolve.ts'
import type { Socket } from './socket.ts'

/** Connection Attempt Delay of RFC 8305: how long one attempt is alone before the next starts. */
const STAGGER = 250

const EAGAIN = constantOf('EAGAIN')
const ECONNREFUSED = constantOf('ECONNREFUSED')
const POLLOUT = constantOf('POLLOUT')

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
  return new Promise((resolve, reject) => {
    const waiting = [...candidates]
    const running = new Set<Socket>()
    const failures: Error[] = []
    let stopStagger: (() => void) | undefined
    const stopLimit = limit(terms, (make) => {
      end(() => {
        reject(make('connect'))
      })
    })
    start()

    function end(settle: () => void): void {
      stopLimit()
      stopStagger?.()
      waiting.length = 0
      const losers = [...running]
      running.clear()
      for (const loser of losers) loser.close()
      settle()
    }

    function start(): void {
      stopStagger?.()
      const candidate = waiting.shift()
      if (candidate) begin(candidate)
      else if (running.size === 0) {
        end(() => {
          reject(whole(failures))
        })
      }
    }

    function begin(candidate: Resolved): void {
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
      socket.connect(candidate.address).then(
        () => {
          const itself = connectedToItself(socket, candidate.address)
          if (itself) fail(socket, itself)
          else if (running.delete(socket)) {
            end(() => {
              resolve(socket)
            })
          }
        },
        (error: unknown) => {
          fail(socket, error as Error)
        },
      )
    }

    function fail(socket: Socket, error: Error): void {
      if (!running.delete(socket)) return
      socket.close()
      failures.push(error)
      start()
    }
  })
}

/** {@link race}, holding the thread. */
export function raceSync(candidates: Resolved[], open: Open, timeout: number | null): Socket {
  const deadline = deadlineAfter(timeout)
  const waiting = [...candidates]
  const running = new Map<Socket, { request: Request<void>; address: Address }>()
  const failures: Error[] = []
  let startNext = now()
  try {
    for (;;) {
      if (now() >= startNext || running.size === 0) {
        const candidate = waiting.shift()
        if (candidate) begin(candidate)
        else if (running.size === 0) throw whole(failures)
        startNext = waiting.length > 0 ? now() + STAGGER : Number.POSITIVE_INFINITY
      }
      for (const [socket, { request, address }] of running) {
        if (hasConnected(socket, request, address)) {
          running.delete(socket)
          return socket
        }
      }
      if (timeout !== null && millisecondsUntil(deadline) === 0) {
        throw new SocketTimeoutError('connect', timeout)
      }
      if (running.size > 0) waitForAny(Math.min(startNext, deadline))
    }
  } finally {
    for (const loser of running.keys()) loser.close()
  }

  function begin(candidate: Resolved): void {
    const { address } = candidate
    let socket: Socket | undefined
    try {
      socket = open(candidate)
      running.set(socket, { request: connectRequest(socket.fd, address), address })
    } catch (error) {
      socket?.close()
      failures.push(error as Error)
    }
  }

  function waitForAny(moment: number): void {
    const all = [...running]
    const announced = all.filter(([, { request }]) => request.unannounced !== true)
    const longest = announced.length < all.length ? LONGEST_PAUSE : Number.POSITIVE_INFINITY
    const wait = Math.min(millisecondsUntil(moment), longest)
    pollSync(
      announced.map(([socket]) => ({ socket, events: POLLOUT })),
      Number.isFinite(wait) ? wait : null,
    )
  }

  function hasConnected(socket: Socket, request: Request<void>, address: Address): boolean {
    try {
      const answer = callThrough(request)
      if (answer === -EAGAIN) return false
      finish(request, answer)
      const itself = connectedToItself(socket, address)
      if (itself) throw itself
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
function connectedToItself(socket: Socket, address: Address): SocketError | undefined {
  if (socket.closed || typeof address.family === 'number' || address.family === 'AF_UNIX')
    return undefined
  const { localAddress } = socket
  if (formatAddress(localAddress) !== formatAddress(address)) return undefined
  return errorOf('connect', -ECONNREFUSED, subjectOf(address))
}

/** The one failure, or all of them in one error. */
function whole(failures: Error[]): Error {
  const [first, second] = failures
  if (first && !second) return first
  const reasons = failures.map(({ message }) => message).join('; ')
  const error = new AggregateError(failures, `No address could be connected to: ${reasons}`)
  return Object.assign(error, { code: first && 'code' in first ? first.code : 'EADDRNOTAVAIL' })
}
