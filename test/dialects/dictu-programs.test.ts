import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { type IncomingMessage, request, type RequestOptions } from 'node:http'
import { connect } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { after, test } from 'node:test'
import { cannotCurl, curl } from '../support/curl.ts'
import { freePort } from '../support/free-port.ts'
import type { Closes } from '../support/kinds.ts'
import { type NodeProgram, startExample, startNode } from '../support/node-program.ts'

const PROXY = 'examples/dialects/dictu/reverse-proxy.ts'
const KEY_VALUE = 'examples/dialects/dictu/key-value-server.ts'

/** Answers with the reversed body in chunks of odd sizes, and reports the request in headers. */
const BACK_END = `
  http.createServer((request, response) => {
    const parts = []
    request.on('data', (part) => parts.push(part)).on('end', () => {
      response.writeHead(request.method === 'GET' ? 203 : 200, {
        'x-saw': request.method + ' ' + request.url + ' ' + request.headers['x-forwarded-for'],
        'x-by': args[0],
      })
      if (request.method === 'GET') return response.end('got ' + request.url)
      const body = Buffer.concat(parts).reverse()
      for (let at = 0, size = 1; at < body.length; at += size, size = size * 3 % 9973) {
        response.write(body.subarray(at, at + size))
      }
      response.end()
    })
  }).listen(0, '127.0.0.1', function () { console.log(this.address().port) })`

const [{ port, proxy }, keyValue] = await Promise.all([
  startProxy({ after }),
  startServer({ after }, KEY_VALUE),
])

test('the reverse proxy transfers bodies of any bytes in both directions, chunked or not', async () => {
  for (const [length, chunked] of [
    [0, false],
    [256, false],
    [1_000_000, false],
    [700_000, true],
  ] as const) {
    const body = randomBytes(length)
    const headers = chunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': length }

    const { answer, received } = await ask(
      { port, method: 'POST', path: `/${length}`, headers },
      body,
    )

    assert.equal(answer.statusCode, 200)
    assert.equal(answer.headers['x-saw'], `POST /${length} 127.0.0.1`)
    assert.equal(answer.headers.via, '1.1 dictu')
    assert.ok(Buffer.from(received).reverse().equals(body), `${length} bytes`)
  }
  const { answer, received } = await ask({ port, path: '/%C5%BC?x' })
  assert.equal(answer.statusCode, 203)
  assert.equal(String(received), 'got /%C5%BC?x')
})

test('the reverse proxy transfers every byte, and split characters, in chunks of odd sizes', async () => {
  const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
  const characters = Buffer.from('żółw 👋 \ufeff\0\r\n0\r\n\r\n')

  for (const sizes of [[1], [3, 1, 251], [4095, 4096, 4097, 2], [65_537]]) {
    const chunks = Array.from({ length: 60 }, (_, i) =>
      Buffer.alloc(sizes[i % sizes.length] ?? 1, i % 2 ? everyByte : characters),
    )

    const { received } = await ask({ port, method: 'PUT', path: '/' }, ...chunks)

    assert.ok(
      Buffer.from(received).reverse().equals(Buffer.concat(chunks)),
      `chunks of ${sizes.join()}`,
    )
  }
})

test('the reverse proxy serves many clients, one after the other, from all back ends', async () => {
  const bodies = Array.from({ length: 60 }, (_, i) => randomBytes(37 * i))

  const answers = await Promise.all(
    bodies.map((body, i) => ask({ port, method: 'POST', path: `/${i}` }, body)),
  )

  for (const [i, { received }] of answers.entries()) {
    assert.ok(
      Buffer.from(received)
        .reverse()
        .equals(bodies[i] ?? assert.fail()),
      `client ${i}`,
    )
  }
  // With 60 requests, the probability that one of the three is never chosen is 1 in 10,000,000,000.
  const by = answers.map(({ answer }) => answer.headers['x-by'])
  assert.deepEqual([...new Set(by)].sort(), ['one', 'three', 'two'])
})

