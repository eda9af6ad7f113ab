import { clearInterval, setInterval } from 'node:timers'
import { notify } from './notify.ts'
import { countFrom, isThisProcess } from './variables.ts'

/**
 * How often systemd expects `notify({ WATCHDOG: 1 })`, in milliseconds: WatchdogSec= of the unit.
 * Notify twice as often, or let {@link startWatchdog} do that.
 *
 * @returns null if the unit has no watchdog, or if WATCHDOG_PID is another process.
 * @throws {RangeError} When a variable is malformed.
 * @see {@link https://www.freedesktop.org/software/systemd/man/latest/sd_watchdog_enabled.html sd_watchdog_enabled(3)}
 */
export function watchdog(): number | null {
  const { WATCHDOG_USEC, WATCHDOG_PID } = process.env
  if (WATCHDOG_USEC === undefined) return null
  const microseconds = countFrom('WATCHDOG_USEC', WATCHDOG_USEC, Number.MAX_SAFE_INTEGER)
  if (WATCHDOG_PID !== undefined && !isThisProcess('WATCHDOG_PID', WATCHDOG_PID)) return null
  return microseconds / 1000
}

/** The longest time of a timer. */
const MOST = 2 ** 31 - 1

/**
 * Notifies the watchdog of systemd now, and twice in each interval from then on, while the event
 * loop of this thread is free: systemd notices when it is not. Does nothing without a watchdog, and
 * does not keep the process alive. What fails is a warning of the process.
 *
 * @returns A function that stops it; systemd then ends the service after one interval.
 */
export function startWatchdog(): () => void {
  const interval = watchdog()
  if (interval === null) return () => undefined
  const half = Math.min(Math.max(interval / 2, 1), MOST)
  const ping = () => {
    notify('WATCHDOG=1', { timeout: half }).catch((error: unknown) => {
      process.emitWarning(error instanceof Error ? error : String(error))
    })
  }
  ping()
  const timer = setInterval(ping, half)
  timer.unref()
  return () => {
    clearInterval(timer)
  }
}
