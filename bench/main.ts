// Measures the library as it is shipped (dist/ in plain Node) alongside its peers.
//   npm run bench                    all rows
//   npm run bench -- echo idle       these rows
//   --json     JSON, with every round, instead of tables
//   --strict   exit status 1 if a bar is missed
//   --quick    one short round, to check that everything runs; the numbers mean nothing

import { cpus, loadavg, release } from 'node:os'
import { mustRun } from '../tools/run.ts'
import { report } from './report.ts'
import { calls } from './rows/calls.ts'
import { codecs } from './rows/codecs.ts'
import { dialects } from './rows/dialects.ts'
import { echo } from './rows/echo.ts'
import { files } from './rows/files.ts'
import { idle } from './rows/idle.ts'
import { imported } from './rows/import.ts'
import { proxy } from './rows/proxy.ts'
import { roundTrip } from './rows/round-trip.ts'
import { http, streams, tls } from './rows/streams.ts'
import { udp } from './rows/udp.ts'
import { type RowResult, runRow } from './run.ts'

const ROWS = [
  roundTrip,
  echo,
  imported,
  idle,
  udp,
  files,
  proxy,
  calls,
  codecs,
  dialects,
  ...streams,
  http,
  ...tls,
]

const given = process.argv.slice(2)
const flags = new Set(given.filter((word) => word.startsWith('--')))
const wanted = given.filter((word) => !word.startsWith('--'))
const strange = [
  ...wanted.filter((name) => !ROWS.some((row) => row.name === name)),
  ...[...flags].filter((flag) => !['--json', '--strict', '--quick'].includes(flag)),
]

if (strange.length > 0) {
  const names = ROWS.map(({ name }) => name).join(', ')
  console.error(`Unknown: ${strange.join(' ')}\nRows: ${names}; flags: --json, --strict, --quick`)
  process.exitCode = 2
} else {
  mustRun('tsx tools/build-dist.ts')
  await bench(ROWS.filter(({ name }) => wanted.length === 0 || wanted.includes(name)))
}

async function bench(rows: typeof ROWS): Promise<void> {
  const json = flags.has('--json')
  const machine = {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    system: `${process.platform} ${release()}`,
    node: process.version,
    load: loadavg()[0] ?? 0,
  }
  if (!json) {
    const { processor, cores, system, node, load } = machine
    console.log(`${cores} × ${processor}, ${system}, Node ${node}, load ${load.toFixed(2)}`)
    if (load > cores / 4) console.log('This machine is busy: expect noise')
    console.log(
      'Medians (lowest–highest) of alternating rounds; ratios are medians over the rounds',
    )
  }
  const results: RowResult[] = []
  for (const row of rows) {
    const result = await runRow(row, flags.has('--quick'))
    results.push(result)
    if (!json) console.log(report(result))
  }
  if (json) console.log(JSON.stringify({ machine, rows: results }, null, 2))
  const broken = results.some(({ failed }) => failed.length > 0)
  const missed = results.some(({ bars }) => bars.some(({ kept }) => kept === false))
  if (broken || (missed && flags.has('--strict'))) process.exitCode = 1
}
