import assert from 'node:assert/strict'
import { Socket as NodeSocket } from 'node:net'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { Socket } from '../../src/index.ts'
import { cannotCount, openSockets } from '../support/descriptors.ts'
import { forms } from '../support/forms.ts'
import { connections, datagrams, streams, tcpPair } from '../support/kinds.ts'
import { closed, event, everything } from '../support/stream-pairs.ts'

for (const kind of connections) {
  test(`another call returns the same stream: ${kind.name}`, { skip: kind.skip }, (t) => {
    const [socket] = kind.pair(t)

    const stream = socket.stream({ allowHalfOpen: true })

    assert.equal(socket.stream(), stream)
    assert.throws(() => socket.stream({ allowHalfOpen: true }), {
      name: 'TypeError',
      message: 'The socket has a stream already: its options were given when it was made',
    })
    socket.close()
    assert.equal(socket.stream(), stream)
    assert.equal(stream.destroyed, true)
  })

  for (const form of forms) {
    test(`calls that receive or send fail beside a stream: ${kind.name}, ${form.name}`, {
      skip: kind.skip,
    }, async (t) => {
      const [socket, peer] = kind.pair(t)
      const stream = socket.stream()
      const received = everything(stream)
      const receives = { message: 'The socket receives through its stream(): use that alone' }
      const sends = { message: 'The socket sends through its stream(): use that alone' }

      await assert.rejects(async () => form.call(socket, 'recv'), receives)
      await assert.rejects(async () => form.call(socket, 'recvInto', Buffer.alloc(1)), receives)
      await assert.rejects(async () => form.call(socket, 'recvMessage'), receives)
      await assert.rejects(async () => form.call(socket, 'send', 'x'), sends)
      await assert.rejects(async () => form.call(socket, 'send', Buffer.from('x')), sends)
      await assert.rejects(async () => form.call(socket, 'sendMessage', { data: 'x' }), sends)
      peer.sendSync('untouched')
      peer.close()

      assert.equal(String(await received), 'untouched')
    })
  }

  test(`options, names and descriptor of the socket stay usable: ${kind.name}`, {
    skip: kind.skip,
  }, (t) => {
    const [socket] = kind.pair(t)
    socket.stream()

    socket.setOption('SO_RCVBUF', 100_000)

    assert.equal(socket.getOption('SO_RCVBUF'), 200_000)
    assert.equal(socket.localAddress.family, kind.family)
    assert.equal(socket.remoteAddress.family, kind.family)
    assert.ok(socket.fd >= 0)
  })

  test(`an idle stream gives its descriptor away: ${kind.name}`, {
    skip: kind.skip || cannotCount,
  }, async (t) => {
    const [socket, peer] = kind.pair(t)
    const stream = socket.stream()
    stream.write('before ')
    peer.sendSync('question')
    await event(stream, 'data')
    const before = openSockets()

    const end = closed(stream)
    const fd = socket.detach()
    assert.deepEqual(await end, { errors: [], hadError: false })
    assert.deepEqual(openSockets(), before)
    using other = Socket.adopt(fd)
    other.sendSync('after')
    other.close()

    assert.equal(String(await everything(peer.stream())), 'before after')
  })

  test(`a stream that is not idle keeps its descriptor: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [socket, peer] = kind.pair(t)
    const stream = socket.stream()
    peer.sendSync('unread')
    await event(stream, 'readable')

    assert.throws(() => socket.detach(), {
      name: 'TypeError',
      message: 'The stream has 6 bytes that nobody has read: detach() would lose them',
    })

    assert.equal(String(stream.read()), 'unread')
    for (let i = 0; i < 100; i++) stream.write(Buffer.alloc(100_000))
    assert.throws(() => socket.detach(), { message: /^The stream has \d+ bytes to send: detach/ })
    assert.equal(socket.closed, false)
  })
}

for (const kind of connections) {
  test(`a stream that has decoded a part of a character keeps its descriptor: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const parts: readonly [BufferEncoding, string, string, number][] = [
      ['utf8', 'x\u20ac', 'x', 2],
      ['utf16le', 'xy', 'x', 1],
      ['base64', 'YWJjZGVm', 'YWJj', 2],
    ]
    for (const [encoding, whole, before, partial] of parts) {
      const [socket, peer] = kind.pair(t)
      const stream = socket.stream().setEncoding(encoding)
      const bytes = Buffer.from(whole, encoding)

      peer.sendSync(bytes.subarray(0, -1))
      assert.deepEqual(await event(stream, 'data'), [before])
      assert.throws(() => socket.detach(), {
        name: 'TypeError',
        message: `The stream has ${partial} bytes of a character whose rest has not arrived: detach() would lose them`,
      })
      stream.pause()
      peer.sendSync(bytes.subarray(-1))
      await event(stream, 'readable')
      assert.throws(() => socket.detach(), { message: /^The stream has \d characters that nobody/ })

      assert.equal(before + String(stream.read()), whole)
      using other = Socket.adopt(socket.detach())
      assert.equal(other.closed, false)
    }
  })
}

