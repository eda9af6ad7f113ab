import { constantOf, native } from '../binding.ts'
import { check, errorOf } from '../errors.ts'
import type { AsyncAnswer } from '../native.ts'
import { endOf, isOver, millisecondsUntil, type TimeLimit } from './deadline.ts'
import { isMainThread } from './main-thread.ts'
import { pollOne, SLICE } from './poll.ts'
import { ref, unref, watch } from './reactor.ts'
import { timeoutError } from './timeout-error.ts'
import { onDeadlineOrAbort, type WaitLimits } from './wait-limits.ts'

const EAGAIN = constantOf('EAGAIN')
const POLLIN = constantOf('POLLIN')

/** A call that may take long, and for which there is no descriptor to wait on: a look-up. */
export interface BackgroundCall<T extends AsyncAnswer> {
  readonly syscall: string
  /** Starts the call on a thread; returns the id of its answer, or -errno. */
  readonly start: () => number
  /** Makes the call on this thread. */
  readonly call: () => T
}

/** The callback of each call under way, by the id of its answer. */
const waiting = new Map<number, (answer: AsyncAnswer) => void>()
let answers = -1
let watched = false

/**
 * Makes the call on a thread; a deadline or a signal ends the wait for it. The call keeps the process
 * alive for as long as somebody waits for it.
 */
export function inBackground<T extends AsyncAnswer>(
  { syscall, start }: BackgroundCall<T>,
  limits: WaitLimits,
): Promise<T> {
  return new Promise((resolve, reject) => {
    checkMayWait(syscall, limits)
    watchAnswers()
    const id = check(syscall, start())
    let stopLimits: (() => void) | undefined
    ref()
    waiting.set(id, (answer) => {
      resolve(answer as T)
      end()
    })
    try {
      stopLimits = onDeadlineOrAbort(limits, (create) => {
        reject(create(syscall))
        giveUp()
      })
    } catch (error) {
      reject(error)
      giveUp()
    }

    function giveUp(): void {
      native.asyncCancel(id)
      end()
    }

    function end(): void {
      if (waiting.delete(id)) unref()
      stopLimits?.()
    }
  })
}

/**
 * The blocking form of {@link inBackground}. The main thread, which nobody terminates, makes the
 * call itself if there is no deadline.
 */
export function inBackgroundSync<T extends AsyncAnswer>(
  { syscall, start, call }: BackgroundCall<T>,
  limit: TimeLimit,
): T {
  const end = endOf(limit)
  if (end === Number.POSITIVE_INFINITY && isMainThread()) return call()
  checkMayWait(syscall, limit)
  const descriptor = openAnswers()
  const id = check(syscall, start())
  let found: AsyncAnswer | undefined
  waiting.set(id, (answer) => {
    found = answer
  })
  try {
    for (;;) {
      waitSlice(descriptor, Math.min(SLICE, millisecondsUntil(end)))
      takeAnswers()
      if (found) return found as T
      if (millisecondsUntil(end) === 0) throw timeoutError(syscall, limit)
    }
  } finally {
    if (waiting.delete(id) && !found) native.asyncCancel(id)
  }
}

/** The answer always takes time, so there is nothing to try without waiting. */
function checkMayWait(syscall: string, limit: TimeLimit): void {
  if (limit.timeout === 0) throw errorOf(syscall, -EAGAIN)
  if (isOver(limit)) throw timeoutError(syscall, limit)
}

// A function, and not only a call, since V8 checks for the termination of its worker where a
// function begins, and not in every turn of a loop.
function waitSlice(descriptor: number, milliseconds: number): void {
  pollOne(descriptor, POLLIN, milliseconds)
}

function openAnswers(): number {
  if (answers < 0) answers = check('eventfd', native.completionsOpen())
  return answers
}

function watchAnswers(): void {
  if (watched) return
  watch(openAnswers(), { ready: takeAnswers })
  watched = true
}

/** Hands every answer that has come to its callback; answers that nobody waits for are dropped. */
function takeAnswers(): void {
  for (const [id, answer] of native.completionsTake()) waiting.get(id)?.(answer)
}
