import { codeOf, type Ledger } from '../ledger.ts'
import type { Random } from '../random.ts'
import type { End } from './link.ts'

/** The options that limit how long a call may take. */
export interface Terms {
  timeout?: number
  signal?: AbortSignal
}

/**
 * No limit, a timeout of 0 or of some milliseconds, or a signal that is aborted
 * before, soon or later.
 */
export function someTerms(random: Random): Terms {
  switch (random.below(10)) {
    case 0:
      return { timeout: 0 }
    case 1:
      return { timeout: 1 + random.below(4) }
    case 2:
      return { signal: soon(random) }
    case 3:
      return { timeout: 1 + random.below(4), signal: soon(random) }
    default:
      return {}
  }
}

function soon(random: Random): AbortSignal {
  const controller = new AbortController()
  const abort = (): void => {
    controller.abort()
  }
  switch (random.below(3)) {
    case 0:
      abort()
      break
    case 1:
      setImmediate(abort)
      break
    default:
      setTimeout(abort, random.below(4))
  }
  return controller.signal
}

/** Checks that a call may fail this way with these options on this socket. */
export function checkFailure(
  ledger: Ledger,
  what: string,
  error: unknown,
  { timeout, signal }: Terms,
  end: End,
  peer: End,
): void {
  const code = codeOf(error)
  const broken = end.shut || peer.shut || peer.gone
  const may =
    code === 'ERR_SOCKET_CLOSED' ||
    (code === 'ABORT_ERR' && signal !== undefined) ||
    (code === 'ERR_SOCKET_TIMEOUT' && timeout !== undefined && timeout > 0) ||
    (code === 'EAGAIN' && timeout === 0) ||
    (['EPIPE', 'ECONNRESET', 'ENOTCONN', 'ECONNREFUSED'].includes(code) && broken)
  if (!may) ledger.fail('wrong', `${what}: ${error instanceof Error ? error.stack : code}`)
}
