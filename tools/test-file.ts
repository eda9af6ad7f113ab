import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { runnable } from '../test/support/runnable.ts'
import { endGroup } from './process-group.ts'

/** How many tests there were. */
export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** The results of a test file. */
export interface Outcome extends Counts {
  /** Whether it reached its time limit. */
  readonly hung: boolean
  /** The output of the file. */
  readonly output: string
}

/** How a process with tests is run. */
interface Surroundings {
  /** Variables to add to its environment. */
  readonly environment: Readonly<Record<string, string>>
  /** Milliseconds after which it is killed with all its children, which counts as a failure. */
  readonly limit: number
  /** Whether it has a network of its own. */
  readonly ownNetwork: boolean
}

/** How test files are run. */
export interface Ways extends Surroundings {
  /** The folder with their bundles. */
  readonly bundles: string
  /** Where they may write. */
  readonly folder: string
  /** The command line of Node; that which runs this, by default. */
  readonly node?: readonly string[]
}

/**
 * A loopback interface, and a link with addresses that leads nowhere, as on a machine with a
 * network. Also a CAN bus, if the kernel supports it.
 */
export const NETWORK = [
  'ip link set lo up',
  'ip link add net0 type veth peer name net1',
  'ip addr add 198.18.0.1/24 dev net0',
  '{ ip addr add 2001:2::1/64 dev net0 nodad || true; }', // fails without IPv6
  'ip link set net0 up',
  '{ ip link add vcan0 type vcan 2>/dev/null && ip link set vcan0 mtu 72 up || true; }',
].join(' && ')

/** The process groups that are running. */
const running = new Set<number>()

/** How a process ended. */
interface Ending {
  readonly status: number | null
  /** Whether it reached its time limit. */
  readonly hung: boolean
  /** What it wrote to stdout and stderr, in this order. */
  readonly output: string
  /** What to say about an end that was not expected. */
  readonly end: string
}

/** Runs one test file in its own process. */
export async function testFile(file: string, ways: Ways): Promise<Outcome> {
  const { bundles, folder, node = [process.execPath] } = ways
  const counts = join(folder, `${file.replace(/\W/g, '-')}.json`)
  const { status, hung, output, end } = await runTests(
    [
      ...[...node, '--enable-source-maps'],
      ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
      ...['--test-reporter=./tools/summary.mjs', `--test-reporter-destination=${counts}`],
      fileURLToPath(runnable(file, bundles)),
    ],
    ways,
  )
  const counted = countsIn(counts)
  const isEmpty = counted.passed + counted.failed + counted.skipped === 0
  const unsaid = counted.failed === 0 && (status !== 0 || isEmpty)
  const why = isEmpty ? `ran no test, and ${end}` : end
  return {
    ...counted,
    failed: counted.failed + (unsaid ? 1 : 0),
    hung,
    output: `${output}${unsaid ? `✖ ${file} ${why}\n` : ''}`,
  }
}

/** Runs a command with tests. */
export async function runTests(
  tests: readonly string[],
  { environment, limit, ownNetwork }: Surroundings,
): Promise<Ending> {
  const [command = '', ...args] = [
    // The variables are only for the tests: the sanitizers would also report errors in
    // unshare, sh and ip.
    ...(ownNetwork ? ['unshare', '--net', 'sh', '-c', `${NETWORK} && exec "$@"`, 'sh'] : []),
    ...['env', ...Object.entries(environment).map((entry) => entry.join('='))],
    ...tests,
  ]
  const child = spawn(command, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const { pid = 0 } = child // undefined if it could not be started; then once() throws
  running.add(pid)
  const deadline = AbortSignal.timeout(limit)
  deadline.onabort = () => {
    endGroup(pid)
  }

  const [output, errors, [status, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null, string | null]>,
  ])
  running.delete(pid)
  const end = deadline.aborted
    ? `was ended after ${limit / 1000} s`
    : `ended with ${signal ?? status}`
  return { status, hung: deadline.aborted, output: output + errors, end }
}

/**
 * Kills the running test files and their children when this process ends, and has signals end it as
 * other ends do. Call it first: what listens to 'exit' may be lost without it.
 */
export function endTestsAtExit(): void {
  process.prependListener('exit', () => {
    for (const pid of running) endGroup(pid)
  })
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      process.exit(1)
    })
  }
}

/** The counts that the reporter wrote; zeros if the process ended before it could. */
function countsIn(path: string): Counts {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Counts
  } catch {
    return { passed: 0, failed: 0, skipped: 0 }
  }
}

/**
 * Why files cannot have network namespaces of their own; undefined if they can. In its own
 * namespace a file shares with no other its ports, captured packets, abstract names or flow labels.
 */
export function whyShared(): string | undefined {
  const { status, stderr, error } = spawnSync('unshare', ['--net', 'sh', '-c', NETWORK])
  return status === 0 ? undefined : (error?.message ?? String(stderr).trim())
}
