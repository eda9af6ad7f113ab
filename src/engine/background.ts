import { isMainThread } from 'node:worker_threads'
import { constantOf, native } from '../binding.ts'
import type { BackgroundAnswer } from '../native.ts'
import { check, errorOf, SocketTimeoutError } from '../errors.ts'
import { SLICE } from './attempt-sync.ts'
import { deadlineAfter, millisecondsUntil } from './deadline.ts'
import { limit, type Terms } from './limit.ts'
import { pollOne } from './polling.ts'
import { keepAlive, letGo, watch } from './reactor.ts'

const EAGAIN = constantOf('EAGAIN')
const POLLIN = constantOf('POLLIN')

/** A call that may take long, and for which there is no descriptor to wait on: a look-up. */
export interface BackgroundCall<T extends BackgroundAnswer> {
  readonly syscall: string
  /** Has a thread make the call; answers the ticket of its answer, or -errno. */
  readonly start: () => number
  /** Makes the call on this thread. */
  readonly call: () => T
}

/** Who waits for which answer. */
const waiting = new Map<number, (answer: BackgroundAnswer) => void>()
let answers = -1
let watched = false

/**
 * Makes the call on a thread, which a deadline or a signal may forestall. It keeps the process
 * alive for as long as somebody waits for it.
 */
export function inBackground<T extends BackgroundAnswer>(
  { syscall, start }: BackgroundCall<T>,
  terms: Terms,
): Promise<T> {
  return new Promise((resolve, reject) => {
    if (terms.timeout === 0) throw errorOf(syscall, -EAGAIN)
    watchAnswers()
    const ticket = check(syscall, start())
    let unlimit: (() => void) | undefined
    keepAlive()
    waiting.set(ticket, (answer) => {
      resolve(answer as T)
      end()
    })
    try {
      unlimit = limit(terms, (make) => {
        reject(make(syscall))
        giveUp()
      })
    } catch (error) {
      reject(error)
      giveUp()
    }

    function giveUp(): void {
      native.forgetAnswer(ticket)
      end()
    }

    function end(): void {
      if (waiting.delete(ticket)) letGo()
      unlimit?.()
    }
  })
}

/**
 * {@link inBackground}, holding the thread. The main thread, which nobody terminates, makes the
 * call itself if there is no deadline.
 */
export function inBackgroundSync<T extends BackgroundAnswer>(
  { syscall, start, call }: BackgroundCall<T>,
  timeout: number | null,
): T {
  if (timeout === null && isMainThread) return call()
  if (timeout === 0) throw errorOf(syscall, -EAGAIN)
  const deadline = deadlineAfter(timeout)
  const descriptor = openAnswers()
  const ticket = check(syscall, start())
  let found: BackgroundAnswer | undefined
  waiting.set(ticket, (answer) => {
    found = answer
  })
  try {
    for (;;) {
      waitSlice(descriptor, Math.min(SLICE, millisecondsUntil(deadline)))
      takeAnswers()
      if (found) return found as T
      if (timeout !== null && millisecondsUntil(deadline) === 0) {
        throw new SocketTimeoutError(syscall, timeout)
      }
    }
  } finally {
    if (waiting.delete(ticket) && !found) native.forgetAnswer(ticket)
  }
}

// A function, and not only a call, since V8 looks whether its worker is to end where a function
// begins, and not in every turn of a loop.
function waitSlice(descriptor: number, milliseconds: number): void {
  pollOne(descriptor, POLLIN, milliseconds)
}

function openAnswers(): number {
  if (answers < 0) answers = check('eventfd', native.answersOpen())
  return answers
}

function watchAnswers(): void {
  if (watched) return
  watch(openAnswers(), { ready: takeAnswers })
  watched = true
}

/** Gives every answer that has come to who waits for it; those that nobody waits for are dropped. */
function takeAnswers(): void {
  for (const [ticket, answer] of native.takeAnswers()) waiting.get(ticket)?.(answer)
}
