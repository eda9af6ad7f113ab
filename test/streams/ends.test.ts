import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pipeline } from 'node:stream/promises'
import { constants, SocketError } from '../../src/index.ts'
import { arrived } from '../support/arrived.ts'
import { connections, streams, tcpPair } from '../support/kinds.ts'
import { closed, event, eventsUntilClose, everything, streamPair } from '../support/stream-pairs.ts'

for (const kind of connections) {
  const { skip } = kind

  test(`a stream ends itself when its peer does: ${kind.name}`, { skip }, async (t) => {
    const [one, other] = streamPair(t, kind)
    const seen = Promise.all([eventsUntilClose(one), eventsUntilClose(other)])
    other.resume()
    one.resume()

    one.end('bye')

    assert.deepEqual(await seen, [
      ['finish', 'end', 'close'],
      ['end', 'finish', 'close'],
    ])
  })

  test(`an answer written at the end of the question arrives: ${kind.name}`, {
    skip,
  }, async (t) => {
    const [one, other] = streamPair(t, kind)
    let question = ''
    other.on('data', (chunk: Buffer) => (question += chunk.toString()))
    other.on('end', () => other.end(`answer to ${question}`))

    one.end('question')

    assert.equal(String(await everything(one)), 'answer to question')
  })

  test(`with allowHalfOpen a stream writes on after its peer has ended: ${kind.name}`, {
    skip,
  }, async (t) => {
    const [one, other] = streamPair(t, kind, { allowHalfOpen: true })
    const back = everything(one)

    one.end()
    await everything(other)
    other.write('still ')
    await new Promise(setImmediate)
    other.end('here')

    assert.equal(String(await back), 'still here')
  })

  test(`a stream that nobody reads notices that its peer has ended: ${kind.name}`, {
    skip,
  }, async (t) => {
    const [one, other] = streamPair(t, kind)
    const ended = event(other, 'end')

    one.end()
    await ended

    await Promise.all([closed(one), other.closed || closed(other)])
    assert.deepEqual([one.destroyed, other.destroyed], [true, true])
  })

  test(`what was sent before the end is read after it: ${kind.name}`, { skip }, async (t) => {
    const [one, other] = streamPair(t, kind)
    one.end('early')
    await closed(one.once('finish', () => one.destroy()))

    assert.equal(String(await everything(other)), 'early')
  })
}

test('a reset is an error, then the close reports it', async (t) => {
  const [one, other] = tcpPair(t)
  const stream = one.stream()
  const ended = closed(stream)

  other.stream().resetAndDestroy()

  const { errors, hadError } = await ended
  assert.equal((errors[0] as SocketError).code, 'ECONNRESET')
  assert.equal(errors.length, 1)
  assert.equal(hadError, true)
  assert.equal(one.closed, true)
})

test('a stream of a connection that was reset before is created, and reports that', async (t) => {
  const [one, other] = tcpPair(t)
  one.setOption('SO_LINGER', { onoff: true, seconds: 0 })
  one.close()
  arrived(other, constants.POLLRDHUP)

  const { errors } = await closed(other.stream())

  assert.deepEqual(
    errors.map((error) => (error as SocketError).code),
    ['ECONNRESET'],
  )
})

for (const kind of streams) {
  test(`writing to a peer that is gone is an error of the write: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)
    const stream = one.stream({ allowHalfOpen: true })
    stream.resume()
    const ended = closed(stream)
    other.close()
    await event(stream, 'end')

    const failures: unknown[] = []
    const write = (): void => {
      stream.write('x', (error) => {
        if (error) failures.push(error)
        else setImmediate(write)
      })
    }
    write()

    const { errors, hadError } = await ended
    const codes = [...failures, ...errors].map((error) => (error as SocketError).code)
    assert.equal(codes.length, 2)
    assert.ok(
      codes.every((code) => code === 'EPIPE' || code === 'ECONNRESET'),
      String(codes),
    )
    assert.equal(hadError, true)
  })

  test(`a pipeline from one connection to another carries data and end: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [client, front] = streamPair(t, kind, { allowHalfOpen: true })
    const [back, server] = streamPair(t, kind, { allowHalfOpen: true })
    const piped = Promise.all([pipeline(front, back), pipeline(back, front)])
    server.pipe(server)

    client.end(Buffer.alloc(1_000_000, 'x'))

    assert.equal((await everything(client)).length, 1_000_000)
    await piped
  })

  test(`a pipeline fails when the connection that it writes to is reset or closed: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [, front] = streamPair(t, kind)
    const [back, server] = streamPair(t, kind, { allowHalfOpen: true })
    const piped = pipeline(front, back)

    server.destroy()
    back.destroy(new SocketError('test', 0, 'ETEST', 'on purpose'))

    await assert.rejects(piped, { code: 'ETEST' })
    assert.equal(front.destroyed, true)
  })
}
