import { constants } from '../../index.ts'

const numbers: ReadonlyMap<string, number> = new Map(Object.entries(constants))

/**
 * The number of a constant given by its C name or number; undefined if this platform lacks the
 * name.
 */
export function numberOf(name: string | number): number | undefined {
  return typeof name === 'number' ? name : numbers.get(name)
}
