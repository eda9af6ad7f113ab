import { isObject } from './arguments.ts'
import { Handle } from './handle.ts'

/**
 * The number of the descriptor that a value stands for: a socket of this module, an object with
 * `fileno()`, or a number; undefined for any other value. An error that `fileno()` throws is not
 * caught.
 */
export function descriptorNumber(value: unknown): number | undefined {
  if (Handle.is(value)) return Handle.descriptorOf(value)?.fd
  if (typeof value === 'number') return whole(value)
  if (!isObject(value)) return undefined
  const { fileno } = value
  if (typeof fileno !== 'function') return undefined
  const answer: unknown = Reflect.apply(fileno, value, [])
  return typeof answer === 'number' ? whole(answer) : undefined
}

function whole(number: number): number | undefined {
  const fd = Math.trunc(number)
  return fd >= 0 && fd < 2 ** 31 ? fd : undefined
}
