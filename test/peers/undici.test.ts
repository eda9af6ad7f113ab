import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { createSecureServer } from 'node:http2'
import type { Duplex } from 'node:stream'
import { after, suite, test } from 'node:test'
import { Client, type Dispatcher } from 'undici'
import { pattern } from '../support/streams.ts'
import { echo, LARGE } from './support/echo.ts'
import { needs } from './support/programs.ts'
import { asNetSocket, open, serve, WAYS } from './support/ways.ts'
import { Workplace } from './support/workplace.ts'

void suite('undici', { skip: needs('openssl') }, () => {
  const place = new Workplace({ after })

  for (const way of WAYS) {
    test(`undici over ${way} sends 4 MB, gets the same back, and keeps its connection`, async (t) => {
      const server = createServer(echo)
      let connections = 0
      const door = await serve(t, way, place, (stream) => {
        connections++
        server.emit('connection', stream)
      })
      const client = clientOver(t, () => open(way, door, place))

      for (let i = 0; i < 3; i++) await echoes(client)

      assert.equal(connections, 1)
    })
  }

  test('undici speaks HTTP/2 over TLS, many requests at once', async (t) => {
    const { key, cert } = place.certificate
    const server = createSecureServer({ key, cert })
    server.on('stream', (stream) => {
      stream.respond()
      stream.pipe(stream)
    })
    const door = await serve(t, 'TCP', place, (stream) => server.emit('connection', stream))
    const client = clientOver(t, () => open('TLS', door, place, ['h2']))

    await Promise.all(Array.from({ length: 10 }, () => echoes(client, 1_000_000)))
  })
})

/** A client that connects by itself whenever it wants a stream. */
function clientOver(
  t: Pick<typeof import('node:test'), 'after'>,
  dialled: () => Promise<Duplex>,
): Client {
  const client = new Client('http://localhost', {
    allowH2: true,
    connect: (_, callback) => {
      dialled().then(
        (stream) => {
          callback(null, asNetSocket(stream))
        },
        (error: unknown) => {
          callback(error as Error, null)
        },
      )
    },
  })
  t.after(() => client.destroy())
  return client
}

async function echoes(client: Dispatcher, length = LARGE): Promise<void> {
  const sent = pattern(length)
  const { body } = await client.request({ path: '/', method: 'POST', body: sent })
  assert.ok(Buffer.from(await body.arrayBuffer()).equals(sent))
}
