import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { Agent, type IncomingMessage, request, type RequestOptions } from 'node:http'
import { connect } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { suite, test } from 'node:test'
import { cannotCurl, curl } from '../support/curl.ts'
import { cannotUnshare, inChild } from '../support/child.ts'
import type { Closes } from '../support/kinds.ts'
import { type NodeProgram, startExample } from '../support/node-program.ts'

const HTTP_SERVER = 'examples/dialects/ucode/http-server.ts'

/** A link that loops multicast back to this machine. */
const NETWORK = `
  ip link add m0 type veth peer name m1
  ip link set m1 up
  ip link set m0 up
  ip address add 10.9.0.1/24 dev m0
  ip address add fd00:9::1/64 dev m0 nodad
  ip route add 224.0.0.0/4 dev m0`

suite('the example programs', { concurrency: 3 }, () => {
  test('the HTTP server serves many clients at once, and keeps their connections', async (t) => {
    const { port } = await startServer(t)
    const agent = new Agent({ keepAlive: true, maxSockets: 100 })
    t.after(() => {
      agent.destroy()
    })
    const bodies = Array.from({ length: 100 }, (_, i) => randomBytes(100 * i))
    const ask100 = () =>
      Promise.all(bodies.map((body) => ask({ port, agent, method: 'POST', path: '/echo' }, body)))

    const first = await ask100()
    const second = await ask100()

    for (const answers of [first, second]) {
      for (const [i, { answer, received }] of answers.entries()) {
        assert.equal(answer.statusCode, 200)
        assert.equal(answer.headers.connection, 'keep-alive')
        assert.ok(received.equals(bodies[i] ?? Buffer.alloc(0)), `body ${i}`)
      }
    }
    assert.ok(first.every(({ reused }) => !reused))
    assert.ok(second.every(({ reused }) => reused))
  })

  test('the HTTP server sends the rest to a slow client later, and serves others in the meantime', async (t) => {
    const { port } = await startServer(t)
    const size = 20_000_000
    const slow = connect(port, '127.0.0.1')
    slow.end(`GET /bytes/${size} HTTP/1.0\r\n\r\n`)
    slow.pause()
    await once(slow, 'connect')

    for (const path of ['/', '/bytes/5', '/bytes/0']) {
      const { answer, received } = await ask({ port, path })
      assert.equal(answer.statusCode, 200)
      assert.equal(Number(answer.headers['content-length']), received.length)
    }

    const head = Buffer.byteLength(
      `HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\nConnection: close\r\n\r\n`,
    )
    assert.equal((await buffer(slow)).length, head + size)
  })

  test('the HTTP server answers requests that arrive together or in pieces, in order', async (t) => {
    const { port } = await startServer(t)
    const post = 'POST /echo HTTP/1.1\r\nContent-Length: 5\r\n\r\nh\xc5\0\xfflo'.slice(0, -1)
    const requests = `${post}GET /bytes/3 HTTP/1.1\r\n\r\nHEAD /bytes/9 HTTP/1.1\r\nConnection: close\r\n\r\n`

    const together = await talk(port, [requests])
    const pieces = await talk(port, requests.split(/(?<=[\r\n])/))

    const keep = 'Connection: keep-alive\r\n\r\n'
    const ok = (length: number) => `HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n`
    const expected = `${ok(5)}${keep}h\xc5\0\xffl${ok(3)}${keep}xxx${ok(9)}Connection: close\r\n\r\n`
    assert.equal(together, expected)
    assert.equal(pieces, expected)
  })

  test('the HTTP server rejects what is not a request, and survives clients that disconnect', async (t) => {
    const { port, program } = await startServer(t)
    const rude = connect(port, '127.0.0.1', () => {
      rude.write('GET /bytes/20000000 HTTP/1.1\r\n\r\n', () => rude.resetAndDestroy())
    })
    await once(rude, 'close')

    for (const [said, status] of [
      ['nonsense\r\n\r\n', 400],
      ['GET / HTTP/1.1\r\nno field\r\n\r\n', 400],
      ['POST /echo HTTP/1.1\r\nContent-Length: x\r\n\r\n', 400],
      ['POST /echo HTTP/1.1\r\nContent-Length: 999999999\r\n\r\n', 413],
      ['POST /echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n', 501],
      [`GET / HTTP/1.1\r\nlong: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
      ['GET /none HTTP/1.0\r\n\r\n', 404],
      ['DELETE /echo HTTP/1.0\r\n\r\n', 405],
      ['GET /quit HTTP/1.0\r\n\r\n', 405],
    ] as const) {
      assert.match(await talk(port, [said]), new RegExp(`^HTTP/1.1 ${status} `), said)
    }

    const { received } = await ask({ port, method: 'POST', path: '/quit' })
    assert.equal(received.toString(), 'Bye\n')
    assert.match(await program.output, /^Listening on port \d+\n5 requests\n$/)
  })

  test('the HTTP server serves curl over one connection', {
    skip: cannotCurl,
  }, async (t) => {
    const { port } = await startServer(t)
    const url = `http://127.0.0.1:${port}`

    const two = await curl(['-w', ' %{num_connects};', `${url}/bytes/2`, `${url}/bytes/3`])
    const posted = await curl(['--data-binary', 'żółw', `${url}/echo`])

    assert.equal(String(two), 'xx 1;xxx 0;')
    assert.equal(String(posted), 'żółw')
  })

  test('the UDP echo distinguishes senders and groups, over IPv4 and IPv6', {
    skip: cannotUnshare,
  }, async () => {
    const { result, errors } = await inChild<{ answers: string[]; printed: string; m0: number }>(
      async ({ PATIENCE, interfaceIndex, programArguments }) => {
        const { spawn } = await import('node:child_process')
        const { createSocket } = await import('node:dgram')
        const { EventEmitter } = await import('node:events')
        const { text } = await import('node:stream/consumers')
        const signal = AbortSignal.timeout(3 * PATIENCE)
        const first = (emitter: NodeJS.EventEmitter, event: string) =>
          EventEmitter.once(emitter, event, { signal })
        const echo = programArguments('examples/dialects/ucode/udp-echo.ts', 7007, 'm0', '10.9.0.1')
        const server = spawn(process.execPath, echo, {
          stdio: ['ignore', 'pipe', 'ignore'],
        })
        process.once('exit', () => server.kill('SIGKILL'))
        const output = text(server.stdout)
        await first(server.stdout, 'data')
        const answers: string[] = []
        const four = createSocket('udp4').bind(5004, '10.9.0.1')
        const six = createSocket('udp6').bind(5006, 'fd00:9::1')
        await Promise.all([first(four, 'listening'), first(six, 'listening')])
        four.setMulticastInterface('10.9.0.1')
        six.setMulticastInterface('::%m0')
        for (const [client, to, data] of [
          [four, '10.9.0.1', 'one'],
          [four, '127.0.0.9', Buffer.from([0, 255, 65])],
          [four, '239.255.77.77', 'many'],
          [six, 'fd00:9::1', 'six'],
          [six, 'ff15::7777', 'żółw'],
          [four, '10.9.0.1', 'quit'],
        ] as const) {
          client.send(data, 7007, to, (error) => error && client.emit('error', error))
          const [answer, { address, port }] = (await first(client, 'message')) as [
            Buffer,
            { address: string; port: number },
          ]
          answers.push(`${address} ${port}: ${answer.toString('latin1')}`)
        }
        four.close()
        six.close()
        return { answers, printed: await output, m0: interfaceIndex('m0') ?? 0 }
      },
      { network: NETWORK },
    )

    assert.ok(result, errors)
    const [sender, sender6, m0] = ['10.9.0.1 port 5004', 'fd00:9::1 port 5006', result.m0]
    assert.deepEqual(result.answers, [
      `10.9.0.1 7007: ${sender} to 10.9.0.1 over ${m0}: one`,
      `127.0.0.9 7007: ${sender} to 127.0.0.9 over 1: \0\xffA`,
      `10.9.0.1 7007: ${sender} to 239.255.77.77 over ${m0}: many`,
      `fd00:9::1 7007: ${sender6} to fd00:9::1 over m0: six`,
      `fd00:9::1 7007: ${sender6} to ff15::7777 over m0: ${Buffer.from('żółw').toString('latin1')}`,
      `10.9.0.1 7007: ${sender} to 10.9.0.1 over ${m0}: quit`,
    ])
    assert.match(result.printed, /over m0: 4 characters\n.*: 4 characters\n$/)
  })
})

async function startServer(t: Closes): Promise<{ port: number; program: NodeProgram }> {
  const program = startExample(t, HTTP_SERVER, 0)
  const [port = ''] = /\d+$/.exec(await program.line) ?? []
  return { port: Number(port), program }
}

async function ask(
  options: RequestOptions,
  body: Uint8Array = new Uint8Array(0),
): Promise<{ answer: IncomingMessage; received: Buffer; reused: boolean }> {
  const headers = { 'content-length': body.length }
  const asked = request({ host: '127.0.0.1', agent: false, headers, ...options })
  const answered = once(asked, 'response') as Promise<[IncomingMessage]>
  asked.end(body)
  const [answer] = await answered
  return { answer, received: await buffer(answer), reused: asked.reusedSocket }
}

/** Sends these pieces and returns everything the server answers. */
async function talk(port: number, pieces: readonly string[]): Promise<string> {
  const client = connect({ port, host: '127.0.0.1', noDelay: true })
  for (const piece of pieces) {
    await new Promise((done) => client.write(piece, 'latin1', done))
  }
  return (await buffer(client)).toString('latin1')
}
