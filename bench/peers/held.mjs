import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { getHeapSpaceStatistics } from 'node:v8'

fillYoung()

let held = 0
let wanted = Infinity

/** One more connection is held. */
export function hold() {
  held++
  if (held === wanted) void tell()
}

/** Is told a number of connections, and says what memory they take once there are so many. */
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

/** V8 takes memory for young objects once, up to a limit: before the first look, so that it counts for no connection. */
function fillYoung() {
  for (let round = 0; round < 50; round++) Array.from({ length: 50_000 }, (_, i) => ({ i }))
}
