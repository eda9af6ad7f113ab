import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { type IncomingMessage, request, type RequestOptions } from 'node:http'
import { connect, type Socket as NodeSocket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { buffer } from 'node:stream/consumers'
import { suite, test } from 'node:test'
import { cannotCurl, curl } from '../support/curl.ts'
import type { Closes } from '../support/kinds.ts'
import { startExample, startNode } from '../support/node-program.ts'
import { folderOf } from '../support/folder.ts'

const CHAT = 'examples/dialects/commonjs/chat-server.ts'
const FILES = 'examples/dialects/commonjs/file-server.ts'

/**
 * Many clients at once: after all have been welcomed, each says some lines and receives those of
 * all others, in the order of each speaker. Prints the number of lines received.
 */
const CROWD = `
  const port = +args[0], many = +args[1], lines = 5
  let welcomed = 0, heard = 0
  const clients = Array.from({ length: many }, (_, i) => {
    const socket = net.connect(port, '127.0.0.1')
    let ahead = ''
    const next = Array(many).fill(0)
    socket.setEncoding('utf8').on('data', (data) => {
      const all = (ahead + data).split('\\r\\n')
      ahead = all.pop()
      for (const line of all) {
        if (line.startsWith('Welcome') && ++welcomed === many) speak()
        const said = /^<.*> (\\d+)ż(\\d+)$/.exec(line)
        if (!said) continue
        if (+said[1] === i || next[said[1]]++ !== +said[2]) throw new Error(i + ' heard ' + line)
        if (++heard === many * (many - 1) * lines) {
          console.log(heard)
          for (const one of clients) one.end('/quit\\r\\n')
        }
      }
    })
    return socket
  })
  function speak() {
    clients.forEach((socket, i) => {
      for (let n = 0; n < lines; n++) {
        const line = Buffer.from(i + 'ż' + n + '\\r\\n')
        socket.write(line.subarray(0, 2)) // cut anywhere
        socket.write(line.subarray(2))
      }
    })
  }`

suite('programs of the dialect', { concurrency: 3 }, () => {
  test('the chat server sends every line of many clients to all the others', async (t) => {
    const port = await startChat(t)

    const crowd = startNode(t, CROWD, port, 20)

    assert.equal(await crowd.line, String(20 * 19 * 5))
    await crowd.output
    const late = new Guest(t, port)
    assert.match(await late.next(/^Welcome/), /: \d+ here$/)
  })

  test('the chat server knows names, commands and users, in every thread', async (t) => {
    const port = await startChat(t)
    const ada = new Guest(t, port)
    await ada.next(/^Welcome/)
    ada.say('/nick ada')
    await ada.next(/^You are ada$/)
    const others = Array.from({ length: 6 }, () => new Guest(t, port))
    for (const [i, one] of others.entries()) {
      await one.next(/^Welcome/)
      one.say(`/nick guest-${i}`)
      await one.next(/^You are guest-/)
      await ada.next(new RegExp(`is guest-${i}$`))
    }
    const [bob, eve] = others
    assert.ok(bob && eve)

    bob.say('/nick ada')
    await bob.next(/^ada is somebody else$/)
    bob.say('/nick a b')
    await bob.next(/^That is no name$/)
    bob.say('/nonsense')
    await bob.next(/^There are \/nick/)
    bob.say('/me waves')
    await ada.next(/^\* guest-0 waves$/)
    await eve.next(/^\* guest-0 waves$/)
    ada.say('hällo 👋')
    for (const one of others) await one.next(/^<ada> hällo 👋$/)
    ada.say('/who')
    await ada.next(/^Here: ada, guest-0, guest-1, guest-2, guest-3, guest-4, guest-5$/)

    eve.socket.resetAndDestroy()
    await ada.next(/^\* guest-1 has left$/)
    bob.say('/quit')
    await bob.next(/^Bye$/)
    await ada.next(/^\* guest-0 has left$/)
    others[2]?.socket.write('x'.repeat(5000))
    await others[2]?.next(/^That line is too long$/)
    await ada.next(/^\* guest-2 has left$/)
  })

  test('the file server sends every file as it is', async (t) => {
    const folder = folderOf(t)
    const sizes = { empty: 0, small: 10, even: 65_536, odd: 65_537, 'large ż.bin': 5_000_000 }
    const contents = Object.entries(sizes).map(([name, size]) => [name, randomBytes(size)] as const)
    for (const [name, content] of contents) writeFileSync(join(folder, name), content)
    const port = await startFiles(t, folder)

    for (const [name, content] of contents) {
      const { answer, body } = await ask({ port, path: `/${encodeURIComponent(name)}?x=y` })
      assert.equal(answer.statusCode, 200)
      assert.equal(answer.headers['content-length'], String(content.length))
      assert.equal(hashOf(body), hashOf(content), name)
    }
    const all = await Promise.all(
      contents.flatMap(([name]) =>
        [1, 2, 3].map(() => ask({ port, path: `/${encodeURIComponent(name)}` })),
      ),
    )
    for (const [i, { body }] of all.entries()) {
      assert.equal(hashOf(body), hashOf(contents[Math.floor(i / 3)]?.[1] ?? Buffer.of(1)))
    }
  })

  test('the file server answers as HTTP requires', async (t) => {
    const folder = folderOf(t)
    writeFileSync(join(folder, 'a&b.txt'), 'text')
    mkdirSync(join(folder, 'sub'))
    writeFileSync(join(folder, 'sub', 'index.html'), '<p>ż')
    symlinkSync('/etc', join(folder, 'outside'))
    const port = await startFiles(t, folder)

    for (const [method, path, status, text] of [
      ['GET', '/', 200, /<li><a href="a&#38;b.txt">a&#38;b.txt<\/a><\/li>[^]*"sub\/"/],
      ['GET', '/sub/', 200, /^<p>ż$/],
      ['GET', '/sub', 301, /^301/],
      ['HEAD', '/sub/', 200, /^$/],
      ['HEAD', '/none', 404, /^$/],
      ['GET', '/none', 404, /^404/],
      ['GET', '/..%2f..%2fetc/passwd', 404, /^404/],
      ['GET', '/outside/passwd', 404, /^404/],
      ['GET', '/%', 404, /^404/],
      ['GET', '/%00', 404, /^404/],
      ['POST', '/', 405, /^405/],
    ] as const) {
      const { answer, body } = await ask({ port, path, method })
      assert.equal(answer.statusCode, status, `${method} ${path}`)
      assert.match(body.toString(), text)
    }
    const { answer } = await ask({ port, path: '/a&b.txt' })
    assert.equal(answer.headers['content-type'], 'text/plain; charset=utf-8')
    const since = answer.headers['last-modified'] ?? ''
    const again = await ask({ port, path: '/a&b.txt', headers: { 'if-modified-since': since } })
    assert.equal(again.answer.statusCode, 304)
  })

  test('the file server survives clients that disconnect or do not speak HTTP', async (t) => {
    const folder = folderOf(t)
    writeFileSync(join(folder, 'large'), randomBytes(8_000_000))
    const port = await startFiles(t, folder)

    assert.match(await say(port, 'nonsense\r\n\r\n'), /^HTTP\/1.1 400 /)
    assert.match(await say(port, 'GET /'), /^HTTP\/1.1 400 /)
    for (const text of ['GET /', 'GET /large HTTP/1.1\r\n\r\n']) {
      const rude = connect(port, '127.0.0.1', () => rude.write(text))
      if (text.endsWith('\n')) await once(rude, 'readable')
      else await once(rude, 'connect')
      rude.resetAndDestroy()
      await once(rude, 'close')
    }

    assert.equal((await ask({ port, path: '/large' })).body.length, 8_000_000)
  })

  test('curl loads from the file server', {
    skip: cannotCurl,
  }, async (t) => {
    const folder = folderOf(t)
    const content = randomBytes(1_000_000)
    writeFileSync(join(folder, 'file'), content)
    const port = await startFiles(t, folder)

    const loaded = await curl([`http://127.0.0.1:${port}/file`])

    assert.equal(hashOf(loaded), hashOf(content))
  })
})

async function startChat(t: Closes): Promise<number> {
  const line = await startExample(t, CHAT, 0, 3).line
  assert.match(line, /^Chatting on port \d+ in 3 threads$/)
  return Number(/\d+/.exec(line))
}

async function startFiles(t: Closes, folder: string): Promise<number> {
  const line = await startExample(t, FILES, 0, folder, 60).line
  const port = Number(/\d+$/.exec(line))
  // It starts to listen at its first accept, which may come slightly later.
  for (;;) {
    const one = connect(port, '127.0.0.1')
    const open = await once(one, 'connect').then(
      () => true,
      () => false,
    )
    one.destroy()
    if (open) return port
  }
}

/** A chat client that uses a Node socket. */
class Guest {
  readonly socket: NodeSocket
  readonly #lines: AsyncIterator<string>

  constructor(t: Closes, port: number) {
    this.socket = connect(port, '127.0.0.1')
    this.socket.on('error', () => undefined)
    t.after(() => this.socket.destroy())
    this.#lines = createInterface(this.socket)[Symbol.asyncIterator]()
  }

  say(line: string): void {
    this.socket.write(`${line}\r\n`)
  }

  /** The next line that matches. */
  async next(wanted: RegExp): Promise<string> {
    for (;;) {
      const { done, value } = (await this.#lines.next()) as IteratorResult<string, undefined>
      if (done) throw new Error(`No line like ${String(wanted)}`)
      if (wanted.test(value)) return value
    }
  }
}

async function ask(options: RequestOptions): Promise<{ answer: IncomingMessage; body: Buffer }> {
  const asked = request({ host: '127.0.0.1', agent: false, ...options })
  const answered = once(asked, 'response') as Promise<[IncomingMessage]>
  asked.end()
  const [answer] = await answered
  return { answer, body: await buffer(answer) }
}

/** Sends the text and ends the stream; returns everything the server answers. */
async function say(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.end(text)
  return (await buffer(socket)).toString()
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
