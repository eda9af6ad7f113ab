// Clients of the store, all at once, with node:net. Prints what they found.
// Usage: store-clients.mjs port clients

import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { connect } from 'node:net'

const port = Number(process.argv[2])
const count = Number(process.argv[3])
const LARGE = 3_000_000
const TIMES = 8

class Client {
  #socket = connect(port, '127.0.0.1')
  #received = Buffer.alloc(0)
  #chunks = this.#socket[Symbol.asyncIterator]()

  send(...parts) {
    for (const part of parts) this.#socket.write(part)
  }

  async #more() {
    const { done, value } = await this.#chunks.next()
    if (done) throw new Error('The server has gone')
    this.#received = Buffer.concat([this.#received, value])
  }

  async line() {
    while (!this.#received.includes('\n')) await this.#more()
    const end = this.#received.indexOf('\n')
    const line = this.#received.toString('utf8', 0, end)
    this.#received = this.#received.subarray(end + 1)
    return line
  }

  async bytes(length) {
    const parts = [this.#received]
    let come = this.#received.length
    while (come < length) {
      const { done, value } = await this.#chunks.next()
      if (done) throw new Error('The server has gone')
      parts.push(value)
      come += value.length
    }
    const all = Buffer.concat(parts)
    this.#received = all.subarray(length)
    return all.subarray(0, length)
  }

  end() {
    this.#socket.end()
  }
}

const large = randomBytes(LARGE)
const digest = (bytes) => createHash('sha256').update(bytes).digest('hex')

async function work(number) {
  const client = new Client()
  const own = randomBytes(1 + (number % 500))
  client.send(`SET own-${number} ${own.length}\n`, own, `ADD all 1\nGET own-${number}\n`)
  assert.equal(await client.line(), 'OK')
  assert.ok(Number(await client.line()) >= 1)
  assert.equal(Number(await client.line()), own.length)
  assert.deepEqual(await client.bytes(own.length), own)
  return client
}

const clients = await Promise.all(Array.from({ length: count }, (_, number) => work(number)))
const [first, second, third] = clients
first.send('ADD all 0\nGET nothing\nDANCE\n')
console.log(await first.line(), await first.line(), await first.line())

first.send(`SET large ${LARGE}\n`, large)
assert.equal(await first.line(), 'OK')
second.send('GET large\n'.repeat(TIMES))
third.send('GET large\n')
// By the second of these answers the server has sent as much as goes without anybody receiving it.
for (let i = 0; i < 2; i++) {
  first.send('GET nothing\n')
  assert.equal(await first.line(), 'NONE')
}
for (const client of [...Array.from({ length: TIMES }, () => second), third]) {
  assert.equal(Number(await client.line()), LARGE)
  assert.equal(digest(await client.bytes(LARGE)), digest(large))
}
console.log(`${LARGE} bytes, ${TIMES + 1} times`)
first.send('END\n')
for (const client of clients) client.end()
