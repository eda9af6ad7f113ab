import assert from 'node:assert/strict'
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { get } from 'node:http'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { after, test } from 'node:test'
import { Socket, SocketError } from '../../src/index.ts'
import { folderOf } from '../support/folder.ts'
import { freePort } from '../support/free-port.ts'
import { startExample } from '../support/node-program.ts'
import { compiled, programsOf } from '../support/page-programs.ts'
import { CHILD_PATIENCE } from '../support/patience.ts'
import { printsWhatItSays } from '../support/run-programs.ts'

const pages = ['redis-sync', 'hot-restart', 'ping', 'from-raw-socket', 'privileges'] as const
const programs = pages.flatMap((page) => programsOf(`docs/cookbook/${page}.md`).slice(0, 1))
const files = await compiled(programs, { after })
const [redis, restart, ping, raw, privileges] = files.map((file, i) => ({
  file,
  program: programs[i] as NonNullable<(typeof programs)[number]>,
})) as [Page, Page, Page, Page, Page]

interface Page {
  readonly file: string
  readonly program: (typeof programs)[number]
}

const noRawSocket = whyNotRaw()
const noUserChange =
  spawnSync('setpriv', ['--reuid', '65534', '--clear-groups', 'true']).status !== 0 &&
  'needs setpriv, and the right to become another user'

test('the cookbook talks to a Redis server that sends byte by byte', async (t) => {
  const server = startExample(t, 'test/programs/peers/redis-server.mjs')

  await printsWhatItSays(redis.program, redis.file, { args: [await server.line] })
})

for (const host of ['127.0.0.1', '::1']) {
  test(`the cookbook pings ${host}`, { skip: noRawSocket }, async () => {
    await printsWhatItSays(ping.program, ping.file, { args: [host] })
  })
}

test('the cookbook does without raw-socket', { skip: noRawSocket }, async () => {
  await printsWhatItSays(raw.program, raw.file)
})

test('the cookbook restarts a server, and no request fails', async (t) => {
  const port = await freePort()
  const path = join(folderOf(t), 'restart.sock')
  const start = () => {
    const child = spawn(process.execPath, [restart.file, path, String(port)], {
      ...{ stdio: ['ignore', 'pipe', 'inherit'] },
      ...{ timeout: CHILD_PATIENCE, killSignal: 'SIGKILL' },
    } as const)
    t.after(() => child.kill())
    const lines = createInterface(child.stdout)
    return { child, line: once(lines, 'line').then(String), output: text(child.stdout) }
  }
  const older = start()
  assert.equal(await older.line, 'Listening')
  const answers = [await ask(port)]

  const newer = start()
  let ended = false
  void once(older.child, 'exit').then(() => {
    ended = true
  })
  while (!ended) answers.push(await ask(port))
  answers.push(await ask(port))

  assert.equal(older.child.exitCode, 0)
  assert.equal(await older.output, 'Listening\nHanded over\n')
  assert.equal(await newer.line, 'Listening at the socket of the older process')
  assert.equal(answers[0], `Hello from ${older.child.pid}`)
  assert.equal(answers.at(-1), `Hello from ${newer.child.pid}`)
})

const LIST = readFileSync('docs/cookbook/privileges.md', 'utf8')
const KINDS = Array.from(LIST.matchAll(/^(?:yes|no) {2,3}(.*?)(?: \(|$)/gm), ([, kind = '']) => kind)

test('the cookbook says what an ordinary user may do', { skip: noUserChange }, (t) => {
  const printed = asNobody(t, [])

  assert.deepEqual(
    printed.map((line) => line.replace(/^(yes|no +)|\s*\(.*/g, '').trim()),
    KINDS,
  )
  assert.equal(printed.filter((line) => line.startsWith('no')).length >= 5, true, printed.join())
})

test('setpriv gives a program of an ordinary user raw sockets, as the cookbook says', {
  skip: noUserChange || noRawSocket,
}, (t) => {
  const printed = asNobody(t, ['--inh-caps', '+net_raw', '--ambient-caps', '+net_raw'])

  assert.ok(printed.includes('yes  raw IP: SOCK_RAW'), printed.join())
  assert.ok(printed.includes('yes  frames: AF_PACKET'), printed.join())
})

/** What the program about privileges prints as another user. */
function asNobody(t: Parameters<typeof folderOf>[0], privilege: string[]): string[] {
  const user = ['--reuid', '65534', '--regid', '65534', '--clear-groups', ...privilege]
  const printed = execFileSync('setpriv', [...user, process.execPath, privileges.file], {
    encoding: 'utf8',
    timeout: CHILD_PATIENCE,
  })
  return printed.trimEnd().split('\n')
}

async function ask(port: number): Promise<string> {
  const request = get({ host: '127.0.0.1', port, agent: false })
  const [response] = await once(request, 'response')
  return text(response)
}

function whyNotRaw(): string | false {
  try {
    new Socket('AF_INET', 'SOCK_RAW', 'IPPROTO_ICMP').close()
    return false
  } catch (error) {
    if (error instanceof SocketError) return `a raw socket: ${error.code}`
    throw error
  }
}
