import { createInterface } from 'node:readline'

const STEP = 1000

/**
 * Reads rounds, one line "operations milliseconds" each, and answers "operations wall processor":
 * how many were done, and the nanoseconds they took. Like answer_rounds() in peer.h.
 */
export async function answerRounds(operate) {
  for await (const line of createInterface({ input: process.stdin })) {
    const [operations, limit] = line.split(' ').map(Number)
    let done = 0
    const processorBefore = processor()
    const wallBefore = process.hrtime.bigint()
    const deadline = wallBefore + BigInt(limit) * 1_000_000n
    while (done < operations && process.hrtime.bigint() < deadline) {
      const some = Math.min(STEP, operations - done)
      operate(some)
      done += some
    }
    const wall = process.hrtime.bigint() - wallBefore
    console.log(`${done} ${wall} ${processor() - processorBefore}`)
  }
}

function processor() {
  const { userCPUTime, systemCPUTime } = process.resourceUsage()
  return (userCPUTime + systemCPUTime) * 1000
}
