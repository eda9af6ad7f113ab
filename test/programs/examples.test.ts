import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, suite, test } from 'node:test'
import { promisify } from 'node:util'
import { startBus } from '../peers/support/bus.ts'
import { needs } from '../peers/support/programs.ts'
import { Workplace } from '../peers/support/workplace.ts'
import { CHILD_PATIENCE } from '../support/patience.ts'
import { programArguments } from '../support/runnable.ts'

const onlyLinux = process.platform !== 'linux' && 'needs abstract names and SO_PEERCRED'

/** Each example, its arguments, and its expected output. */
const EXAMPLES: [name: string, args: string[], printed: RegExp, skip?: string | false][] = [
  ['blocking-http-get', [], /^HTTP\/1\.1 200 OK\r\n.*\r\n\r\nHello\n$/s],
  ['echo-server', [`@berkeley-echo-${process.pid}`], /The echo: Is anybody there\?\n$/, onlyLinux],
  ['peer-credentials', [], /^Process \d+, user \d+, group \d+\nWelcome\n$/, onlyLinux],
  ['set-option-on-http-server', [], /^TCP_USER_TIMEOUT is 5000 ms\n$/],
  ['unix-datagram-log', [], /^<14>berkeley\[\d+\]: Started\n<14>berkeley\[\d+\]: Ready\n$/],
]

for (const [name, args, printed, skip = false] of EXAMPLES) {
  test(`examples/${name}.ts runs, ends and prints what is expected`, { skip }, async () => {
    assert.match(await run(`examples/${name}.ts`, args), printed)
  })

  test(`examples/${name}.ts fits on a screen`, () => {
    const lines = readFileSync(`examples/${name}.ts`, 'utf8').trimEnd().split('\n')

    assert.ok(lines.length <= 30, `${lines.length} lines`)
  })
}

test('examples use no file outside of their folder, so that a copy of them runs', () => {
  const files = readdirSync('examples', { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|mjs)$/.test(name))
    .map((name) => join('examples', name))

  const used = files.flatMap((file) => filesUsedBy(file).map((other) => ({ file, other })))

  assert.ok(used.length > 0)
  assert.deepEqual(
    used.filter(({ file, other }) => exampleOf(file) !== exampleOf(other)),
    [],
  )
})

test('the tour ends without errors', async () => {
  const printed = await run('examples/tour/main.ts')

  assert.match(printed, /^what +peer +bytes +time +result\n/)
  assert.match(printed, / 1000 clients at once, each got its own\n/)
  assert.match(printed, / 67,108,864 .* SHA-256 equal/)
  assert.match(printed, / connect ECONNREFUSED /)
  assert.match(printed, /\n11 stops, 0 of them wrong, \d+ ms\n$/)
})

void suite('examples/d-bus', { skip: needs('dbus-daemon') }, () => {
  const place = new Workplace({ after })

  test('lists the names on the bus, and passes a socket to another client', async () => {
    const DBUS_SESSION_BUS_ADDRESS = `unix:path=${await startBus(place)}`

    const printed = await run('examples/d-bus/main.ts', [], { DBUS_SESSION_BUS_ADDRESS })

    assert.equal(
      printed,
      "Names: [ 'org.freedesktop.DBus', ':1.0', ':1.1' ]\n:1.0 receives: Hello from :1.1\n",
    )
  })

  test('has 150 lines, without empty ones', () => {
    const lines = ['main', 'bus', 'message'].flatMap((name) =>
      readFileSync(`examples/d-bus/${name}.ts`, 'utf8').split('\n').filter(Boolean),
    )

    assert.ok(lines.length <= 150, `${lines.length} lines`)
  })
})

/** The relative paths of files that a file imports or refers to. */
function filesUsedBy(file: string): string[] {
  const paths = readFileSync(file, 'utf8').matchAll(
    /(?:from |import |import\()'(\.[^']+)'|new URL\('([^']+)', import\.meta\.url\)/g,
  )
  return Array.from(paths, ([, imported, beside]) => join(dirname(file), imported ?? beside ?? ''))
}

/** The folder or single file of an example, which is copied as a whole. */
function exampleOf(file: string): string {
  return /^examples\/(dialects\/)?[^/]+/.exec(file)?.[0] ?? file
}

/** The output of the program; throws if it fails or does not exit. */
async function run(path: string, args: string[] = [], env = {}): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, programArguments(path, ...args), {
    env: { ...process.env, ...env },
    timeout: CHILD_PATIENCE,
    killSignal: 'SIGKILL',
  })
  return stdout
}
