import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { Socket } from '../../src/index.ts'
import { connections, streams } from '../support/kinds.ts'
import { everything, event, streamPair } from '../support/stream-pairs.ts'
import { pattern } from '../support/streams.ts'

const MEBIBYTE = 1 << 20

for (const kind of connections) {
  const { skip } = kind

  test(`what is written to a stream is read from the other: ${kind.name}`, { skip }, async (t) => {
    const [one, other] = streamPair(t, kind)

    one.write('one ')
    one.write(new Uint8Array([0x74, 0x77, 0x6f, 0x20]))
    one.end('three')
    other.end('back')

    const [there, back] = await Promise.all([everything(other), everything(one)])
    assert.equal(String(there), 'one two three')
    assert.equal(String(back), 'back')
    assert.deepEqual([one.bytesWritten, one.bytesRead], [13, 4])
    assert.deepEqual([other.bytesWritten, other.bytesRead], [4, 13])
  })

  test(`100,000 small writes arrive whole and in order: ${kind.name}`, { skip }, async (t) => {
    const [one, other] = streamPair(t, kind)
    const sent = createHash('sha256')
    const received = createHash('sha256')
    other.on('data', (chunk: Buffer) => received.update(chunk))

    for (let i = 0; i < 100_000; i++) {
      const line = Buffer.from(`line ${i}\n`)
      sent.update(line)
      if (!one.write(line)) await event(one, 'drain')
    }
    one.end()
    await event(other, 'end')

    assert.equal(received.digest('hex'), sent.digest('hex'))
  })

  test(`corked writes arrive, more than one call takes: ${kind.name}`, { skip }, async (t) => {
    const [one, other] = streamPair(t, kind, { highWaterMark: MEBIBYTE })
    const lines = Array.from({ length: 3000 }, (_, i) => (i % 7 === 0 ? '' : `line ${i}\n`))

    one.cork()
    for (const line of lines) one.write(line)
    one.uncork()
    one.end()

    assert.equal(String(await everything(other)), lines.join(''))
    assert.equal(one.bytesWritten, lines.join('').length)
  })
}

for (const kind of streams) {
  const { skip } = kind

  test(`16 MiB pass both ways at once, unchanged: ${kind.name}`, { skip }, async (t) => {
    const [one, other] = streamPair(t, kind, { allowHalfOpen: true })
    const data = pattern(16 * MEBIBYTE)
    one.end(data)
    other.end(data)

    const [there, back] = await Promise.all([everything(other), everything(one)])

    assert.ok(there.equals(data))
    assert.ok(back.equals(data))
  })

  test(`a reader that pauses holds the writer back: ${kind.name}`, { skip }, async (t) => {
    const [one, other] = streamPair(t, kind, { highWaterMark: 16_384 })
    let written = 0
    // The kernel's queues and both buffers fill up; then 'drain' does not come any more.
    for (let turns = 0; turns < 200; turns++) {
      while (one.write(Buffer.alloc(16_384, 'x'))) written += 16_384
      written += 16_384
      await new Promise(setImmediate)
      if (one.writableNeedDrain) continue
      turns = 0
    }
    const held = written

    assert.ok(other.readableLength <= 16_384 + 65_536, `${other.readableLength} bytes buffered`)
    assert.ok(held < 64 * MEBIBYTE, `${held} bytes accepted`)
    assert.equal(one.bytesWritten, held)

    one.end()
    assert.equal((await everything(other)).length, held)
  })

  const enough = kind.family === 'AF_INET6' && 'as over IPv4'
  test(`1 GiB to a slow reader takes no memory: ${kind.name}`, {
    skip: skip || enough,
  }, async (t) => {
    const [one, other] = streamPair(t, kind)
    const block = Buffer.alloc(4 * MEBIBYTE, 'x')
    let [most, received] = [0, 0]
    const before = process.memoryUsage().rss
    other.on('data', (chunk: Buffer) => {
      received += chunk.length
      if (received % (32 * MEBIBYTE) > chunk.length) return
      most = Math.max(most, process.memoryUsage().rss - before)
      other.pause()
      setImmediate(() => other.resume())
    })

    for (let i = 0; i < 256; i++) if (!one.write(block)) await event(one, 'drain')
    one.end()
    await event(other, 'end')

    assert.equal(received, 256 * block.length)
    assert.ok(most < 192 * MEBIBYTE, `${most} bytes more in memory`)
  })

  test(`any writes, pauses and reads deliver the same bytes: ${kind.name}`, { skip }, async (t) => {
    const step = fc.oneof(
      fc.record({ write: fc.integer({ min: 0, max: 200_000 }) }),
      fc.record({ read: fc.integer({ min: 1, max: 100_000 }) }),
      fc.constantFrom('cork', 'uncork', 'pause', 'resume', 'turn'),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 30 }),
        fc.constantFrom(1, 16_384, 262_144),
        async (steps, highWaterMark) => {
          const [one, other] = streamPair(t, kind, { highWaterMark })
          const [sent, received]: [Buffer[], Buffer[]] = [[], []]
          other.on('data', (chunk: Buffer) => received.push(chunk))
          for (const each of steps) {
            if (each === 'turn') await new Promise(setImmediate)
            else if (typeof each === 'string')
              (each === 'cork' || each === 'uncork' ? one : other)[each as 'pause']()
            else if ('read' in each) other.read(each.read)
            else {
              sent.push(pattern(each.write))
              one.write(pattern(each.write))
            }
          }
          one.end()
          other.resume()
          await event(other, 'end')
          assert.ok(Buffer.concat(received).equals(Buffer.concat(sent)))
        },
      ),
      { numRuns: 30 },
    )
  })
}

test('a record is one chunk, however long, and an empty one is passed over', async () => {
  using one = new Records()
  const { near, far } = one
  const lengths: number[] = []
  far.stream().on('data', (chunk: Buffer) => lengths.push(chunk.length))

  for (const length of [1, 65_536, 0, 150_000, 7]) await near.send(Buffer.alloc(length, 'x'))
  near.shutdown('SHUT_WR')
  await event(far.stream(), 'end')

  assert.deepEqual(lengths, [1, 65_536, 150_000, 7])
})

/** Two connected sockets of records. */
class Records implements Disposable {
  readonly near: Socket
  readonly far: Socket

  constructor() {
    ;[this.near, this.far] = Socket.pair('AF_UNIX', 'SOCK_SEQPACKET')
    this.near.setOption('SO_SNDBUF', 400_000)
  }

  [Symbol.dispose](): void {
    this.near.close()
    this.far.close()
  }
}
