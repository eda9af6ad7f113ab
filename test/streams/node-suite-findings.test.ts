// Where the tests of Node's own net found that a stream was not as net.Socket: see test/node-suite.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SocketStream } from '../../src/index.ts'
import { arrived } from '../support/arrived.ts'
import { connections } from '../support/kinds.ts'
import { closed, event, streamPair } from '../support/stream-pairs.ts'

for (const kind of connections) {
  const { skip } = kind

  test(`a write after both sides have ended fails with EPIPE: ${kind.name}`, {
    skip,
  }, async (t) => {
    const [one, other] = streamPair(t, kind)
    const ended = closed(one.resume())
    const atEnd = new Promise((resolve) => {
      one.once('end', () => {
        one.end()
        resolve(writeError(one))
      })
    })
    other.end()

    const { errors } = await ended
    assert.deepEqual([codeOf(await atEnd), codeOf(await writeError(one))], ['EPIPE', 'EPIPE'])
    assert.deepEqual(errors.map(codeOf), ['EPIPE'])
  })

  test(`with allowHalfOpen it is the writer's own mistake: ${kind.name}`, { skip }, async (t) => {
    const [one, other] = streamPair(t, kind, { allowHalfOpen: true })
    one.on('error', () => undefined)
    one.resume()
    other.end()
    await event(one, 'end')
    one.end()

    assert.equal(codeOf(await writeError(one)), 'ERR_STREAM_WRITE_AFTER_END')
  })

  test(`a write after end() of a stream whose peer has not ended is the writer's mistake: ${kind.name}`, {
    skip,
  }, async (t) => {
    const [one] = streamPair(t, kind)
    one.on('error', () => undefined)
    one.end()

    assert.equal(codeOf(await writeError(one)), 'ERR_STREAM_WRITE_AFTER_END')
  })

  test(`an answer written in the listener of 'end' is sent: ${kind.name}`, { skip }, async (t) => {
    const [one, other] = streamPair(t, kind)
    one.on('end', () => one.write('answer')).resume()
    other.end()

    assert.equal(String(await event(other, 'data')), 'answer')
  })
}

for (const kind of connections) {
  test(`what had arrived when the stream was made is received: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)
    const first = one.recv(5)
    other.sendSync('first')
    await first
    other.sendSync('greeting')
    arrived(one)
    await eventsOfNow() // the event of the greeting comes, and nobody waits for it

    assert.equal(String(await event(one.stream(), 'data')), 'greeting')
  })
}

/** Two iterations of the event loop: every event that was there has been dispatched. */
async function eventsOfNow(): Promise<void> {
  for (let i = 0; i < 2; i++) await new Promise(setImmediate)
}

/** The error that the callback of a write gets. */
function writeError(stream: SocketStream): Promise<unknown> {
  return new Promise((resolve) => {
    stream.write('late', resolve)
  })
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : error
}
