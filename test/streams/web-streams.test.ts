import assert from 'node:assert/strict'
import { PassThrough, pipeline } from 'node:stream'
import { buffer, text } from 'node:stream/consumers'
import { test } from 'node:test'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { inspect } from 'node:util'
import { constants, Socket } from '../../src/index.ts'
import { arrived } from '../support/arrived.ts'
import { cannotCount, openSockets } from '../support/descriptors.ts'
import { connections, datagrams, streams, tcpPair } from '../support/kinds.ts'
import { pattern } from '../support/streams.ts'

for (const kind of connections) {
  const { skip } = kind

  test(`the halves carry bytes, and their ends close the sockets: ${kind.name}`, {
    skip: skip || cannotCount,
  }, async (t) => {
    const before = openSockets()
    const [one, other] = kind.pair(t)
    const writer = one.writable.getWriter()
    const there = text(other.readable)
    const back = text(one.readable)

    await writer.write('one ')
    await writer.write(new Uint8Array([0x74, 0x77, 0x6f]))
    await writer.close()
    assert.equal(await there, 'one two')
    assert.equal(one.closed, false) // its other half is open
    await other.writable.close()
    assert.equal(await back, '')

    assert.deepEqual([one.closed, other.closed], [true, true])
    assert.deepEqual(openSockets(), before)
  })

  test(`nothing is received before it is read: ${kind.name}`, { skip }, async (t) => {
    const [one, other] = kind.pair(t)
    const { readable } = other
    one.sendSync('first')
    await new Promise(setImmediate)

    assert.equal(String(other.recvSync(2, { flags: 'MSG_PEEK' })), 'fi')
    const reader = readable.getReader()
    const { value } = await reader.read()
    assert.equal(String(Buffer.from(value ?? [])), 'first')
    assert.throws(() => other.recvSync(), {
      name: 'TypeError',
      message: 'The socket receives through its readable: use that alone',
    })
    assert.throws(() => other.stream(), {
      message: 'The socket receives through its readable: use that alone',
    })
    other.sendSync('still allowed')
    assert.equal(String(one.recvSync()), 'still allowed')
  })

  test(`cancelling ends a read that waits, and shuts down receiving: ${kind.name}`, {
    skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)
    const reader = other.readable.getReader()
    const waiting = reader.read()

    await reader.cancel()

    assert.deepEqual(await waiting, { done: true, value: undefined })
    assert.equal(other.closed, false)
    await other.writable.close()
    assert.equal(other.closed, true)
    assert.equal(one.closed, false)
  })

  test(`what is unread after cancelling does not cut off what is sent: ${kind.name}`, {
    skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)
    one.setOption('SO_RCVBUF', 30_000) // a part of the answer stays where it is sent
    other.setOption('SO_SNDBUF', 400_000)
    for (let i = 0; i < 10; i++) one.sendSync('unread')
    await other.readable.cancel()
    const writer = other.writable.getWriter()

    await writer.write(pattern(150_000))
    await writer.close()

    assert.equal(other.closed, true)
    assert.ok((await buffer(one.readable)).equals(pattern(150_000)))
  })

  test(`closing the socket fails a read and a write that wait: ${kind.name}`, {
    skip,
  }, async (t) => {
    const [one] = kind.pair(t)
    const read = one.readable.getReader().read()
    const writer = one.writable.getWriter()
    const writes = Array.from({ length: 100 }, () => writer.write(Buffer.alloc(100_000)))
    await new Promise(setImmediate)

    one.close()

    await assert.rejects(read, { code: 'ERR_SOCKET_CLOSED' })
    const outcomes = await Promise.allSettled(writes)
    const failed = outcomes.filter(({ status }) => status === 'rejected')
    assert.ok(failed.length > 0)
  })

  test(`a socket keeps its two streams: ${kind.name}`, { skip }, (t) => {
    const [one] = kind.pair(t)

    assert.equal(one.readable, one.readable)
    assert.equal(one.writable, one.writable)
  })
}

