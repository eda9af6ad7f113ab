import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type ClientHttp2Session, connect, createSecureServer, createServer } from 'node:http2'
import { after, suite, test } from 'node:test'
import { pattern } from '../support/streams.ts'
import { LARGE } from './support/echo.ts'
import { needs } from './support/programs.ts'
import { beneath, open, serve, WAYS } from './support/ways.ts'
import { Workplace } from './support/workplace.ts'

void suite('http2, both client and server', { skip: needs('openssl') }, () => {
  const place = new Workplace({ after })

  for (const way of WAYS) {
    test(`http2 over ${way} has 100 requests under way at once, and one of 4 MB`, async (t) => {
      const { key, cert } = place.certificate
      const server = way === 'TLS' ? createSecureServer({ key, cert }) : createServer()
      server.on('stream', (stream) => {
        stream.respond()
        stream.pipe(stream)
      })
      const door = await serve(t, beneath(way), place, (stream) =>
        server.emit('connection', stream),
      )
      const stream = await open(way, door, place, ['h2'])
      const session = connect('http://localhost', { createConnection: () => stream })
      const sizes = [LARGE, ...Array.from({ length: 100 }, (_, i) => 100 * i)]

      await Promise.all(sizes.map((size) => echoes(session, size)))
      session.close()
      await once(session, 'close')
    })
  }
})

async function echoes(session: ClientHttp2Session, size: number): Promise<void> {
  const request = session.request({ ':method': 'POST' })
  const sent = pattern(size)
  request.end(sent)
  const echoed = Buffer.concat(await (request.toArray() as Promise<Buffer[]>))
  assert.ok(echoed.equals(sent), `${echoed.length} of ${size} bytes`)
}
