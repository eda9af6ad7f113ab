import { constantOf } from '../../binding.ts'
import { MAX_BACKOFF } from '../../engine/attempt.ts'
import { isOver, type TimeLimit } from '../../engine/deadline.ts'
import { finish, makeCall, type Request } from '../../engine/request.ts'
import { rearmingTimer } from '../../engine/timer.ts'
import { onDeadlineOrAbort, type WaitLimits } from '../../engine/wait-limits.ts'
import { errorOf, SocketError, SocketTimeoutError } from '../../errors.ts'
import type { Address } from '../../protocols/address.ts'
import { formatAddress, subjectOf } from '../addresses.ts'
import { DESCRIPTOR } from '../open-descriptor.ts'
import { isOptionRefused } from '../initial-options.ts'
import { pollSync } from '../poll.ts'
import type { Resolved } from '../resolve.ts'
import type { Socket } from '../socket.ts'
import { AttemptSchedule, combineFailures } from './attempt-schedule.ts'
import { connectRequest } from './connect-request.ts'

const EAGAIN = constantOf('EAGAIN')
const ECONNREFUSED = constantOf('ECONNREFUSED')
const POLLOUT = constantOf('POLLOUT')
const AF_INET = constantOf('AF_INET')
const AF_INET6 = constantOf('AF_INET6')
const SOCK_STREAM = constantOf('SOCK_STREAM')

/** Creates the socket for one of the addresses. */
export type SocketOpener = (candidate: Resolved) => Socket

/**
 * Connects to whichever of the addresses answers first (RFC 8305): an attempt starts 250 ms after
 * the last one, or as soon as that has failed. The losers are closed.
 */
export function race(
  candidates: readonly Resolved[],
  open: SocketOpener,
  limits: WaitLimits,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    if (limits.timeout === 0 || isOver(limits)) {
      resolve(connectAtOnce(candidates, open, limits))
      return
    }
    const { signal } = limits
    const schedule = new AttemptSchedule(candidates.length, limits)
    const running = new Set<Socket>()
    let stopTimer: (() => void) | undefined
    let over = false as boolean // by an abort, which may happen at once, or while a socket is opened
    // Each attempt has the deadline as its own, at which it asks the kernel once more.
    const stopListening = onDeadlineOrAbort({ timeout: null, signal }, (create) => {
      end()
      reject(create('connect'))
    })
    advance()

    function advance(): void {
      stopTimer?.()
      for (let i = schedule.startDue(); i !== undefined; i = schedule.startDue()) {
        begin(candidates[i])
      }
      if (over) return
      const { error, untilNext } = schedule
      if (error) {
        stopListening()
        reject(error)
      } else if (untilNext !== null) {
        stopTimer = rearmingTimer(untilNext, () => {
          advance()
          return 0 // unused: advance() has stopped this timer
        })
      }
    }

    function begin(candidate: Resolved | undefined): void {
      if (!candidate) return
      let socket: Socket
      try {
        socket = open(candidate)
      } catch (error) {
        if (isOptionRefused(error)) fail(error as Error)
        else schedule.failed(error as Error)
        return
      }
      if (over) {
        socket.close()
        return
      }
      running.add(socket)
      connected(socket, candidate, schedule.timeLeft).then(
        () => {
          if (!running.delete(socket)) return
          stopListening()
          end()
          resolve(socket)
        },
        (error: unknown) => {
          if (!running.delete(socket)) return
          socket.close()
          schedule.failed(error as Error)
          advance()
        },
      )
    }

    function fail(error: Error): void {
      stopListening()
      end()
      reject(error)
    }

    function end(): void {
      over = true
      stopTimer?.()
      for (const loser of [...running]) {
        running.delete(loser)
        loser.close()
      }
    }
  })
}

async function connected(
  socket: Socket,
  { address }: Resolved,
  timeout: number | null,
): Promise<void> {
  await socket.connect(address, { timeout })
  refuseItself(socket)
}

