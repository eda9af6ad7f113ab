import assert from 'node:assert/strict'
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { Agent, get, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { after, test } from 'node:test'
import { connect, constants, listenSync, Socket, SocketError } from '../../src/index.ts'
import { cannotUnshare, inNetwork } from '../support/child.ts'
import { folderOf } from '../support/folder.ts'
import { freePort } from '../support/free-port.ts'
import { startExample } from '../support/node-program.ts'
import { closing } from '../support/kinds.ts'
import { compiled, type PageProgram, programsOf } from '../support/page-programs.ts'
import { CHILD_PATIENCE, PATIENCE } from '../support/patience.ts'
import { printsWhatItSays } from '../support/run-programs.ts'

const programs = [
  ...['redis-sync', 'hot-restart', 'systemd', 'ping', 'from-raw-socket', 'privileges'],
].flatMap((page) => programsOf(`docs/cookbook/${page}.md`).slice(0, 1))
const files = await compiled(programs, { after })
const [redis, restart, systemd, ping, raw, privileges] = programs.map((program, i) => ({
  program,
  file: files[i] ?? '',
})) as [Page, Page, Page, Page, Page, Page]

interface Page {
  readonly program: PageProgram
  /** The file that Node runs. */
  readonly file: string
}

const noRawSocket = whyNotRaw()
// Drops privileges but keeps the user: another user could not read the program in a
// project owned by root.
const ordinary = ['--inh-caps=-all', '--ambient-caps=-all', '--securebits=+noroot']
const noSetpriv =
  spawnSync('setpriv', [...ordinary, 'true']).status !== 0 &&
  'needs setpriv, and permission to drop privileges'

test('the cookbook talks to a Redis server that sends byte by byte', async (t) => {
  const server = startExample(t, 'test/programs/peers/redis-server.mjs')

  await printsWhatItSays(redis.program, redis.file, { args: [await server.line] })
})

for (const host of ['127.0.0.1', '::1']) {
  test(`the cookbook pings ${host}`, { skip: noRawSocket }, async () => {
    await pings(host)
  })

  test(`the cookbook pings ${host} without root`, {
    skip: cannotUnshare || noSetpriv,
  }, async () => {
    const allowed = inNetwork('echo 0 0 >/proc/sys/net/ipv4/ping_group_range')

    await pings(host, [...allowed, 'setpriv', ...ordinary])
  })
}

test("the cookbook's raw socket pings without the package raw-socket", {
  skip: noRawSocket,
}, async () => {
  await printsWhatItSays(raw.program, raw.file)
})

test('the cookbook restarts a server, after one that died in between: no request fails, no kept connection breaks', async (t) => {
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
  const answers = [(await ask(port)).body]
  const kept = Array.from({ length: 4 }, () => askUntilMoved(port))

  const stranger = await connect(path)
  stranger.close()
  const dying = await connect(path)
  const { descriptors } = await dying.recvDescriptors(1, { timeout: PATIENCE })
  for (const descriptor of descriptors) descriptor.close()
  dying.close()

  const newer = start()
  while ((older.child.exitCode ?? older.child.signalCode) === null) {
    answers.push((await ask(port)).body)
  }
  answers.push((await ask(port)).body)
  const moved = await Promise.all(kept)

  assert.equal(older.child.exitCode, 0)
  assert.equal(await older.output, 'Listening\nHanded over\n')
  assert.equal(await newer.line, 'Listening at the socket of the older process')
  assert.equal(answers[0], `Hello from ${older.child.pid}`)
  assert.equal(answers.at(-1), `Hello from ${newer.child.pid}`)
  for (const last of moved) assert.equal(last, `Hello from ${newer.child.pid}`)
})

test('the cookbook serves the socket that systemd has opened, and notifies it', async (t) => {
  const listener = closing(t, listenSync({ host: '127.0.0.1' }))
  const notified = closing(t, new Socket('AF_UNIX', 'SOCK_DGRAM'))
  const path = join(folderOf(t), 'notify.sock')
  notified.bind(path)
  const script = 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$@"'
  const child = spawn('sh', ['-c', script, 'sh', process.execPath, systemd.file], {
    env: { ...process.env, NOTIFY_SOCKET: path },
    stdio: ['ignore', 'pipe', 'inherit', listener.fd],
    timeout: CHILD_PATIENCE,
    killSignal: 'SIGKILL',
  })
  t.after(() => child.kill())
  const output = child.stdout && text(child.stdout)

  const first = await notified.recv(100, { timeout: PATIENCE })
  const client = closing(t, await connect(listener.localAddress))
  const greeting = await client.recv(100, { flags: constants.MSG_WAITALL, timeout: PATIENCE })
  child.kill('SIGTERM')
  const last = await notified.recv(100, { timeout: PATIENCE })

  assert.deepEqual([first, greeting, last].map(String), ['READY=1', 'Hello\n', 'STOPPING=1'])
  assert.equal(await output, systemd.program.printed)
})

const LIST = readFileSync('docs/cookbook/privileges.md', 'utf8')
const KINDS = Array.from(
  LIST.matchAll(/^(?:yes|no) {2,3}(.*?)(?: \(|$)/gm),
  ([, kind = '']) => kind,
)

const PORTS = 'ports below 1024'

test('the cookbook says what an ordinary user may do', { skip: noSetpriv }, () => {
  const printed = withPrivileges(ordinary)

  assert.deepEqual(
    printed.map((line) => line.replace(/ \(E.*/, '').slice(5)),
    KINDS,
  )
  for (const line of printed.slice(1)) {
    if (line.includes(PORTS) && !hasPrivilegedPorts()) continue
    assert.match(line, /^no {3}.* \((EPERM|EACCES)\)$/)
  }
})

test('setpriv gives a program raw sockets, as the cookbook says', {
  skip: noSetpriv || noRawSocket,
}, () => {
  const raw = ['--inh-caps=-all,+net_raw', '--ambient-caps=-all,+net_raw', '--securebits=+noroot']

  const printed = withPrivileges(raw)

  assert.ok(printed.includes('yes  raw IP: SOCK_RAW'), printed.join())
  assert.ok(printed.includes('yes  frames: AF_PACKET'), printed.join())
  if (hasPrivilegedPorts()) {
    assert.ok(printed.includes(`no   ${PORTS} (EACCES)`), printed.join())
  }
})

/** Whether the port that the program uses is privileged, which it is not in Docker. */
function hasPrivilegedPorts(): boolean {
  return Number(readFileSync('/proc/sys/net/ipv4/ip_unprivileged_port_start', 'utf8')) > 1023
}

/** The output of the program about privileges, run with these arguments of setpriv(1). */
function withPrivileges(args: string[]): string[] {
  const printed = execFileSync('setpriv', [...args, process.execPath, privileges.file], {
    encoding: 'utf8',
    timeout: CHILD_PATIENCE,
  })
  return printed.trimEnd().split('\n')
}

/** Runs ping: the kernel's timestamps are taken between those of the program. */
async function pings(host: string, by: string[] = []): Promise<void> {
  const printed = await printsWhatItSays(ping.program, ping.file, { args: [host, PATIENCE], by })

  for (const [line, time, kernels] of printed.matchAll(/.* (.*) ms, (.*) ms by the kernel/g)) {
    assert.ok(Number(kernels) >= 0 && Number(kernels) <= Number(time), line)
  }
}

interface Answer {
  readonly body: string
  /** Whether the server closes the connection. */
  readonly isLast: boolean
  /** Whether the connection had carried another request. */
  readonly isKept: boolean
}

async function ask(port: number, agent: Agent | false = false): Promise<Answer> {
  const request = get({ host: '127.0.0.1', port, agent })
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  const isLast = response.headers.connection === 'close'
  return { body: await text(response), isLast, isKept: request.reusedSocket }
}

/**
 * Asks on one connection until the server says that it closes it, and then until the newer process
 * answers. Returns what that says.
 */
async function askUntilMoved(port: number): Promise<string> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  try {
    for (let count = 0; ; count++) {
      const { isLast, isKept } = await ask(port, agent)
      assert.equal(isKept, count > 0, 'the connection was closed without notice')
      if (isLast) return (await ask(port, agent)).body
    }
  } finally {
    agent.destroy()
  }
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
