import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { after, suite, test } from 'node:test'
import { freePort } from '../support/free-port.ts'
import { PATIENCE } from '../support/patience.ts'
import { pattern } from '../support/streams.ts'
import { sha256 } from './support/echo.ts'
import { needs } from './support/programs.ts'
import { dial, freeDoor, open, serve } from './support/ways.ts'
import { succeeds, Workplace } from './support/workplace.ts'

const SIZE = 64 * 1024 * 1024
const SENT = pattern(SIZE)
const HASH = sha256(SENT)
const PLAIN = ['TCP', 'Unix'] as const
/** Seconds that socat waits for one direction when the other has ended. */
const LINGER = PATIENCE / 1000

void suite('socat, 64 MB each way, with half-close', { skip: needs('socat') }, () => {
  const place = new Workplace({ after })

  for (const way of PLAIN) {
    test(`socat over ${way} gets an answer after it has finished`, async (t) => {
      const received: Promise<string>[] = []
      const door = await serve(t, way, place, (stream) => {
        received.push(hashOf(stream))
        stream.once('end', () => stream.end(SENT))
      })
      const address = 'path' in door ? `UNIX-CONNECT:${door.path}` : `TCP:127.0.0.1:${door.port}`
      const socat = place.spawn('socat', '-t', LINGER, '-', address)

      socat.stdin.end(SENT)

      assert.equal(sha256(await succeeds(socat)), HASH)
      assert.deepEqual(await Promise.all(received), [HASH])
    })

    test(`a stream over ${way} gets an answer of socat after it has finished`, async () => {
      const door = await freeDoor(way, place)
      const address = 'path' in door ? `UNIX-LISTEN:${door.path}` : `TCP-LISTEN:${door.port}`
      const socat = place.spawn('socat', '-t', LINGER, '-', address)
      const stream = (await dial(door)).stream({ allowHalfOpen: true })
      const answer = hashOf(stream)

      stream.end(SENT)
      assert.equal(await hashOf(socat.stdout, SIZE), HASH)
      socat.stdin.end(SENT)

      assert.equal(await answer, HASH)
    })
  }
})

void suite('openssl, 64 MB each way', { skip: needs('openssl') }, () => {
  const place = new Workplace({ after })

  test('openssl s_client gets what a TLS server over a stream sends', async (t) => {
    const received: Promise<string>[] = []
    const door = await serve(t, 'TLS', place, (stream) => {
      const hash = hashOf(stream, SIZE)
      received.push(hash)
      void hash.then(() => stream.end(SENT))
    })
    const client = place.spawn(
      ...(['openssl', 's_client', '-quiet', '-verify_return_error', '-verify_quiet'] as const),
      ...['-CAfile', place.certificate.certFile],
      ...['-connect', 'port' in door ? `localhost:${door.port}` : ''],
    )

    client.stdin.end(SENT)

    assert.equal(sha256(await succeeds(client)), HASH)
    assert.deepEqual(await Promise.all(received), [HASH])
  })

  test('a TLS client over a stream gets what openssl s_server sends', async () => {
    const port = await freePort()
    const { keyFile, certFile } = place.certificate
    const server = place.spawn(
      ...(['openssl', 's_server', '-quiet', '-naccept', 1] as const),
      ...['-key', keyFile, '-cert', certFile, '-accept', `127.0.0.1:${port}`],
    )
    const output = hashOf(server.stdout, SIZE)
    const client = await open('TLS', { port }, place)

    server.stdin.write(SENT)
    client.write(SENT)

    assert.equal(await hashOf(client, SIZE), HASH)
    assert.equal(await output, HASH)
    client.end()
  })
})

/** The hash of what a stream delivers until its end, or of its first bytes. */
function hashOf(stream: Readable, size = Infinity): Promise<string> {
  const hash = createHash('sha256')
  let length = 0
  return new Promise((resolve, reject) => {
    const done = (): void => {
      resolve(hash.digest('hex'))
    }
    stream.on('data', (chunk: Buffer) => {
      hash.update(chunk)
      length += chunk.length
      if (length === size) done()
    })
    stream.once('error', reject).once('close', () => {
      reject(new Error(`${length} bytes came`))
    })
    if (size === Infinity) stream.once('end', done)
  })
}