/** The blocking form of {@link race}. */
export function raceSync(
  candidates: readonly Resolved[],
  open: SocketOpener,
  limit: TimeLimit,
): Socket {
  if (limit.timeout === 0 || isOver(limit)) return connectAtOnce(candidates, open, limit)
  const schedule = new AttemptSchedule(candidates.length, limit)
  const running = new Map<Socket, Request<void>>()
  try {
    for (;;) {
      for (let i = schedule.startDue(); i !== undefined; i = schedule.startDue()) {
        begin(candidates[i])
      }
      for (const [socket, request] of running) {
        if (hasConnected(socket, request)) {
          running.delete(socket)
          return socket
        }
      }
      const error = schedule.error ?? schedule.timeoutError
      if (error) throw error
      pollAttempts(running, Math.min(schedule.untilNext ?? INFINITE, schedule.timeLeft ?? INFINITE))
    }
  } finally {
    for (const loser of running.keys()) loser.close()
  }

  function begin(candidate: Resolved | undefined): void {
    if (!candidate) return
    let socket: Socket | undefined
    try {
      socket = open(candidate)
      running.set(socket, connectRequest(socket[DESCRIPTOR], candidate.address))
    } catch (error) {
      socket?.close()
      if (isOptionRefused(error)) throw error
      schedule.failed(error as Error)
    }
  }

  function hasConnected(socket: Socket, request: Request<void>): boolean {
    try {
      const answer = makeCall(socket.fd, request)
      if (answer === -EAGAIN) return false
      finish(request, answer)
      refuseItself(socket)
      return true
    } catch (error) {
      running.delete(socket)
      socket.close()
      schedule.failed(error as Error)
      return false
    }
  }
}

const INFINITE = Number.POSITIVE_INFINITY

function pollAttempts(running: ReadonlyMap<Socket, Request<void>>, milliseconds: number): void {
  const all = [...running]
  const announced = all.filter(([, request]) => request.needsPolling !== true)
  const longest = announced.length < all.length ? MAX_BACKOFF : INFINITE
  const wait = Math.min(milliseconds, longest)
  pollSync(
    announced.map(([socket]) => ({ socket, events: POLLOUT })),
    Number.isFinite(wait) ? wait : null,
  )
}

/** Without waiting, or without waiting longer: the first address that connects immediately. */
function connectAtOnce(
  candidates: readonly Resolved[],
  open: SocketOpener,
  { timeout }: TimeLimit,
): Socket {
  const noWait = timeout === 0 ? { timeout } : { deadline: 0 } // when the clock started: has passed
  const failures: Error[] = []
  for (const candidate of candidates) {
    let socket: Socket | undefined
    try {
      socket = open(candidate)
      socket.connectSync(candidate.address, noWait)
      refuseItself(socket)
      return socket
    } catch (error) {
      socket?.close()
      if (isOptionRefused(error)) throw error
      failures.push(error as Error)
    }
  }
  // If an address might still answer: the caller did not want to wait, or the time has passed.
  const pending = failures.find((error) => isPending(error, timeout))
  if (!(pending instanceof SocketTimeoutError)) throw pending ?? combineFailures(failures)
  const errors = failures.filter((error) => !(error instanceof SocketTimeoutError))
  throw new SocketTimeoutError('connect', timeout, { errors })
}

function isPending(error: Error, timeout: number | null): boolean {
  if (timeout !== 0) return error instanceof SocketTimeoutError
  return error instanceof SocketError && error.code === 'EAGAIN'
}

/** TCP connects a socket to itself when its own port is the one it asks for; nobody wants that. */
function refuseItself(socket: Socket): void {
  const { family, type } = socket[DESCRIPTOR]
  if (type !== SOCK_STREAM || (family !== AF_INET && family !== AF_INET6)) return
  const itself = commonAddress(socket)
  if (itself) throw errorOf('connect', -ECONNREFUSED, subjectOf(itself))
}

/** The address of both ends, if they have the same. */
function commonAddress(socket: Socket): Address | undefined {
  try {
    const { localAddress, remoteAddress } = socket
    return formatAddress(localAddress) === formatAddress(remoteAddress) ? localAddress : undefined
  } catch {
    return undefined // reset by the peer meanwhile: the first receive says so
  }
}
