import type { Counts } from '../test-file.ts'
import type { Results } from './machine.ts'
import { missingFrom, record } from './record.ts'
import { type Table, tablesOf } from './tables.ts'
import { USER_MODE } from './user-mode-linux.ts'

/** A machine, and what the tests of the tables found out on it. */
interface Machine extends Results {
  /** Major and minor version, such as `'6.12'`. */
  readonly version: string
  readonly tables: ReadonlyMap<string, Table>
}

/** What is made of results. */
interface Ways {
  /** Whether to write which rows were tried. */
  readonly toRecord: boolean
  /** Whether user-mode Linux must boot, as with CI set. */
  readonly isStrict: boolean
}

/** Prints what came of the tests on all kernels; returns whether that is good. */
export function report(results: readonly Results[], { toRecord, isStrict }: Ways): boolean {
  const machines = results.map(machineOf)
  for (const { name, outcomes } of machines)
    for (const { output, failed } of outcomes.values())
      if (failed > 0) console.log(`\n${name}:\n${output}`)

  console.log('')
  for (const machine of machines) console.log(totalsOf(machine))
  for (const machine of machines)
    for (const [file, why] of skippedOn(machine))
      console.log(`Skipped on ${machine.name}: ${file}: ${why}`)
  for (const line of triedOnNone(machines)) console.log(line)

  const booted = machines.filter(({ version }) => version !== '')
  if (toRecord) record(booted)
  else for (const line of booted.flatMap(missingFrom)) console.log(line)
  const wrong = machines.flatMap((machine) => whatIsWrong(machine, isStrict))
  for (const line of wrong) console.log(line)
  return wrong.length === 0 && machines.every((machine) => countsOf(machine).failed === 0)
}

/** The files that a machine could not finish, and why. */
function skippedOn({ outcomes, unfinished }: Results): (readonly [file: string, why: string])[] {
  const hung = [...outcomes].filter(([, { hung, failed }]) => hung && failed === 0)
  return [
    ...unfinished,
    ...hung.map(([file]) => [file, 'it reached its time limit, twice'] as const),
  ]
}

/**
 * Why skipped files of a machine are a failure. QEMU may stand still on a busy machine; user-mode
 * Linux is a process like any other, and if it boots and finishes nothing, that is our fault.
 */
function whatIsWrong(machine: Results, isStrict: boolean): string[] {
  const { name, release, outcomes } = machine
  const skipped = skippedOn(machine).length
  const mustBoot = isStrict || release !== undefined
  if (name !== USER_MODE || outcomes.size > 0 || skipped === 0 || !mustBoot) return []
  return [`${name} finished none of its files, which is a failure`]
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
