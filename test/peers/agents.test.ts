import assert from 'node:assert/strict'
import { Agent, createServer, type ClientRequestArgs } from 'node:http'
import type { Duplex } from 'node:stream'
import { after, suite, test } from 'node:test'
import axios from 'axios'
import { pattern } from '../support/streams.ts'
import { echo, LARGE } from './support/echo.ts'
import { needs } from './support/programs.ts'
import { open, serve, WAYS } from './support/ways.ts'
import { Workplace } from './support/workplace.ts'

/** An agent of node:http that gets its connections from a function. */
class StreamAgent extends Agent {
  readonly #dial: () => Promise<Duplex>

  constructor(dial: () => Promise<Duplex>) {
    super({ keepAlive: true, maxSockets: 1 })
    this.#dial = dial
  }

  override createConnection(
    _: ClientRequestArgs,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    this.#dial().then(
      (stream) => callback?.(null, stream),
      (error: unknown) => callback?.(error as Error, undefined as never),
    )
  }
}

void suite('axios', { skip: needs('openssl') }, () => {
  const place = new Workplace({ after })

  for (const way of WAYS) {
    test(`axios over ${way} sends 4 MB, gets the same back, and keeps its connection`, async (t) => {
      const server = createServer(echo)
      let connections = 0
      const door = await serve(t, way, place, (stream) => {
        connections++
        server.emit('connection', stream)
      })
      const httpAgent = new StreamAgent(() => open(way, door, place))
      t.after(() => {
        httpAgent.destroy()
      })
      const client = axios.create({ baseURL: 'http://localhost', httpAgent, proxy: false })
      const sent = pattern(LARGE)

      for (let i = 0; i < 3; i++) {
        const { data } = await client.post<Buffer>('/', sent, { responseType: 'arraybuffer' })
        assert.ok(data.equals(sent))
      }
      for (let i = 0; i < 20; i++) assert.equal((await client.get<string>('/')).data, 'Hello\n')

      assert.equal(connections, 1)
    })
  }
})
