import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { SocketStream } from '../../src/index.ts'
import { connections, streams } from '../support/kinds.ts'
import { everything, event, streamPair } from '../support/stream-pairs.ts'

/** Text of each encoding, with what is unusual in it. */
const TEXTS: Readonly<Partial<Record<BufferEncoding, readonly string[]>>> = {
  utf8: ['plain', 'größer', '日本語', '🙂', '\ud83d', ''],
  latin1: ['\xe9\xff\x00', 'ā'],
  ascii: ['plain', '\xe9'],
  utf16le: ['two', '🙂'],
  hex: ['00ff', '0', 'zz'],
  base64: ['AAH/', 'AA==', 'A'],
  base64url: ['AAH_', ''],
}

interface Piece {
  readonly text: string
  readonly encoding: BufferEncoding
}

const pieces: readonly Piece[] = Object.entries(TEXTS).flatMap(([encoding, texts]) =>
  texts.map((text) => ({ text, encoding: encoding as BufferEncoding })),
)

function write(stream: SocketStream, { text, encoding }: Piece): void {
  stream.write(text, encoding)
}

function bytesOf(all: readonly Piece[]): Buffer {
  return Buffer.concat(all.map(({ text, encoding }) => Buffer.from(text, encoding)))
}

for (const kind of connections) {
  const { skip } = kind

  test(`text arrives as its encoding says: ${kind.name}`, { skip }, async (t) => {
    const [one, other] = streamPair(t, kind)

    for (const piece of pieces) write(one, piece)
    one.cork()
    for (const piece of pieces) write(one, piece)
    one.uncork()
    one.end('ÿ', 'latin1')

    const expected = Buffer.concat([bytesOf(pieces), bytesOf(pieces), Buffer.from([255])])
    assert.deepEqual(await everything(other), expected)
    assert.equal(one.bytesWritten, expected.length)
  })
}

for (const kind of streams) {
  const { skip } = kind

  test(`text that has to wait, both ways, is counted in bytes, and arrives: ${kind.name}`, {
    skip,
  }, async (t) => {
    const [one, other] = streamPair(t, kind, { allowHalfOpen: true })
    const texts = ['日本'.repeat(2500), 'é'.repeat(2500)] as const
    let count = 0

    for (; !one.writableNeedDrain || !other.writableNeedDrain || count < 500; count++) {
      one.write(texts[0])
      other.write(texts[1])
    }
    const written = [one.bytesWritten, other.bytesWritten]
    one.end()
    other.end()
    const received = await Promise.all([everything(other), everything(one)])

    for (const [i, text] of texts.entries()) {
      assert.equal(written[i], count * Buffer.byteLength(text))
      assert.ok(received[i]?.equals(Buffer.from(text.repeat(count))))
    }
  })

  test(`text and bytes of any length arrive in order: ${kind.name}`, { skip }, async (t) => {
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.integer({ min: 0, max: 9000 }).map((length) => 'é'.repeat(length)),
      fc.integer({ min: 1, max: 40_000 }).map((length) => Buffer.alloc(length, length)),
    )
    const groups = fc.array(fc.array(piece, { maxLength: 6 }), { maxLength: 20 })
    const [one, other] = streamPair(t, kind)
    await fc.assert(
      fc.asyncProperty(groups, async (given) => {
        const sent = Buffer.concat(given.flat().map((each) => Buffer.from(each as string)))
        const before = one.bytesWritten

        for (const group of given) {
          one.cork()
          for (const each of group) one.write(each)
          one.uncork()
        }

        assert.equal(one.bytesWritten - before, sent.length)
        assert.deepEqual(await receive(other, sent.length), sent)
      }),
      { numRuns: 40 },
    )
  })

  test(`a buffer that was detached fails its write: ${kind.name}`, { skip }, async (t) => {
    for (const others of [[], ['text']]) {
      const [one] = streamPair(t, kind)
      const data = new Uint8Array(8)
      one.cork()
      for (const text of others) one.write(text)
      one.write(data)
      structuredClone(data, { transfer: [data.buffer] })
      one.uncork()

      const [error] = await event(one, 'error')
      assert.match(String(error), /detached/)
    }
  })
}

/** So many bytes, of a stream that goes on. */
async function receive(stream: SocketStream, length: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  for (let left = length; left > 0; ) {
    const chunk = stream.read() as Buffer | null
    if (!chunk) {
      await event(stream, 'readable')
      continue
    }
    chunks.push(chunk)
    left -= chunk.length
  }
  return Buffer.concat(chunks)
}
