import type { Counts } from '../test-file.ts'
import type { Results } from './machine.ts'
import { missingFrom, record } from './record.ts'
import { type Table, tablesOf } from './tables.ts'

/** A machine, and what the tests of the tables found out on it. */
interface Machine extends Results {
  /** Major and minor version, such as `'6.12'`. */
  readonly version: string
  readonly tables: ReadonlyMap<string, Table>
}

/** Prints what came of the tests on all kernels; returns whether none failed. */
export function report(results: readonly Results[], toRecord: boolean): boolean {
  const machines = results.map(machineOf)
  for (const { name, outcomes } of machines)
    for (const { output, failed } of outcomes.values())
      if (failed > 0) console.log(`\n${name}:\n${output}`)

  console.log('')
  for (const machine of machines) console.log(totalsOf(machine))
  for (const { name, outcomes, unfinished } of machines) {
    const hung = [...outcomes].filter(([, outcome]) => outcome.hung)
    const reached = hung.map(([file]) => [file, 'it reached its time limit, twice'] as const)
    for (const [file, why] of [...unfinished, ...reached])
      console.log(`Skipped on ${name}: ${file}: ${why}`)
  }
  for (const line of triedOnNone(machines)) console.log(line)

  const booted = machines.filter(({ version }) => version !== '')
  if (toRecord) record(booted)
  else for (const line of booted.flatMap(missingFrom)) console.log(line)
  return machines.every((machine) => countsOf(machine).failed === 0)
}

function machineOf(results: Results): Machine {
  const [version = ''] = /^\d+\.\d+/.exec(results.release ?? '') ?? []
  return { ...results, version, tables: tablesOf(results.folder) }
}

function totalsOf(machine: Machine): string {
  const { name, release, tables } = machine
  if (release === undefined) return `${name}: did not boot`
  const { passed, failed, skipped } = countsOf(machine)
  const rows = [...tables].map(
    ([what, { tried, untried }]) => `; ${tried.size} of ${tried.size + untried.size} ${what}`,
  )
  return `Linux ${release}, ${name}: ${passed} passed, ${failed} failed, ${skipped} skipped${rows.join('')}`
}

function countsOf({ outcomes }: Results): Counts {
  const sum = (count: keyof Counts) =>
    [...outcomes.values()].reduce((total, outcome) => total + outcome[count], 0)
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') }
}

/** For each table the rows that no kernel has tried, by what the last kernel says of them. */
function triedOnNone(machines: readonly Machine[]): string[] {
  const whats = new Set(machines.flatMap(({ tables }) => [...tables.keys()]))
  return [...whats].flatMap((what) => {
    const tables = machines.flatMap(({ tables }) => tables.get(what) ?? [])
    const tried = new Set(tables.flatMap(({ tried }) => [...tried]))
    const reasons = new Map(tables.flatMap(({ untried }) => [...untried]))
    const none = [...reasons].filter(([name]) => !tried.has(name))
    const groups = new Map<string, string[]>()
    for (const [name, reason] of none) groups.set(reason, [...(groups.get(reason) ?? []), name])
    return [
      `${tried.size} ${what} were tried on a kernel, ${none.length} on none${none.length > 0 ? ':' : ''}`,
      ...[...groups].map(([reason, names]) => `  ${reason}: ${names.join(' ')}`),
    ]
  })
}
