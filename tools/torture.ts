// Runs the torture programs for some minutes, one seed after another, and prints the totals. The
// exit status is 1 if anything was lost, leaked, unsettled, wrong or crashed.
//   --minutes N    how long to run; 10 by default
//   --seed N       the first seed; by default it changes every day
//   --only NAME    run one of the programs: faults, model or ends
//   --rounds N     reproduce a run: N rounds, with its --only, --seed and waker
//   --thread       use the waker of Bun and Deno; by default every second run does

import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { add, areGood, FAILINGS, type Figures, noFigures } from '../test/torture/figures.ts'
import {
  buildShim,
  bundlePrograms,
  cannotInject,
  commandOf,
  PROGRAMS,
  type Run,
  runProgram,
} from '../test/torture/run.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string' },
    only: { type: 'string' },
    rounds: { type: 'string' },
    thread: { type: 'boolean' },
  },
})
/** About ten seconds of each. */
const ROUNDS = { faults: 80, model: 30, ends: 10 } as const

const programs = PROGRAMS.filter((name) => values.only === undefined || values.only === name)
if (programs.length === 0)
  throw new Error(`Unknown program: ${values.only}. Programs: ${PROGRAMS.join(', ')}`)
if (programs.includes('faults') && cannotInject !== false) {
  throw new Error(`Cannot inject faults: ${cannotInject}`)
}
bundlePrograms()
if (programs.includes('faults')) buildShim()

const day = 24 * 60 * 60 * 1000
const firstSeed = Number(values.seed ?? Math.floor(Date.now() / day) * 1000)
const rows = new Map<string, { runs: number; figures: Figures }>()
const once = values.rounds !== undefined
const deadline = performance.now() + (once ? 0 : Number(values.minutes) * 60_000)
let next = 0
console.log(once ? 'One run' : `Torture for ${values.minutes} minutes`)
await Promise.all(Array.from({ length: once ? 1 : availableParallelism() }, goOn))
print()

async function goOn(): Promise<void> {
  do {
    const run = runAt(next++)
    const figures = await runProgram(run)
    const row = rows.get(run.program) ?? { runs: 0, figures: noFigures() }
    rows.set(run.program, row)
    row.runs++
    add(row.figures, figures)
    if (areGood(figures)) continue
    console.error(`\n${commandOf(run)}`)
    for (const note of figures.notes) console.error(`  ${note.replaceAll('\n', '\n    ')}`)
  } while (performance.now() < deadline)
}

/** Alternates the programs, and the wakers of each. */
function runAt(index: number): Run {
  const turn = Math.floor(index / programs.length)
  const program = programs[index % programs.length] ?? 'faults'
  const waker = values.thread || (!once && turn % 2 === 1) ? 'thread' : 'uv_poll'
  return {
    program,
    seed: firstSeed + turn,
    rounds: Number(values.rounds ?? ROUNDS[program]),
    waker,
  }
}

function print(): void {
  const all = noFigures()
  const lines = [['program', 'runs', 'operations', 'inflicted', ...FAILINGS]]
  let runs = 0
  for (const [name, row] of rows) {
    add(all, row.figures)
    runs += row.runs
    lines.push(lineOf(name, row.runs, row.figures))
  }
  lines.push(lineOf('all', runs, all))
  console.log(`\nSeeds from ${firstSeed} on\n`)
  printTable(lines)
  const kinds = kindsOf(all)
  if (kinds.length > 0) {
    console.log()
    printTable([['inflicted', 'times'], ...kinds])
  }
  process.exitCode = areGood(all) ? 0 : 1
}

function lineOf(name: string, runs: number, figures: Figures): string[] {
  const inflicted = Object.values(figures.inflicted).reduce((sum, count) => sum + count, 0)
  const counts = FAILINGS.map((failing) => figures[failing])
  return [name, ...[runs, figures.operations, inflicted, ...counts].map(String)]
}

/** What was inflicted: a line for each call and fault, with how often it happened. */
function kindsOf({ inflicted }: Figures): string[][] {
  return Object.entries(inflicted)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([what, count]) => [what, String(count)])
}

/** Aligns the first column left, the others right. */
function printTable(lines: readonly (readonly string[])[]): void {
  const widths = (lines[0] ?? []).map((_, i) =>
    Math.max(...lines.map((line) => line[i]?.length ?? 0)),
  )
  for (const line of lines) {
    const cells = line.map((cell, i) =>
      i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0),
    )
    console.log(cells.join('  '))
  }
}
