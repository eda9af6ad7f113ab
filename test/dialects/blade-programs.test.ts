import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { Agent, type IncomingMessage, request, type RequestOptions } from 'node:http'
import { connect } from 'node:net'
import { buffer, text } from 'node:stream/consumers'
import { after, test } from 'node:test'
import { cannotCurl, curl } from '../support/curl.ts'
import { startExample } from '../support/node-program.ts'

const CLIENT = 'examples/dialects/blade/http-client.ts'
const SERVER = 'examples/dialects/blade/http-server.ts'

/** A server with a long timeout, for all tests that do not test timeouts. */
const patient = startExample({ after }, SERVER, 0, 30_000)

test('the HTTP client gets bodies of every kind from node:http, over as few connections as possible', async (t) => {
  const client = startExample(t, CLIENT)

  assert.equal(
    await client.output,
    `a length: 200, 22 bytes, as sent
chunks: 200, 265 bytes, as sent
a megabyte of chunks: 200, 1048576 bytes, as sent
every byte: 200, 256 bytes, as sent
nothing: 204, 0 bytes
a head: 200, 0 bytes
an echo: 200, 160000 bytes, as sent
1 connection so far
until the end: 200, 1048576 bytes, as sent
a new connection: 200, 22 bytes, as sent
a connection that is gone: 200, 22 bytes, as sent
3 connections in all
<SocketException: the server has closed the connection>
<SocketException: Connection refused> ECONNREFUSED
`,
  )
})

test('the HTTP server serves many clients at once, over persistent connections', async (t) => {
  const port = Number(await patient.line)
  const agent = new Agent({ keepAlive: true, maxSockets: 8 })
  t.after(() => {
    agent.destroy()
  })

  await Promise.all(
    Array.from({ length: 24 }, async (_, i) => {
      const body = randomBytes(i * 4000)
      const echo = { port, agent, method: 'POST', path: '/echo' }

      const { answer, received } = await ask(echo, body)

      assert.equal(answer.statusCode, 200)
      assert.equal(answer.headers.connection, 'keep-alive')
      assert.ok(received.equals(body), `${body.length} bytes`)
    }),
  )
  const { received } = await ask({ port, agent, path: '/clients' })
  assert.ok(Number(received) > 1, String(received))
  const source = await ask({ port, agent, path: '/source' })
  assert.ok(source.received.equals(readFileSync(SERVER)))
})

test('the HTTP server is not delayed by clients that are silent, slow or gone', async (t) => {
  const port = Number(await patient.line)
  const silent = connect(port, '127.0.0.1')
  const slow = connect(port, '127.0.0.1')
  const rude = connect(port, '127.0.0.1', () => rude.write('GET /', () => rude.resetAndDestroy()))
  t.after(() => silent.destroy())
  await Promise.all([once(silent, 'connect'), once(slow, 'connect'), once(rude, 'close')])

  for (const part of ['POST /echo HTTP/1.1\r\nContent-', 'Length: 7\r\n\r', '\nżó', 'łw']) {
    slow.write(part.slice(0, -1))
    const { received } = await ask({ port, path: '/' })
    assert.equal(String(received), 'Hello!\n')
    slow.write(part.slice(-1))
  }
  slow.end('GET / HTTP/1.1\r\nConnection: close\r\n\r\n')

  assert.match(await text(slow), /^HTTP\/1.1 200 OK\r\n.*\r\n\r\nżółwHTTP\/1.1 200 OK\r\n/s)
})

test('the HTTP server disconnects clients that are silent for too long', async (t) => {
  const server = startExample(t, SERVER, 0, 100)
  const port = Number(await server.line)
  const silent = connect(port, '127.0.0.1')
  const half = connect(port, '127.0.0.1', () => half.write('GET / HTTP/1.1\r\n'))

  assert.equal(await text(silent), '')
  assert.match(await text(half), /^HTTP\/1.1 408 Request Timeout\r\n/)

  const bye = await ask({ port, method: 'POST', path: '/shutdown' }, new Uint8Array(0))
  const output = await server.output
  assert.equal(String(bye.received), 'Bye!\n')
  assert.match(output, /^127.0.0.1:\d+ at 127.0.0.1:\d+ has nothing to say$/m)
  assert.match(output, / 408 Request Timeout$/m)
  assert.match(output, /\n1 requests served\n$/)
})

test('the HTTP server answers bad requests, and continues', async () => {
  const port = Number(await patient.line)

  for (const [said, answered] of [
    ['nonsense\r\n\r\n', '400 Bad Request'],
    ['GET / HTTP/1.1\r\nno field\r\n\r\n', '400 Bad Request'],
    ['POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n', '400 Bad Request'],
    ['\xff\0\r\n\r\n', '400 Bad Request'],
    ['GET /none HTTP/1.0\r\n\r\n', '404 Not Found'],
    ['DELETE / HTTP/1.0\r\n\r\n', '405 Method Not Allowed'],
    ['POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n', '411 Length Required'],
    ['POST / HTTP/1.1\r\nContent-Length: 10000001\r\n\r\n', '413 Content Too Large'],
    [`GET / HTTP/1.1\r\nx: ${'x'.repeat(8300)}`, '431 Request Header Fields Too Large'],
    ['HEAD / HTTP/1.0\r\n\r\n', '200 OK\r\nServer: blade\r\nContent-Length: 7'],
  ] as const) {
    const socket = connect(port, '127.0.0.1')
    socket.write(said, 'latin1')

    assert.equal((await text(socket)).slice(9, 9 + answered.length), answered)
  }
  assert.equal(String((await ask({ port, path: '/' })).received), 'Hello!\n')
})

test('the HTTP server serves curl again and again', {
  skip: cannotCurl,
}, async () => {
  const port = Number(await patient.line)
  const url = `http://127.0.0.1:${port}`
  const body = 'x'.repeat(1_500_000)

  for (let i = 0; i < 3; i++) {
    const twice = await curl([`${url}/`, `${url}/`])
    assert.equal(String(twice), 'Hello!\nHello!\n')
  }
  const options = ['-H', 'Expect: 100-continue', '--data-binary', '@-']
  const posted = await curl([...options, `${url}/echo`], body)

  assert.equal(String(posted), body)
})

async function ask(
  options: RequestOptions,
  body?: Uint8Array,
): Promise<{ answer: IncomingMessage; received: Buffer }> {
  const headers = body ? { 'content-length': body.length } : {}
  const asked = request({ host: '127.0.0.1', agent: false, headers, ...options })
  const answered = once(asked, 'response') as Promise<[IncomingMessage]>
  asked.end(body)
  const [answer] = await answered
  return { answer, received: await buffer(answer) }
}
