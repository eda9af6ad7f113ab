import type { Facts } from './facts.ts'
import type { Target } from './targets.ts'
import { type Difference, DIFFERENCES } from './differences.ts'

/**
 * What differs between a machine and the common facts without a row in DIFFERENCES, and which of
 * its rows are no longer true: a line for each.
 */
export function unexplained({ file }: Target, facts: Facts, common: Facts): string[] {
  const rows = DIFFERENCES.filter(({ files }) => files.includes(file))
  const names = new Set([...common.keys(), ...facts.keys()])
  const differing = [...names].filter((name) => facts.get(name) !== common.get(name))
  const surprises = differing
    .filter((name) => !rows.some((row) => says(row, name)))
    .map((name) => `${name}: ${facts.get(name) ?? 'none'}, not ${common.get(name) ?? 'none'}`)
  const untrue = rows
    .flatMap((row) => row.names)
    .filter((name) => !differing.some((one) => says({ names: [name] }, one)))
    .map((name) => `${name}: does not differ, as DIFFERENCES says`)
  return [...surprises, ...untrue]
}

/** A row names numbers, and structs with all their fields. */
function says({ names }: Pick<Difference, 'names'>, name: string): boolean {
  const struct = name.replace(/^struct |\..*$/g, '')
  return names.includes(name) || names.includes(`struct ${struct}`)
}
