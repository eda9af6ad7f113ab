import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { CHILD_PATIENCE } from '../support/patience.ts'
import { programArguments } from '../support/runnable.ts'

const onlyLinux = process.platform !== 'linux' && 'needs abstract names and SO_PEERCRED'

/** Each example, what it is given, and what it must print. */
const EXAMPLES: [name: string, args: string[], printed: RegExp, skip?: string | false][] = [
  ['blocking-http-get', [], /^HTTP\/1\.1 200 OK\r\n.*\r\n\r\nHello$/s],
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

test('examples import the package by its name, so that a copy of them runs', () => {
  const files = readdirSync('examples', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join('examples', name))

  const bySource = files.filter((file) => readFileSync(file, 'utf8').includes('../src/'))

  assert.deepEqual(bySource, [])
})

test('the tour ends without errors', async () => {
  const printed = await run('examples/tour/main.ts')

  assert.match(printed, /^what +peer +bytes +time +result\n/)
  assert.match(printed, / 1000 clients at once, each got its own\n/)
  assert.match(printed, / 67,108,864 .* SHA-256 equal/)
  assert.match(printed, / connect ECONNREFUSED /)
  assert.match(printed, /\n11 stops, 0 of them wrong, \d+ ms\n$/)
})

/** What the program prints; throws when it fails or does not end. */
async function run(path: string, args: string[] = []): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, programArguments(path, ...args), {
    timeout: CHILD_PATIENCE,
    killSignal: 'SIGKILL',
  })
  return stdout
}