test('the reverse proxy serves curl, which waits for 100 Continue', {
  skip: cannotCurl,
}, async () => {
  const url = `http://127.0.0.1:${port}/`
  const text = 'x'.repeat(1_500_000)

  const plain = await curl([url])
  const options = ['-H', 'Expect: 100-continue', '--data-binary', '@-']
  const posted = await curl([...options, url], `${text}y`)

  assert.equal(String(plain), 'got /')
  assert.equal(String(posted), `y${text}`)
})

test('the reverse proxy survives clients that disconnect or do not speak HTTP', async () => {
  assert.match(await say(port, 'nonsense\r\n\r\n'), /^HTTP\/1.1 400 /)
  assert.match(await say(port, '\xff\0\r\n\r\n'), /^HTTP\/1.1 400 /)
  assert.match(
    await say(port, 'POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nhalf'),
    /^HTTP\/1.1 400 /,
  )
  const rude = connect(port, '127.0.0.1', () => rude.write('GET /', () => rude.resetAndDestroy()))
  await once(rude, 'close')

  assert.equal((await ask({ port, path: '/still' })).received.toString(), 'got /still')
})

test('the reverse proxy reports the outcome of each request, and ends on request', async () => {
  await ask({ port, method: 'POST', path: '/last' })

  assert.match(await shutDown(port, proxy), /^POST \/last: HTTP\/1.1 200 OK$/m)
})

test('the reverse proxy tries another back end when one is down, and says when all are', async (t) => {
  const backEnd = startNode(t, BACK_END, 'alone')
  const alone = Number(await backEnd.line)
  const { port, program } = await startServer(t, PROXY, await freePort(), alone, await freePort())

  for (let i = 0; i < 5; i++) {
    assert.equal((await ask({ port, path: '/' })).answer.headers['x-by'], 'alone')
  }
  backEnd.stop()
  assert.equal((await ask({ port, path: '/' })).answer.statusCode, 502)
  assert.match(await shutDown(port, program), /502 Bad Gateway/)
})

test('the key-value server keeps any bytes from one client to the next', async () => {
  const value = Buffer.concat([Buffer.from('\r\n\0żółw'), randomBytes(100_000)])

  const set = `set blob 7 0 ${value.length}\r\n`
  assert.equal(await talk(keyValue.port, [set, value, '\r\nget none\r\n']), 'STORED\r\nEND\r\n')
  const got = await talkBytes(keyValue.port, ['get blob\r\n'])
  const expected = [`VALUE blob 7 ${value.length}\r\n`, value, '\r\nEND\r\n']
  assert.ok(got.equals(Buffer.concat(expected.map((part) => Buffer.from(part)))))
})

test('the key-value server answers every command of the protocol', async () => {
  for (const [said, answered] of [
    ['version', 'VERSION dictu 1.0'],
    ['set n 1 0 2\r\n41', 'STORED'],
    ['incr n 1', '42'],
    ['decr n 100', '0'],
    ['incr none 1', 'NOT_FOUND'],
    ['add n 0 0 1\r\nx', 'NOT_STORED'],
    ['replace m 0 0 1\r\nx', 'NOT_STORED'],
    ['append n 0 0 2\r\nab', 'STORED'],
    ['prepend n 0 0 2\r\n\xc3\xa9', 'STORED'],
    ['get n m', 'VALUE n 1 5\r\n\xc3\xa90ab\r\nEND'],
    ['incr n 1', 'CLIENT_ERROR cannot increment or decrement non-numeric value'],
    ['set n 1 0 1 noreply\r\nz\r\nget n', 'VALUE n 1 1\r\nz\r\nEND'],
    ['cas n 0 0 1 0\r\ny', 'EXISTS'],
    ['cas m 0 0 1 0\r\ny', 'NOT_FOUND'],
    ['touch n 100', 'TOUCHED'],
    ['touch m 100', 'NOT_FOUND'],
    ['delete n', 'DELETED'],
    ['delete n', 'NOT_FOUND'],
    ['gets n', 'END'],
    ['set gone 0 -1 1\r\nx\r\nget gone', 'STORED\r\nEND'],
    ['set long 0 0 3\r\nabcde', 'CLIENT_ERROR bad data chunk\r\nERROR'],
    ['set x', 'CLIENT_ERROR bad command line format'],
    ['get', 'ERROR'],
    ['nonsense', 'ERROR'],
    ['flush_all', 'OK'],
  ] as const) {
    const bytes = Buffer.from(`${said}\r\n`, 'latin1')

    assert.equal(await talk(keyValue.port, [bytes]), `${answered}\r\n`, said)
  }
  assert.match(
    await talk(keyValue.port, ['stats\r\n']),
    /^STAT pid \d+\r\n.*STAT curr_items 0\r\nEND\r\n$/s,
  )
  const rude = connect(keyValue.port, '127.0.0.1', () =>
    rude.write('set x 0 0 9\r\nx', () => rude.resetAndDestroy()),
  )
  await once(rude, 'close')
  assert.equal(await talk(keyValue.port, ['get x\r\n']), 'END\r\n')
})

