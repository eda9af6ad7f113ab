import assert from 'node:assert/strict'
import { test } from 'node:test'
import { streams } from '../support/kinds.ts'
import { event, streamPair } from '../support/stream-pairs.ts'

for (const kind of streams) {
  test(`a short chunk does not keep much memory alive: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = streamPair(t, kind)
    one.write('short')

    const [chunk] = (await event(other, 'data')) as [Buffer]

    assert.ok(chunk.buffer.byteLength <= 65_536, `${chunk.buffer.byteLength} bytes`)
  })

  test(`a chunk stays as it was while others come: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = streamPair(t, kind)
    const [chunks, copies]: [Buffer[], Buffer[]] = [[], []]
    other.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      copies.push(Buffer.from(chunk))
    })

    for (let i = 0; i < 100; i++) {
      if (!one.write(Buffer.alloc(1000 * i, i))) await event(one, 'drain')
    }
    one.end()
    await event(other, 'end')

    assert.ok(Buffer.concat(chunks).equals(Buffer.concat(copies)))
  })
}

test('the memory of a chunk, which others share, cannot be transferred', async (t) => {
  const [kind = assert.fail()] = streams
  const [one, other] = streamPair(t, kind)
  one.write(Buffer.alloc(50_000, 'x'))
  const [chunk] = (await event(other, 'data')) as [Buffer]

  try {
    structuredClone(null, { transfer: [chunk.buffer as ArrayBuffer] })
  } catch (error) {
    assert.equal((error as Error).name, 'DataCloneError') // Node 20 ignores it
  }

  assert.ok(chunk.length > 0)
})
