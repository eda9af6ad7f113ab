import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { runnable } from '../test/support/runnable.ts'

/** How the tests of a file went. */
export interface Outcome {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** What the file printed. */
  readonly output: string
}

/**
 * A loopback, and a link with addresses, as a machine in a network has one; it leads nowhere. Where
 * the kernel has CAN, a bus.
 */
const NETWORK = [
  'ip link set lo up',
  'ip link add net0 type veth peer name net1',
  'ip addr add 198.18.0.1/24 dev net0',
  '{ ip addr add 2001:2::1/64 dev net0 nodad || true; }', // without IPv6
  'ip link set net0 up',
  '{ ip link add vcan0 type vcan 2>/dev/null && ip link set vcan0 mtu 72 up || true; }',
].join(' && ')

/**
 * Why each file can't have a network of its own; undefined when it can. Its ports, what a capture
 * sees, its abstract names and its flow labels are nobody else's then.
 */
export const sharedNetwork = whyShared()

/** The groups of processes that run now. */
const running = new Set<number>()

/**
 * Runs one file of tests in a process of its own.
 *
 * @param bundles The folder with its bundle.
 * @param folder Where it may write.
 * @param environment What the process has beside this one's environment.
 * @param limit After how many milliseconds the file is ended, which is a failure.
 */
export async function testFile(
  file: string,
  bundles: string,
  folder: string,
  environment: Record<string, string>,
  limit: number,
): Promise<Outcome> {
  const counts = join(folder, `${file.replace(/\W/g, '-')}.json`)
  const [command, ...args] = [
    // The environment is for Node alone: a sanitizer finds fault with unshare, sh and ip too.
    ...(sharedNetwork === undefined
      ? ['unshare', '--net', 'sh', '-c', `${NETWORK} && exec "$@"`, 'sh']
      : []),
    ...['env', ...Object.entries(environment).map((entry) => entry.join('='))],
    ...[process.execPath, '--enable-source-maps'],
    ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
    ...['--test-reporter=./tools/summary.mjs', `--test-reporter-destination=${counts}`],
    fileURLToPath(runnable(file, bundles)),
  ]
  const child = spawn(command, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const { pid = 0 } = child // none where it could not be started, which once() throws
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
  const counted = countsIn(counts)
  const end = deadline.aborted
    ? `was ended after ${limit / 1000} s`
    : `ended with ${signal ?? status}`
  const unsaid = status !== 0 && counted.failed === 0
  return {
    ...counted,
    failed: counted.failed + (unsaid ? 1 : 0),
    output: `${output}${errors}${unsaid ? `✖ ${file} ${end}\n` : ''}`,
  }
}

/** Ends what runs now, with the children of it. */
export function endTests(): void {
  for (const pid of running) endGroup(pid)
}

function endGroup(pid: number): void {
  if (running.has(pid) && pid > 0) process.kill(-pid, 'SIGKILL')
}

/** What the reporter wrote; nothing, if the process ended before it could. */
function countsIn(path: string): Omit<Outcome, 'output'> {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Omit<Outcome, 'output'>
  } catch {
    return { passed: 0, failed: 0, skipped: 0 }
  }
}

function whyShared(): string | undefined {
  const { status, stderr, error } = spawnSync('unshare', ['--net', 'sh', '-c', NETWORK])
  return status === 0 ? undefined : (error?.message ?? String(stderr).trim())
}
