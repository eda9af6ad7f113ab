import { show } from '../codec/show.ts'

/** The number in an environment variable; a RangeError names the variable. */
export function countFrom(name: string, text: string, most: number): number {
  const number = /^\d+$/.test(text) ? Number(text) : 0
  if (number > 0 && number <= most) return number
  throw new RangeError(`${name} must be a number from 1 to ${most}, not ${show(text)}`)
}

/** The largest pid_t. */
export const MOST_PID = 2 ** 31 - 1

/** Whether a variable has the number of this process. */
export function isThisProcess(name: string, text: string): boolean {
  return countFrom(name, text, MOST_PID) === process.pid
}
