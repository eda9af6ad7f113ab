import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { once } from 'node:events'
import { Socket as NodeSocket } from 'node:net'
import { test } from 'node:test'
import { Socket, type SocketStream } from '../../src/index.ts'
import { streams, tcpPair } from '../support/kinds.ts'
import { closed, event } from '../support/stream-pairs.ts'

const context = new AsyncLocalStorage<string>()

/** What node:net does is what users expect: both have the same tests. */
const makers: readonly {
  readonly name: string
  readonly make: (socket: Socket) => SocketStream | NodeSocket
  /** The context of 'timeout'. A stream keeps one timer for all times that it is given. */
  readonly timeout: string
}[] = [
  { name: 'a stream', make: (socket) => socket.stream(), timeout: 'creation' },
  {
    name: 'a socket of node:net',
    make: (socket) => new NodeSocket({ fd: socket.detach() }),
    timeout: 'setTimeout',
  },
]

/** Notes the context of each of these events, and of each callback that `note` returns. */
function noting(
  stream: SocketStream | NodeSocket,
  names: readonly string[],
): { seen: string[]; note: (what: string) => () => void } {
  const seen: string[] = []
  const note = (what: string) => () => void seen.push(`${what}: ${context.getStore()}`)
  context.run('listening', () => {
    for (const name of names) stream.on(name, note(name))
  })
  return { seen, note }
}

/** The first receive belongs to the creation of the stream; from then on it waits for events. */
async function beyondFirst(stream: SocketStream | NodeSocket, peer: Socket): Promise<void> {
  peer.sendSync('first')
  await once(stream, 'data')
  stream.resume()
  await new Promise(setImmediate)
}

for (const { name: maker, make, timeout } of makers) {
  for (const kind of streams) {
    test(`${maker} emits events in the context of its creation, and of writes: ${kind.name}`, {
      skip: kind.skip,
    }, async (t) => {
      const [socket, peer] = kind.pair(t)
      const stream = context.run('creation', () => make(socket))
      const names = ['data', 'drain', 'timeout', 'end', 'finish', 'close']
      const { seen, note } = noting(stream, names)

      context.run('a peer', () => peer.sendSync('x'))
      await once(stream, 'data')
      context.run('a write', () => stream.write('x', note('sent at once')))
      context.run('a write that waits', () => stream.write(Buffer.alloc(10_000_000), note('sent')))
      context.run('the next write', () => stream.write(Buffer.alloc(10_000_000), note('sent next')))
      const drained = once(stream, 'drain')
      await context.run('a peer', () => peer.recv(20_000_001, { flags: 'MSG_WAITALL' }))
      await drained
      context.run('setTimeout', () => stream.setTimeout(1))
      await once(stream, 'timeout')
      stream.setTimeout(0)
      context.run('a peer', () => {
        peer.close()
      })
      await once(stream, 'close')

      // Whether 'drain' comes before the callback depends on how much the kernel takes at once.
      assert.deepEqual(
        new Set(seen),
        new Set([
          'data: creation',
          'sent at once: a write',
          'sent: a write that waits',
          'drain: a write that waits',
          'sent next: a write that waits',
          `timeout: ${timeout}`,
          'end: creation',
          'finish: creation',
          'close: creation',
        ]),
      )
    })
  }

  test(`${maker} reports a reset in the context of its creation`, async (t) => {
    const [socket, peer] = tcpPair(t)
    const stream = context.run('creation', () => make(socket))
    const { seen } = noting(stream, ['error', 'close'])
    await beyondFirst(stream, peer)

    peer.setOption('SO_LINGER', { onoff: true, seconds: 0 })
    peer.close()
    await new Promise((resolve) => stream.once('close', resolve))

    assert.deepEqual(seen, ['error: creation', 'close: creation'])
  })

  test(`${maker} reports a reset that a reader finds in the context of its creation`, async (t) => {
    const [socket, peer] = tcpPair(t)
    const stream = context.run('creation', () => make(socket))
    const { seen } = noting(stream, ['error', 'close'])
    peer.sendSync(Buffer.alloc(stream.readableHighWaterMark))
    while (stream.readableLength < stream.readableHighWaterMark) await new Promise(setImmediate)

    peer.setOption('SO_LINGER', { onoff: true, seconds: 0 })
    peer.close()
    context.run('a reader', () => stream.resume())
    await new Promise((resolve) => stream.once('close', resolve))

    assert.deepEqual(seen, ['error: creation', 'close: creation'])
  })

  test(`${maker} reports an error that it was destroyed with in the context of destroy`, async (t) => {
    const [socket] = tcpPair(t)
    const stream = context.run('creation', () => make(socket))
    const { seen } = noting(stream, ['error', 'close'])

    context.run('destroy', () => stream.destroy(new Error('on purpose')))
    await new Promise((resolve) => stream.once('close', resolve))

    assert.deepEqual(seen, ['error: destroy', 'close: creation'])
  })
}

test('descriptors come in the context of the creation of their stream', async () => {
  const [socket, peer] = Socket.pair()
  const stream = context.run('creation', () => socket.stream())
  const { seen } = noting(stream, ['fds'])
  stream.on('fds', (fds: number[]) => {
    for (const fd of fds) Socket.adopt(fd).close()
  })
  await beyondFirst(stream, peer)

  await peer.sendDescriptors([peer])
  await event(stream, 'fds')

  assert.deepEqual(seen, ['fds: creation'])
  for (const each of [socket, peer]) each.close()
})

test('a stream whose owner closes reports that in the context of its creation', async (t) => {
  const [owner] = tcpPair(t)
  const stream = context.run('creation', () => Socket.borrow(owner).stream())
  const { seen } = noting(stream, ['error', 'close'])
  const end = closed(stream)

  context.run('an owner', () => {
    owner.close()
  })
  await end

  assert.deepEqual(seen, ['error: creation', 'close: creation'])
})