test('the key-value server stores by version', async () => {
  await talk(keyValue.port, ['set v 5 0 1\r\na\r\n'])
  const got = await talk(keyValue.port, ['gets v\r\n'])
  const [, version] = /^VALUE v 5 1 (\d+)\r\na\r\nEND\r\n$/.exec(got) ?? assert.fail(got)

  const cas = `cas v 6 0 1 ${version}\r\n`

  assert.equal(await talk(keyValue.port, [`${cas}b\r\n`]), 'STORED\r\n')
  assert.equal(await talk(keyValue.port, [`${cas}c\r\n`]), 'EXISTS\r\n')
  assert.equal(await talk(keyValue.port, ['get v\r\n']), 'VALUE v 6 1\r\nb\r\nEND\r\n')
})

test('the key-value server ends on request', async () => {
  assert.equal(await talk(keyValue.port, ['shutdown\r\n']), '')
  assert.match(await keyValue.program.output, /^Listening on port \d+\n$/)
})

async function startProxy(t: Closes): Promise<{ port: number; proxy: NodeProgram }> {
  const backEnds = ['one', 'two', 'three'].map((name) => startNode(t, BACK_END, name).line)
  const { port, program } = await startServer(t, PROXY, ...(await Promise.all(backEnds)))
  return { port, proxy: program }
}

/** Starts an example that is given its port, and waits until it listens. */
async function startServer(
  t: Closes,
  path: string,
  ...args: (string | number)[]
): Promise<{ port: number; program: NodeProgram }> {
  const port = await freePort()
  const program = startExample(t, path, port, ...args)
  await program.line
  return { port, program }
}

async function ask(
  options: RequestOptions,
  ...body: Uint8Array[]
): Promise<{ answer: IncomingMessage; received: Buffer }> {
  const asked = request({ host: '127.0.0.1', agent: false, ...options })
  const answered = once(asked, 'response') as Promise<[IncomingMessage]>
  for (const part of body.slice(0, -1)) asked.write(part)
  asked.end(body.at(-1))
  const [answer] = await answered
  return { answer, received: await buffer(answer) }
}

/** Shuts the proxy down; returns its output. */
async function shutDown(port: number, proxy: NodeProgram): Promise<string> {
  await say(port, 'SHUTDOWN / HTTP/1.1\r\n\r\n')
  return proxy.output
}

/** Sends the data and ends the stream; returns everything the server answers. */
async function say(port: number, data: string | Uint8Array): Promise<string> {
  return (await talkBytes(port, [data])).toString('latin1')
}

async function talk(port: number, data: (string | Uint8Array)[]): Promise<string> {
  return (await talkBytes(port, data)).toString('latin1')
}

async function talkBytes(port: number, data: (string | Uint8Array)[]): Promise<Buffer> {
  const socket = connect(port, '127.0.0.1')
  for (const part of data) socket.write(part)
  socket.end()
  return buffer(socket)
}