for (const kind of connections) {
  test(`a destroyed stream gives its descriptor to nobody, not even in a callback: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [socket] = kind.pair(t)
    const stream = socket.stream()
    while (stream.write(Buffer.alloc(16_384)));
    let refusal: unknown
    stream.write('last', () => {
      try {
        socket.detach()
      } catch (error) {
        refusal ??= error
      }
    })
    const waiting = stream.writableLength

    stream.destroy()
    await closed(stream)

    assert.ok(waiting > 0)
    assert.equal((refusal as NodeJS.ErrnoException | undefined)?.code, 'ERR_SOCKET_CLOSED')
    assert.equal(socket.closed, true)
  })
}

test("node:net takes an idle stream's descriptor", async (t) => {
  const [socket, peer] = tcpPair(t)
  const stream = socket.stream()
  stream.write('before ')
  const taken = new NodeSocket({ fd: socket.detach() })

  taken.end('after')

  assert.equal(await text(peer.stream()), 'before after')
  taken.destroy()
})

for (const kind of datagrams) {
  test(`a datagram socket has no stream: ${kind.name}`, { skip: kind.skip }, (t) => {
    const [socket] = kind.pair(t)

    assert.throws(() => socket.stream(), {
      name: 'TypeError',
      message: 'A SOCK_DGRAM socket has no stream: receive its datagrams()',
    })
  })
}

test('a socket that is not connected, listens or is closed has no stream', () => {
  using fresh = new Socket()
  using unix = new Socket('AF_UNIX')
  using listener = new Socket()
  listener.listen()
  const closed = new Socket()
  closed.close()

  for (const socket of [fresh, unix])
    assert.throws(() => socket.stream(), { code: 'ENOTCONN', message: /\(connect first\)$/ })
  assert.throws(() => listener.stream(), {
    message: 'The socket listens: take the stream of what accept() returns',
  })
  assert.throws(() => closed.stream(), { code: 'ERR_SOCKET_CLOSED' })
})

test('a socket on which a call waits has no stream before that has ended', async (t) => {
  const [kind = assert.fail()] = streams
  const [socket, peer] = kind.pair(t)
  const waiting = socket.recv()

  assert.throws(() => socket.stream(), {
    message: 'A call waits on the socket: its stream would take the bytes away from it',
  })

  peer.sendSync('first')
  assert.equal(String(await waiting), 'first')
  assert.equal(socket.stream().destroyed, false)
})

test('options that are wrong are refused, and no stream is created', (t) => {
  const [socket] = tcpPair(t)
  const wrong: readonly [unknown, RegExp][] = [
    [{ allowHalfopen: true }, /^Unknown option: allowHalfopen; did you mean allowHalfOpen\?$/],
    [{ allowHalfOpen: 1 }, /^allowHalfOpen must be true or false, not 1$/],
    [{ highWaterMark: -1 }, /^highWaterMark must be between 0 and 1073741824, not -1$/],
    [{ signal: {} }, /^signal must be an AbortSignal, not an object$/],
    [true, /^options must be an object, not true$/],
  ]
  for (const [options, message] of wrong)
    assert.throws(() => socket.stream(options as object), { message })

  assert.equal(socket.stream({ allowHalfOpen: undefined }).allowHalfOpen, false)
})

test('a stream of a borrowed socket ends when its owner closes it', async (t) => {
  const [owner] = tcpPair(t)
  const stream = Socket.borrow(owner).stream()
  const end = closed(stream)

  owner.close()

  const { errors } = await end
  assert.deepEqual(
    errors.map((error) => (error as { code: string }).code),
    ['ERR_SOCKET_CLOSED'],
  )
})

test('destroying a stream of a borrowed socket leaves the descriptor open', async (t) => {
  const [owner, peer] = tcpPair(t)
  const stream = Socket.borrow(owner).stream()

  stream.destroy()
  await closed(stream)

  owner.sendSync('still open')
  assert.equal(String(peer.recvSync()), 'still open')
})

test('a socket that a transfer uses has no stream before that has ended', async (t) => {
  const [source, peer] = tcpPair(t)
  const [sink, reader] = tcpPair(t)
  const piped = source.pipeTo(sink)

  const message = 'A sendFile or pipeTo of the socket is under way: its stream would mix in'
  for (const socket of [source, sink]) assert.throws(() => socket.stream(), { message })
  await assert.rejects(sink.writable.getWriter().write('x'), { message })

  peer.sendSync('all')
  peer.shutdown('SHUT_WR')
  assert.equal(await piped, 3)
  assert.equal(String(await everything(reader.stream())), 'all')
  assert.equal(source.stream().destroyed, false)
})

test('a transfer is refused beside a stream', async (t) => {
  const [one] = tcpPair(t)
  const [other] = tcpPair(t)
  one.stream()

  const receives = { message: 'The socket receives through its stream(): use that alone' }
  const sends = { message: 'The socket sends through its stream(): use that alone' }
  await assert.rejects(one.pipeTo(other), receives)
  await assert.rejects(other.pipeTo(one), sends)
  await assert.rejects(one.sendFile('/dev/null'), sends)
  await assert.rejects(other.sendFile(one), receives)
})
