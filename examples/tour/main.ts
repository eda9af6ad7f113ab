// The tour: uses the library for real, and prints the results as a table. Fails if one is wrong.

import { abstractName } from './abstract-name.ts'
import { echo } from './echo.ts'
import { aborted, refused, timedOut } from './failing.ts'
import { file } from './file.ts'
import { httpGet } from './http-get.ts'
import { names } from './names.ts'
import { inheritedEnd, seqpacketPair } from './seqpacket.ts'
import type { Outcome, Stop } from './stop.ts'
import { udp } from './udp.ts'

const stops: Stop[] = [
  httpGet,
  echo,
  file,
  udp,
  seqpacketPair,
  inheritedEnd,
  abstractName,
  names,
  refused,
  timedOut,
  aborted,
]

const LIMIT = 120_000
setTimeout(() => {
  console.error(`The tour was not over within ${LIMIT} ms`)
  process.exit(1)
}, LIMIT).unref()

const whatWidth = Math.max(...stops.map(({ what }) => what.length))
const peerWidth = Math.max(...stops.map(({ peer }) => peer.length))

const started = performance.now()
let wrong = 0
printRow('what', 'peer', 'bytes', 'time', 'result')
for (const stop of stops) {
  const start = performance.now()
  const { bytes, result } = await visit(stop)
  printRow(
    stop.what,
    stop.peer,
    bytes === 0 ? '–' : bytes.toLocaleString('en'),
    milliseconds(start),
    result,
  )
}
console.log(`${stops.length} stops, ${wrong} of them wrong, ${milliseconds(started)}`)
if (wrong > 0) process.exitCode = 1

async function visit(stop: Stop): Promise<Outcome> {
  if (stop.skip) return { bytes: 0, result: `skipped: ${stop.skip}` }
  try {
    return await stop.run()
  } catch (error) {
    wrong++
    return { bytes: 0, result: `WRONG: ${String(error)}` }
  }
}

function printRow(what: string, peer: string, bytes: string, time: string, result: string): void {
  const cells = [
    what.padEnd(whatWidth),
    peer.padEnd(peerWidth),
    bytes.padStart(10),
    time.padStart(8),
  ]
  console.log([...cells, result].join('  '))
}

function milliseconds(since: number): string {
  return `${Math.round(performance.now() - since)} ms`
}