/** What happens to the readable before the writable is aborted. */
const receivingEnds: Record<string, (one: Socket, other: Socket) => Promise<unknown>> = {
  '': () => Promise.resolve(),
  ', also after the end of the readable': (one, other) => {
    other.shutdown('SHUT_WR')
    return buffer(one.readable)
  },
  ', also after the readable was cancelled': (one) => one.readable.cancel(),
}

for (const kind of streams) {
  const { skip } = kind

  test(`a BYOB reader receives into its own memory: ${kind.name}`, { skip }, async (t) => {
    const [one, other] = kind.pair(t)
    const reader = other.readable.getReader({ mode: 'byob' })
    one.sendSync('abcdef')

    const first = await reader.read(new Uint8Array(new ArrayBuffer(100), 10, 4))
    assert.deepEqual([first.done, first.value?.byteOffset, first.value?.byteLength], [false, 10, 4])
    assert.equal(first.value?.buffer.byteLength, 100)
    assert.equal(String(Buffer.from(first.value)), 'abcd')
    const second = await reader.read(new Uint8Array(4))
    assert.equal(String(Buffer.from(second.value ?? [])), 'ef')

    one.shutdown('SHUT_WR')
    const last = await reader.read(new Uint8Array(4))
    assert.deepEqual([last.done, last.value?.byteLength], [true, 0])
  })

  test(`pipeTo carries bytes and end from socket to socket: ${kind.name}`, { skip }, async (t) => {
    const [client, front] = kind.pair(t)
    const [back, server] = kind.pair(t)
    const data = pattern(3_000_000)
    const received = buffer(server.readable)
    const answered = buffer(client.readable)
    const piped = Promise.all([
      front.readable.pipeTo(back.writable),
      back.readable.pipeTo(front.writable),
    ])

    const writer = client.writable.getWriter()
    await Promise.all([writer.write(data), writer.close()])
    assert.ok((await received).equals(data))
    const answer = server.writable.getWriter()
    await Promise.all([answer.write('thanks'), answer.close()])

    assert.equal(String(await answered), 'thanks')
    await piped
    assert.deepEqual(
      [client, front, back, server].map(({ closed }) => closed),
      [true, true, true, true],
    )
  })

  test(`what waits for space holds the writer back: ${kind.name}`, { skip }, async (t) => {
    const [one, other] = kind.pair(t)
    const writer = one.writable.getWriter()
    let written = 0
    const writing = (async () => {
      for (; written < 200; written++) {
        await writer.ready
        await writer.write(Buffer.alloc(100_000))
      }
      await writer.close()
    })()
    for (let i = 0; i < 50; i++) await new Promise(setImmediate)
    assert.ok(written < 200, `${written} writes`)

    assert.equal((await buffer(other.readable)).length, 20_000_000)
    await writing
  })

  test(`compressed on one side, it is text on the other: ${kind.name}`, { skip }, async (t) => {
    const [one, other] = kind.pair(t)
    const words = 'compress me '.repeat(10_000)
    const received = text(other.readable.pipeThrough(new DecompressionStream('gzip')))

    await new Blob([words]).stream().pipeThrough(new CompressionStream('gzip')).pipeTo(one.writable)

    assert.equal(await received, words)
  })

  for (const [when, endReceiving] of Object.entries(receivingEnds)) {
    test(`aborting ends a write that waits, and closes the socket${when}: ${kind.name}`, {
      skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      await endReceiving(one, other)
      const writer = one.writable.getWriter()
      const writing = writer.write(Buffer.alloc(30_000_000))
      await new Promise(setImmediate)

      const failed = assert.rejects(writing)
      await writer.abort(new Error('on purpose'))
      await failed

      assert.equal(one.closed, true)
      const read = buffer(other.readable)
      if (kind.family === 'AF_UNIX') assert.ok((await read).length < 30_000_000)
      else await assert.rejects(read, { code: 'ECONNRESET' })
    })
  }
}

