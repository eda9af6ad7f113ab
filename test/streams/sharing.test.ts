import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Socket } from '../../src/index.ts'
import { inChild } from '../support/child.ts'
import { forms } from '../support/forms.ts'
import { tcpPair } from '../support/kinds.ts'
import { closed, event } from '../support/stream-pairs.ts'

/** A Socket, and another of the same descriptor. */
const sharers: Record<string, (socket: Socket) => [Socket, Socket]> = {
  'its owner has a stream': (socket) => [socket, Socket.borrow(socket)],
  'a borrower has a stream': (socket) => [Socket.borrow(socket), socket],
  'another borrower of the same socket has a stream': (socket) => [
    Socket.borrow(socket),
    Socket.borrow(Socket.borrow(socket)),
  ],
  'another borrower of the same number has a stream': ({ fd }) => [
    Socket.borrow(fd),
    Socket.borrow(fd),
  ],
  'another borrower of the same object has a stream': ({ fd }) => [
    Socket.borrow({ fd }),
    Socket.borrow({ fd }),
  ],
}

for (const [why, share] of Object.entries(sharers)) {
  for (const form of forms) {
    test(`a socket neither receives nor sends while ${why}: ${form.name}`, async (t) => {
      const [socket, peer] = tcpPair(t)
      const [holder, other] = share(socket)
      const stream = holder.stream()
      const receives = { message: 'The socket receives through its stream(): use that alone' }
      const sends = { message: 'The socket sends through its stream(): use that alone' }

      await assert.rejects(async () => form.call(other, 'recv', 9, { timeout: 0 }), receives)
      await assert.rejects(async () => form.call(other, 'send', 'x'), sends)
      await assert.rejects(async () => form.call(other, 'sendFile', '/dev/null'), sends)
      assert.throws(() => other.trySend(Buffer.from('x')), sends)
      assert.throws(() => other.stream(), receives)
      await assert.rejects(other.readable.getReader().read(), receives)
      peer.sendSync('all')
      assert.equal(String((await event(stream, 'data'))[0]), 'all')

      stream.destroy()
      await closed(stream)
      assert.equal(socket.closed, holder === socket)
      if (socket.closed) return
      await form.call(other, 'send', 'again')
      assert.equal(String(await form.call(peer, 'recv')), 'again')
    })
  }

  const whyNot = why.replace('a stream', 'a reader')
  test(`a socket does not receive, but sends, while ${whyNot}`, async (t) => {
    const [socket, peer] = tcpPair(t)
    const [holder, other] = share(socket)
    peer.sendSync('mine')
    const { value = new Uint8Array() } = await holder.readable.getReader().read()
    assert.equal(String(Buffer.from(value)), 'mine')

    const receives = { message: 'The socket receives through its readable: use that alone' }
    assert.throws(() => other.recvSync(9, { timeout: 0 }), receives)
    await assert.rejects(other.readable.getReader().read(), receives)
    other.sendSync('allowed')

    assert.equal(String(peer.recvSync()), 'allowed')
  })

  const waits = why.replace('a stream', 'a call that waits')
  test(`a socket has no stream while ${waits}`, async (t) => {
    const [socket, peer] = tcpPair(t)
    const [holder, other] = share(socket)
    const message = /^A call waits on the socket: /

    const receiving = holder.recv()
    assert.throws(() => other.stream(), { message })
    peer.sendSync('first')
    assert.equal(String(await receiving), 'first')
    const sending = holder.sendAll(Buffer.alloc(10_000_000))
    assert.throws(() => other.stream(), { message })
    await peer.recv(10_000_000, { flags: 'MSG_WAITALL' })
    await sending

    const stream = other.stream()
    assert.equal(stream.destroyed, false)
    stream.destroy()
  })
}

test('a borrower has no stream while its owner transfers', async (t) => {
  const [source, peer] = tcpPair(t)
  const [sink, reader] = tcpPair(t)
  const piped = source.pipeTo(sink)

  const message = 'A sendFile or pipeTo of the socket is under way: its stream would mix in'
  for (const socket of [source, sink])
    assert.throws(() => Socket.borrow(socket).stream(), { message })

  peer.shutdown('SHUT_WR')
  assert.equal(await piped, 0)
  assert.equal(reader.recvSync().length, 0)
})

/** What takes a direction, or both, of a Socket that is closed by then. */
const tooLate: Record<string, (socket: Socket) => () => Promise<unknown>> = {
  'reads from its readable': ({ readable }) => {
    const reader = readable.getReader()
    return () => reader.read()
  },
  'cancels its readable': ({ readable }) => {
    return () => readable.cancel()
  },
  'writes to its writable': ({ writable }) => {
    const writer = writable.getWriter()
    return () => writer.write('x')
  },
}

for (const [what, prepare] of Object.entries(tooLate))
  test(`a borrower that ${what} after close() leaves its owner alone`, async (t) => {
    const [owner, peer] = tcpPair(t)
    const borrower = Socket.borrow(owner)
    const use = prepare(borrower)

    borrower.close()
    await use().catch(() => undefined) // cancel() succeeds: there is nothing left to do

    peer.sendSync('all')
    assert.equal(String(await owner.recv()), 'all')
    await owner.send('answer')
    assert.equal(String(await peer.recv()), 'answer')
  })

test('a stream of a borrower whose signal is aborted already leaves the owner alone', async (t) => {
  const [owner, peer] = tcpPair(t)
  const stream = Socket.borrow(owner).stream({ signal: AbortSignal.abort() })
  stream.on('error', () => undefined)

  await closed(stream)

  peer.sendSync('all')
  assert.equal(String(await owner.recv()), 'all')
  owner.stream().destroy()
})

test('a borrower that was dropped unclosed leaves its owner alone', async () => {
  const ended = await inChild(
    async ({ Socket }) => {
      const [owner, peer] = Socket.pair()
      const drop = async (): Promise<WeakRef<object>> => {
        const borrower = Socket.borrow(owner)
        peer.sendSync('read')
        const reader = borrower.readable.getReader()
        await reader.read()
        await borrower.writable.getWriter().write('written')
        return new WeakRef(borrower)
      }
      const borrower = await drop()
      for (let i = 0; i < 500; i++) {
        await new Promise(setImmediate) // deref() keeps its target alive until the end of the turn
        ;(globalThis as { gc?: () => void }).gc?.()
        if (!borrower.deref()) break
      }
      peer.sendSync('all')
      owner.sendSync(' and more')
      const seen = [String(owner.recvSync()), String(peer.recvSync())]
      owner.stream().destroy()
      return seen
    },
    { node: ['--expose-gc'] },
  )

  assert.deepEqual(ended.result, ['all', 'written and more'], ended.errors)
})
