import { native } from '../binding.ts'
import { unknownKey } from '../codec/known-keys.ts'
import { show } from '../codec/show.ts'
import { objectFrom } from '../codec/type-check.ts'

/** What a service reports to systemd, by the names of sd_notify(3). Text must be a single line. */
export interface State {
  /** Started, or reloaded. */
  READY?: 1 | undefined
  /** Begins to reload its configuration; READY ends that. MONOTONIC_USEC is added. */
  RELOADING?: 1 | undefined
  /** Begins to stop. */
  STOPPING?: 1 | undefined
  /** When this was: microseconds of CLOCK_MONOTONIC. systemd 253. */
  MONOTONIC_USEC?: number | bigint | undefined
  /** What it is doing, for `systemctl status`. */
  STATUS?: string | undefined
  /** Who may notify from now on. systemd 254. */
  NOTIFYACCESS?: 'none' | 'main' | 'exec' | 'all' | undefined
  /** Why it fails: a positive errno. */
  ERRNO?: number | undefined
  /** Why it fails: the name of an error of D-Bus. */
  BUSERROR?: string | undefined
  /** Why it fails: the name of an error of Varlink. systemd 257. */
  VARLINKERROR?: string | undefined
  /**
   * The exit status. systemd sends this when it runs in a container or a virtual machine that shuts
   * down, and ignores it when a service sends it. systemd 254.
   */
  EXIT_STATUS?: number | undefined
  /** The main process. */
  MAINPID?: number | undefined
  /** The inode of the pidfd of MAINPID. systemd 257. */
  MAINPIDFDID?: number | bigint | undefined
  /** The main process is that of the pidfd in `fds`. systemd 257. */
  MAINPIDFD?: 1 | undefined
  /** Is alive; or `'trigger'`, to be treated as if it were not. */
  WATCHDOG?: 1 | 'trigger' | undefined
  /** Sets WatchdogSec=, in microseconds. */
  WATCHDOG_USEC?: number | undefined
  /** Starts, runs or stops for this many more microseconds. */
  EXTEND_TIMEOUT_USEC?: number | undefined
  /** Resets the delays of RestartSteps=. systemd 258. */
  RESTART_RESET?: 1 | undefined
  /** Stores `fds` in systemd; the next start of the service gets them from `activation()`. */
  FDSTORE?: 1 | undefined
  /** Removes the descriptors named FDNAME from the store. */
  FDSTOREREMOVE?: 1 | undefined
  /** The name of the descriptors: up to 255 characters of ASCII without `:`. */
  FDNAME?: string | undefined
  /** Keeps them in the store even after a hang-up. */
  FDPOLL?: 0 | undefined
  /** Closes the descriptor in `fds` once everything before is processed: `barrier()` does this. */
  BARRIER?: 1 | undefined
  /** Private extensions. */
  [extension: `X_${string}`]: string | number | bigint | undefined
}

const NAMES: ReadonlySet<string> = new Set<Exclude<keyof State, `X_${string}`>>([
  ...(['READY', 'RELOADING', 'STOPPING', 'MONOTONIC_USEC', 'STATUS', 'NOTIFYACCESS'] as const),
  ...(['ERRNO', 'BUSERROR', 'VARLINKERROR', 'EXIT_STATUS'] as const),
  ...(['MAINPID', 'MAINPIDFDID', 'MAINPIDFD'] as const),
  ...(['WATCHDOG', 'WATCHDOG_USEC', 'EXTEND_TIMEOUT_USEC', 'RESTART_RESET'] as const),
  ...(['FDSTORE', 'FDSTOREREMOVE', 'FDNAME', 'FDPOLL', 'BARRIER'] as const),
])

/** The text of a state, one assignment a line, checked for what systemd would silently ignore. */
export function encodeState(state: unknown, descriptors: number): string {
  const lines = typeof state === 'string' ? linesOf(state) : linesFrom(objectFrom(state, 'A state'))
  const values = new Map(lines.map(assignment))
  if (values.size === 0) throw new TypeError('A state must not be empty')
  checkDescriptors(values, descriptors)
  if (values.get('RELOADING') === '1' && !values.has('MONOTONIC_USEC')) {
    lines.push(`MONOTONIC_USEC=${native.monotonicMicroseconds()}`)
  }
  return lines.join('\n')
}

function linesOf(text: string): string[] {
  if (text.includes('\0')) throw new TypeError(`A state must not contain NUL: ${show(text)}`)
  return text.split('\n').filter((line) => line !== '')
}

function linesFrom(state: Readonly<Record<string, unknown>>): string[] {
  const stray = Object.keys(state).find((key) => !NAMES.has(key) && !/^X_[A-Z\d_]+$/.test(key))
  if (stray !== undefined) throw unknownKey(stray, NAMES, 'part of a state', undefined)
  return Object.entries(state).flatMap(([name, value]) =>
    value === undefined ? [] : `${name}=${textOf(name, value)}`,
  )
}

function textOf(name: string, value: unknown): string {
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) return String(value)
  if (typeof value !== 'string') {
    throw new TypeError(`${name} must be text or a whole number, not ${show(value)}`)
  }
  if (/[\0\n]/.test(value)) throw new TypeError(`${name} must be a single line, not ${show(value)}`)
  return value
}

function assignment(line: string): [name: string, value: string] {
  const [, name, value] = /^([A-Z\d_]+)=(.*)$/s.exec(line) ?? []
  if (name !== undefined && value !== undefined) return [name, value]
  throw new TypeError(`A state must have a NAME=value on each line, not ${show(line)}`)
}

function checkDescriptors(values: ReadonlyMap<string, string>, count: number): void {
  const name = values.get('FDNAME')
  if (name !== undefined && !/^[ -9;-~]{1,255}$/.test(name)) {
    throw new TypeError(
      `FDNAME must be 1 to 255 characters of ASCII without ':', not ${show(name)}`,
    )
  }
  if (values.get('FDSTORE') === '1' && count === 0) {
    throw new TypeError(
      "FDSTORE needs descriptors: notify({ FDSTORE: 1, FDNAME: 'name' }, { fds })",
    )
  }
  if (values.get('FDSTOREREMOVE') === '1' && name === undefined) {
    throw new TypeError('FDSTOREREMOVE needs an FDNAME, whose descriptors to remove')
  }
  if (values.get('BARRIER') === '1' && (values.size > 1 || count !== 1)) {
    throw new TypeError('BARRIER must be sent alone and with one descriptor, as barrier() does')
  }
}
