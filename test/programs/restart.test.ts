import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Agent, get, type IncomingMessage } from 'node:http'
import { connect as netConnect, type NetConnectOpts } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, test, type TestContext } from 'node:test'
import { connect, type Socket } from '../../src/index.ts'
import { folderOf } from '../support/folder.ts'
import { freePort } from '../support/free-port.ts'
import { closing } from '../support/kinds.ts'
import { compiled, programsOf } from '../support/page-programs.ts'
import { PATIENCE } from '../support/patience.ts'
import { type Peer, startPeer } from '../support/systemd.ts'

const [file = assert.fail('no program')] = await compiled(
  programsOf('docs/guide/restart.md').slice(0, 1),
  { after },
)

/** Where the server listens, and how clients connect to it. */
interface Kind {
  readonly name: string
  /** A new place. `address` is what the program is given. */
  place(t: TestContext): Promise<{ address: string; to: NetConnectOpts }>
}

const KINDS: readonly Kind[] = [
  {
    name: 'TCP',
    async place() {
      const port = await freePort()
      return { address: `127.0.0.1:${port}`, to: { host: '127.0.0.1', port } }
    },
  },
  {
    name: 'a Unix path',
    place(t) {
      const path = join(folderOf(t), 'served.sock')
      return Promise.resolve({ address: path, to: { path } })
    },
  },
]

/** Starts a version of the server. */
function start(t: TestContext, path: string, address: string): Peer {
  return startPeer(t, process.execPath, [file, path, address])
}

/** Receives the listening socket, as a new version does, and closes it. */
async function receiveListener(from: Socket): Promise<void> {
  const { descriptors } = await from.recvDescriptors(1, { timeout: PATIENCE })
  assert.equal(descriptors.length, 1)
  for (const descriptor of descriptors) descriptor.close()
}

/** A client, which keeps one connection or has a new one for each request. */
class Client {
  readonly #agent: Agent
  connections = 0

  constructor(to: NetConnectOpts, { keepAlive }: { keepAlive: boolean }) {
    this.#agent = new Agent({ keepAlive, maxSockets: 1 })
    this.#agent.createConnection = () => {
      this.connections++
      return netConnect(to)
    }
  }

  /** The process that answers. */
  async ask(): Promise<string> {
    const request = get({ agent: this.#agent })
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    return (await text(response)).replace('Hello from ', '')
  }

  close(): void {
    this.#agent.destroy()
  }
}

for (const kind of KINDS) {
  test(`a server restarts twice under load: no request fails, nobody is refused, and no client connects again: ${kind.name}`, async (t) => {
    const { address, to } = await kind.place(t)
    const path = join(folderOf(t), 'restart.sock')
    let version = start(t, path, address)
    assert.equal(await version.line(), 'Listening')
    const kept = Array.from({ length: 12 }, () => new Client(to, { keepAlive: true }))
    const newcomers = Array.from({ length: 4 }, () => new Client(to, { keepAlive: false }))
    const waiting = new Client(to, { keepAlive: true }) // idle during the whole change
    await waiting.ask()
    let stopped = false
    const loads = [...kept, ...newcomers].map(async (client) => {
      const answeredBy = new Set<string>()
      while (!stopped) answeredBy.add(await client.ask())
      return answeredBy.add(await client.ask())
    })

    for (let restart = 1; restart <= 2; restart++) {
      const older = version
      version = start(t, path, address)
      assert.equal(await version.line(), 'Took over')
      assert.deepEqual(await older.ended, [0, ''])
    }
    stopped = true
    const last = String(version.child.pid)

    assert.equal(await waiting.ask(), last)
    for (const answeredBy of await Promise.all(loads)) assert.ok(answeredBy.has(last))
    assert.deepEqual(
      [waiting, ...kept].map(({ connections }) => connections),
      Array(13).fill(1),
    )
    assert.ok(newcomers.every(({ connections }) => connections > 2))
    for (const client of [waiting, ...kept, ...newcomers]) client.close()
  })

  test(`a server passes more connections on than the queue between the versions holds: ${kind.name}`, async (t) => {
    const { address, to } = await kind.place(t)
    const path = join(folderOf(t), 'restart.sock')
    const older = start(t, path, address)
    await older.line()
    const idle = Array.from({ length: 400 }, () => new Client(to, { keepAlive: true }))
    await Promise.all(idle.map((client) => client.ask()))

    const newer = start(t, path, address)
    assert.deepEqual(await older.ended, [0, ''])

    const answeredBy = await Promise.all(idle.map((client) => client.ask()))
    assert.deepEqual(new Set(answeredBy), new Set([String(newer.child.pid)]))
    assert.ok(idle.every(({ connections }) => connections === 1))
    for (const client of idle) client.close()
  })

  test(`a server stays when who connects hangs up, or has the listener and dies: ${kind.name}`, async (t) => {
    const { address, to } = await kind.place(t)
    const path = join(folderOf(t), 'restart.sock')
    const older = start(t, path, address)
    await older.line()
    const client = new Client(to, { keepAlive: true })
    await client.ask()

    const stranger = await connect(path)
    stranger.close()
    const dying = await connect(path)
    await receiveListener(dying)
    dying.close()

    const newer = start(t, path, address)
    assert.equal(await newer.line(), 'Took over')
    assert.deepEqual(await older.ended, [0, ''])
    assert.equal(await client.ask(), String(newer.child.pid))
    assert.equal(client.connections, 1)
    client.close()
  })

  test(`a server keeps the connections that a version which has died cannot take: ${kind.name}`, async (t) => {
    const { address, to } = await kind.place(t)
    const path = join(folderOf(t), 'restart.sock')
    const older = start(t, path, address)
    await older.line()
    const idle = Array.from({ length: 3 }, () => new Client(to, { keepAlive: true }))
    for (const client of idle) await client.ask()

    const dying = closing(t, await connect(path))
    await receiveListener(dying)
    const tooLate = closing(t, await connect(path))
    dying.shutdown('SHUT_RD') // from now on it can be passed nothing
    await dying.sendAll('ready')
    await assert.rejects(tooLate.recv(1, { timeout: PATIENCE }), { code: 'ECONNRESET' })

    const next = start(t, path, address)
    assert.equal(await next.line(), 'Listening')
    for (const client of [...idle, ...idle])
      assert.equal(await client.ask(), String(older.child.pid))
    assert.ok(idle.every(({ connections }) => connections === 1))
    for (const client of idle) client.close()
    assert.deepEqual(await older.ended, [0, ''])
  })

  test(`a server listens where one that was killed did: ${kind.name}`, async (t) => {
    const { address, to } = await kind.place(t)
    const path = join(folderOf(t), 'restart.sock')
    const killed = start(t, path, address)
    await killed.line()
    killed.child.kill('SIGKILL')
    await killed.ended

    const next = start(t, path, address)
    assert.equal(await next.line(), 'Listening')

    const client = new Client(to, { keepAlive: false })
    assert.equal(await client.ask(), String(next.child.pid))
    client.close()
  })

  test(`a server takes nothing from one that it cannot ask: ${kind.name}`, async (t) => {
    const { address, to } = await kind.place(t)
    const running = start(t, join(folderOf(t), 'restart.sock'), address)
    await running.line()

    const other = start(t, join(folderOf(t), 'elsewhere.sock'), address)

    await assert.rejects(other.line(), /SocketError: bind EADDRINUSE/)
    const client = new Client(to, { keepAlive: false })
    assert.equal(await client.ask(), String(running.child.pid))
    client.close()
  })
}
