import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { type IncomingMessage, request, type RequestOptions } from 'node:http'
import { connect } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { freePort } from '../support/free-port.ts'
import type { Closes } from '../support/kinds.ts'
import { type NodeProgram, startExample, startNode } from '../support/node-program.ts'

const PROXY = 'examples/dialects/dictu/reverse-proxy.ts'
const KEY_VALUE = 'examples/dialects/dictu/key-value-server.ts'

/** Answers every request with its body turned around, and tells what it saw of its head. */
const BACK_END = `
  http.createServer((request, response) => {
    const parts = []
    request.on('data', (part) => parts.push(part)).on('end', () => {
      response.writeHead(request.method === 'GET' ? 203 : 200, {
        'x-saw': request.method + ' ' + request.url + ' ' + request.headers['x-forwarded-for'],
        'x-by': args[0],
      })
      response.end(request.method === 'GET' ? 'got ' + request.url : Buffer.concat(parts).reverse())
    })
  }).listen(0, '127.0.0.1', function () { console.log(this.address().port) })`

test('the reverse proxy carries bodies of any bytes both ways, chunked or not', async (t) => {
  const { port, proxy } = await startProxy(t)

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
  const { answer, received } = await ask({ port, path: '/żółw?x'.replace('żółw', '%C5%BC') })
  assert.equal(answer.statusCode, 203)
  assert.equal(String(received), 'got /%C5%BC?x')
  assert.match(await shutDown(port, proxy), /^POST \/1000000: HTTP\/1.1 200 OK$/m)
})

test('the reverse proxy serves curl, which waits to be told that it may go on', {
  skip: spawnSync('curl', ['--version']).error ? 'needs curl' : false,
}, async (t) => {
  const { port } = await startProxy(t)
  const url = `http://127.0.0.1:${port}/`
  const text = 'x'.repeat(1_500_000)

  const plain = await promisify(execFile)('curl', ['-sS', '-m', '20', url])
  const posted = promisify(execFile)(
    'curl',
    ['-sS', '-m', '20', '-H', 'Expect: 100-continue', '--data-binary', '@-', url],
    { maxBuffer: 10_000_000 },
  )
  posted.child.stdin?.end(`${text}y`)

  assert.equal(plain.stdout, 'got /')
  assert.equal((await posted).stdout, `y${text}`)
})

test('the reverse proxy tries another back end when one is down, and says when all are', async (t) => {
  const backEnd = startNode(t, BACK_END, 'alone')
  const alone = Number(await backEnd.line)
  const port = await freePort()
  const proxy = startExample(t, PROXY, port, await freePort(), alone, await freePort())
  await proxy.line

  for (let i = 0; i < 5; i++) {
    assert.equal((await ask({ port, path: '/' })).answer.headers['x-by'], 'alone')
  }
  backEnd.stop()
  assert.equal((await ask({ port, path: '/' })).answer.statusCode, 502)
  assert.match(await shutDown(port, proxy), /502 Bad Gateway/)
})

test('the reverse proxy survives clients that break off or speak no HTTP', async (t) => {
  const { port } = await startProxy(t)

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

test('the key-value server keeps any bytes from one client to the next', async (t) => {
  const port = await freePort()
  const server = startExample(t, KEY_VALUE, port)
  await server.line
  const value = Buffer.concat([Buffer.from('\r\n\0żółw'), randomBytes(100_000)])

  const set = `set blob 7 0 ${value.length}\r\n`
  assert.equal(await talk(port, [set, value, '\r\nget none\r\n']), 'STORED\r\nEND\r\n')
  const got = await talkBytes(port, ['get blob\r\n'])
  const expected = [`VALUE blob 7 ${value.length}\r\n`, value, '\r\nEND\r\n']
  assert.ok(got.equals(Buffer.concat(expected.map((part) => Buffer.from(part)))))

  assert.equal(await talk(port, ['shutdown\r\n']), '')
  assert.match(await server.output, /^Listening on port \d+\n$/)
})

test('the key-value server answers every command of the protocol', async (t) => {
  const port = await freePort()
  const server = startExample(t, KEY_VALUE, port)
  await server.line

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
    ['gets n', 'VALUE n 1 1 8\r\nz\r\nEND'],
    ['cas n 0 0 1 7\r\ny', 'EXISTS'],
    ['cas n 0 0 1 8\r\ny', 'STORED'],
    ['cas m 0 0 1 7\r\ny', 'NOT_FOUND'],
    ['touch n 100', 'TOUCHED'],
    ['touch m 100', 'NOT_FOUND'],
    ['delete n', 'DELETED'],
    ['delete n', 'NOT_FOUND'],
    ['set gone 0 -1 1\r\nx\r\nget gone', 'STORED\r\nEND'],
    ['set long 0 0 3\r\nx\r\n', 'CLIENT_ERROR bad data chunk'],
    ['set x', 'CLIENT_ERROR bad command line format'],
    ['get', 'ERROR'],
    ['nonsense', 'ERROR'],
    ['flush_all', 'OK'],
  ] as const) {
    const bytes = Buffer.from(`${said}\r\n`, 'latin1')

    assert.equal(await talk(port, [bytes]), `${answered}\r\n`, said)
  }
  assert.match(await talk(port, ['stats\r\n']), /^STAT pid \d+\r\n.*STAT curr_items 0\r\nEND\r\n$/s)
  const rude = connect(port, '127.0.0.1', () =>
    rude.write('set x 0 0 9\r\nx', () => rude.resetAndDestroy()),
  )
  await once(rude, 'close')
  assert.equal(await talk(port, ['get x\r\n']), 'END\r\n')
})

async function startProxy(t: Closes): Promise<{ port: number; proxy: NodeProgram }> {
  const backEnds = ['one', 'two', 'three'].map((name) => startNode(t, BACK_END, name).line)
  const ports = await Promise.all(backEnds)
  const port = await freePort()
  const proxy = startExample(t, PROXY, port, ...ports)
  await proxy.line
  return { port, proxy }
}

async function ask(
  options: RequestOptions,
  body: Uint8Array = new Uint8Array(0),
): Promise<{ answer: IncomingMessage; received: Buffer }> {
  const asked = request({ host: '127.0.0.1', agent: false, ...options })
  const answered = once(asked, 'response') as Promise<[IncomingMessage]>
  asked.end(body)
  const [answer] = await answered
  return { answer, received: await buffer(answer) }
}

/** Ends the proxy; what it has printed. */
async function shutDown(port: number, proxy: NodeProgram): Promise<string> {
  await say(port, 'SHUTDOWN / HTTP/1.1\r\n\r\n')
  return proxy.output
}

/** What a server says to this, up to the end, once it knows that nothing more comes. */
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
