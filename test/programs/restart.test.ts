import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent, get, type IncomingMessage } from 'node:http'
import { connect as netConnect } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { after, test, type TestContext } from 'node:test'
import { folderOf } from '../support/folder.ts'
import { freePort } from '../support/free-port.ts'
import { compiled, programsOf } from '../support/page-programs.ts'
import { CHILD_PATIENCE } from '../support/patience.ts'

const [file = assert.fail('no program')] = await compiled(
  programsOf('docs/guide/restart.md').slice(0, 1),
  { after },
)

/** Starts a version of the server. */
function start(t: TestContext, path: string, port: number) {
  const child = spawn(process.execPath, [file, path, String(port)], {
    ...{ stdio: ['ignore', 'pipe', 'inherit'] },
    ...{ timeout: CHILD_PATIENCE, killSignal: 'SIGKILL' },
  } as const)
  t.after(() => child.kill())
  const line = once(createInterface(child.stdout), 'line').then(String)
  const ended = once(child, 'exit').then(([status]) => status as number | null)
  return { pid: String(child.pid), line, ended }
}

/** A client with one connection, which it keeps. */
class Client {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 })
  readonly #port: number
  connections = 0

  constructor(port: number) {
    this.#port = port
    this.#agent.createConnection = () => {
      this.connections++
      return netConnect(port, '127.0.0.1')
    }
  }

  /** The process that answers. */
  async ask(): Promise<string> {
    const request = get({ port: this.#port, host: '127.0.0.1', agent: this.#agent })
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    return (await text(response)).replace('Hello from ', '')
  }

  close(): void {
    this.#agent.destroy()
  }
}

test('a server restarts twice under load: no request fails, and no client connects again', async (t) => {
  const port = await freePort()
  const path = join(folderOf(t), 'restart.sock')
  const versions = [start(t, path, port)]
  assert.equal(await versions[0]?.line, 'Listening')
  const clients = Array.from({ length: 12 }, () => new Client(port))
  const waiting = new Client(port) // idle during the whole change
  await waiting.ask()
  let stopped = false
  const loads = clients.map(async (client) => {
    const answeredBy = new Set<string>()
    while (!stopped) answeredBy.add(await client.ask())
    return answeredBy.add(await client.ask())
  })

  for (let restart = 1; restart <= 2; restart++) {
    const older = versions.at(-1)
    versions.push(start(t, path, port))
    assert.equal(await versions.at(-1)?.line, 'Took over')
    assert.equal(await older?.ended, 0)
  }
  stopped = true
  const last = versions.at(-1)?.pid ?? ''

  assert.equal(await waiting.ask(), last)
  for (const answeredBy of await Promise.all(loads)) assert.ok(answeredBy.has(last))
  assert.deepEqual(
    [waiting, ...clients].map(({ connections }) => connections),
    Array(13).fill(1),
  )
  for (const client of [waiting, ...clients]) client.close()
})