for (const kind of connections) {
  test(`each chunk has memory of its own, which may be transferred: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)
    const reader = other.readable.getReader()
    for (const text of ['short', 'x'.repeat(10_000), 'last']) {
      one.sendSync(text)
      const { value = new Uint8Array() } = await reader.read()

      assert.ok(value.buffer instanceof ArrayBuffer)
      const moved = structuredClone(value, { transfer: [value.buffer] })
      assert.equal(moved.buffer.byteLength, text.length)
      assert.equal(String(Buffer.from(moved)), text)
    }
  })
}

test('a reset fails the read', async (t) => {
  const [one, other] = tcpPair(t)
  one.setOption('SO_LINGER', { onoff: true, seconds: 0 })
  const read = other.readable.getReader().read()

  one.close()

  await assert.rejects(read, { code: 'ECONNRESET', syscall: 'recv' })
})

test('what is no data fails the write, and resets the connection: more was to come', async (t) => {
  const [one, other] = tcpPair(t)
  const writer = one.writable.getWriter()

  await assert.rejects(writer.write(7 as never), { name: 'TypeError' })

  assert.equal(one.closed, true)
  await assert.rejects(other.recv(), { code: 'ECONNRESET' })
})

test('a readable is a body for fetch', async (t) => {
  const server = createServer((request, response) => request.pipe(response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const address = server.address()
  assert.ok(address && typeof address === 'object')
  const [one, other] = tcpPair(t)
  one.sendSync('the body')
  one.shutdown('SHUT_WR')

  const response = await fetch(`http://127.0.0.1:${address.port}`, {
    method: 'POST',
    body: other.readable,
    duplex: 'half',
  })

  assert.equal(await response.text(), 'the body')
})

test('a record is one chunk, however long', async () => {
  const [one, other] = Socket.pair('AF_UNIX', 'SOCK_SEQPACKET')
  one.setOption('SO_SNDBUF', 400_000)
  for (const length of [1, 150_000, 7]) one.sendSync(Buffer.alloc(length))
  one.close()
  const lengths: number[] = []

  for await (const { length } of other.readable) lengths.push(length)

  assert.deepEqual(lengths, [1, 150_000, 7])
  other.close()
})

for (const kind of datagrams) {
  test(`a datagram socket has no readable and no writable: ${kind.name}`, {
    skip: kind.skip,
  }, (t) => {
    const [socket] = kind.pair(t)
    const message = 'A SOCK_DGRAM socket has no stream: receive its datagrams()'

    assert.throws(() => socket.readable, { name: 'TypeError', message })
    assert.throws(() => socket.writable, { name: 'TypeError', message })
  })
}

test('to look at a datagram socket asks for no stream, and a pipeline says what to do', (t) => {
  const [socket] = Socket.pair('AF_UNIX', 'SOCK_DGRAM')
  t.after(() => {
    socket.close()
  })

  assert.match(inspect(socket, { getters: true, showHidden: true, customInspect: false }), /fd/)
  assert.deepEqual(Object.keys(socket), [])
  assert.throws(() => pipeline(socket as never, new PassThrough(), () => undefined), {
    message: 'A SOCK_DGRAM socket has no stream: receive its datagrams()',
  })
})

test('the peer of a cancelled Unix stream is told when it sends', async () => {
  const [one, other] = Socket.pair()
  await other.readable.cancel()
  arrived(one, constants.POLLOUT)

  assert.throws(() => one.sendSync('x'), { code: 'EPIPE' })
  one.close()
  other.close()
})

test('a half that has failed has ended: with the other one, the socket is closed', async (t) => {
  const [one, other] = tcpPair(t)
  const { readable, writable } = other
  one.setOption('SO_LINGER', { onoff: true, seconds: 0 })
  one.close()

  await assert.rejects(readable.getReader().read(), { code: 'ECONNRESET' })
  assert.equal(other.closed, false)
  await writable.close()

  assert.equal(other.closed, true)
})

test('the streams of the web do nothing to a socket that has a stream', async (t) => {
  const [one] = tcpPair(t)
  const { readable, writable } = one
  const stream = one.stream()
  const message = /^The socket (receives|sends) through its stream\(\): use that alone$/

  await assert.rejects(readable.cancel(), { message })
  await assert.rejects(writable.abort(), { message })

  assert.equal(stream.destroyed, false)
})
