import { once } from 'node:events'
import { createServer } from 'node:net'

// Below the range that systems assign automatically, so that no other socket gets such a port by
// chance. Each process has its own range, because test files run in parallel.
const PORTS = 100
let next = 10_000 + (process.pid % 220) * PORTS

/** A port that the system does not assign automatically. It may be in use. */
export function nextPort(): number {
  return next++
}

/** A free loopback port, for a program that is given its port. */
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
