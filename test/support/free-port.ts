import { once } from 'node:events'
import { createServer } from 'node:net'

// Below what the systems pick from, so that no other socket comes by such a port by chance; and
// for each process a range of its own, as the tests' files run at once.
const PORTS = 100
let next = 10_000 + (process.pid % 220) * PORTS

/** A port that the system gives nobody unasked; somebody may have asked for it. */
export function nextPort(): number {
  return next++
}

/** A port of the loopback that nobody has: for a program that is told its port. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = nextPort()
    if (await isFree(port)) return port
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}
