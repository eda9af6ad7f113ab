import { spawnSync } from 'node:child_process'
import { Child, type Command } from '../child.ts'
import { c, node } from '../programs.ts'
import { onLinuxOnly, type Peer, type Row, type Sample } from '../row.ts'

/** Connections before the first measurement: what is allocated only once does not count. */
const BEFORE = 500
/** Other descriptors: standard streams, the listener, and those of the runtime. */
const OTHERS = 100

const operations = 10_000
const descriptors = operations + BEFORE + OTHERS

/** Idle connections: the memory that each takes while nothing arrives. */
export const idle: Row = {
  name: 'idle',
  title: 'memory per connection whose next bytes are awaited, with 10,000 connections',
  measures: [
    { name: 'resident', unit: 'KiB', per: 1024 },
    // Of the resident memory, the JavaScript heap, and V8's allocation for young objects, which
    // happens only once.
    { name: 'heap', unit: 'KiB', per: 1024 },
    { name: 'young', unit: 'KiB', per: 1024 },
  ],
  peers: [holding('berkeley', 'idle-berkeley'), holding('node:net', 'idle-net')],
  subject: 'berkeley',
  bars: [{ peer: 'berkeley', measure: 'resident', most: 1.5 }],
  operations,
  rounds: 5,
  skip: () => onLinuxOnly() ?? tooFew(),
}

function tooFew(): string | undefined {
  const { status } = spawnSync('sh', ['-c', `ulimit -n ${descriptors}`])
  return status === 0 ? undefined : `needs ${descriptors} descriptors in a process (ulimit -n)`
}

/** Every round has its own server: reused memory would hide what is needed. */
function holding(name: string, program: string): Peer {
  const start = () => {
    const server = unlimited([process.execPath, '--expose-gc', ...node(program).slice(1)])
    const client = unlimited(c('idle-connections'))
    return Promise.resolve({
      round: (connections: number) => round(server, client, connections),
      stop: () => Promise.resolve(),
    })
  }
  return { name, start }
}

function unlimited(command: Command): Command {
  return ['sh', '-c', `ulimit -n ${descriptors} && exec "$@"`, 'sh', ...command]
}

async function round(server: Command, client: Command, connections: number): Promise<Sample> {
  const serving = new Child(server)
  let connecting: Child | undefined
  try {
    connecting = new Child([...client, await serving.line()])
    const before = await memory(serving, connecting, BEFORE)
    const after = await memory(serving, connecting, BEFORE + connections)
    return {
      resident: (after.resident - before.resident) / connections,
      heap: (after.heap - before.heap) / connections,
      young: (after.young - before.young) / connections,
    }
  } finally {
    await serving.stop()
    await connecting?.stop()
  }
}

async function memory(server: Child, client: Child, connections: number) {
  await client.ask(`${connections}`)
  const answer = await server.ask(`${connections}`)
  const [resident = NaN, heap = NaN, young = NaN] = answer.split(' ').map(Number)
  return { resident, heap, young }
}
