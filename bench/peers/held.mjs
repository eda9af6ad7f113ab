import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { getHeapSpaceStatistics } from 'node:v8'

fillYoung()

let held = 0
let wanted = Infinity

/** Counts one more open connection. */
export function hold() {
  held++
  if (held === wanted) void tell()
}

/** Reads a number of connections, and prints the memory in use once that many are open. */
export async function tellMemory() {
  for await (const line of createInterface({ input: process.stdin })) {
    wanted = Number(line)
    if (held === wanted) void tell()
  }
  process.exit()
}

async function tell() {
  for (let i = 0; i < 3; i++) {
    await setTimeout(20)
    globalThis.gc()
  }
  const { rss, heapUsed } = process.memoryUsage()
  const young = getHeapSpaceStatistics().find((space) => space.space_name === 'new_space')
  console.log(`${rss} ${heapUsed} ${young.physical_space_size}`)
}

/**
 * Makes V8 allocate its memory for young objects, which happens only once and has a limit, before
 * the first measurement, so that it is not attributed to any connection.
 */
function fillYoung() {
  for (let round = 0; round < 50; round++) Array.from({ length: 50_000 }, (_, i) => ({ i }))
}
