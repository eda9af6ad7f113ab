import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Socket, SocketStream } from '../../src/index.ts'
import { cannotCount, openSockets } from '../support/descriptors.ts'
import { inChild } from '../support/child.ts'
import { type Kind, streams } from '../support/kinds.ts'
import { closed, event } from '../support/stream-pairs.ts'

/** What a stream is doing when it is destroyed; its peer is a plain socket. */
const states: Readonly<Record<string, (stream: SocketStream, peer: Socket) => unknown>> = {
  'that is new': () => undefined,
  'that waits for data': (stream) => stream.resume(),
  'that has unread bytes': async (stream, peer) => {
    peer.sendSync('unread')
    await event(stream, 'readable')
  },
  'that waits to send': (stream) => stream.write(Buffer.alloc(30_000_000)),
  'with many writes behind one that waits': (stream) => {
    for (let i = 0; i < 300; i++) stream.write(Buffer.alloc(100_000))
  },
  'that is corked': (stream) => {
    stream.cork()
    stream.write('corked')
  },
  'that was ended': (stream) => stream.end('last'),
  'that was ended, and waits to send': (stream) => stream.end(Buffer.alloc(30_000_000)),
  'that has finished': async (stream) => {
    stream.end()
    await event(stream, 'finish')
  },
  'whose peer has ended': async (stream, peer) => {
    stream.resume()
    peer.shutdown('SHUT_WR')
    stream.allowHalfOpen = true
    await event(stream, 'end')
  },
  'whose peer is gone': (_stream, peer) => {
    peer.close()
  },
  'in its own listener of data': async (stream, peer) => {
    stream.once('data', () => stream.destroy())
    peer.sendSync('data')
    await event(stream, 'data')
  },
}

/** The ways to destroy it, and the error that is reported. */
const ways: Readonly<
  Record<string, (stream: SocketStream, socket: Socket, abort: () => void) => string>
> = {
  destroy: (stream) => {
    stream.destroy()
    return 'none'
  },
  'destroy with an error': (stream) => {
    stream.destroy(new Error('on purpose'))
    return 'on purpose'
  },
  'close of the socket': (_stream, socket) => {
    socket.close()
    return 'none'
  },
  'abort of the signal': (_stream, _socket, abort) => {
    abort()
    return 'The operation was aborted'
  },
  reset: (stream) => {
    stream.resetAndDestroy()
    return 'none'
  },
}

for (const kind of streams) {
  void suite(`streams of ${kind.name}`, { skip: kind.skip || cannotCount }, () => {
    for (const [state, prepare] of Object.entries(states)) {
      for (const [way, destroy] of Object.entries(ways)) {
        test(`${way} closes a stream ${state}, once`, async (t) => {
          await closesOnce(kind, prepare, destroy, t)
        })
      }
    }
  })
}

async function closesOnce(
  kind: Kind,
  prepare: (stream: SocketStream, peer: Socket) => unknown,
  destroy: (typeof ways)[string],
  t: { after(fn: () => void): void },
): Promise<void> {
  const before = openSockets()
  const [socket, peer] = kind.pair(t)
  const abort = new AbortController()
  const stream = socket.stream({ signal: abort.signal })
  let closes = 0
  stream.on('close', () => closes++)
  const end = closed(stream)
  await prepare(stream, peer)
  const wasDestroyed = stream.destroyed

  const expected = destroy(stream, socket, () => abort.abort())
  const { errors, hadError } = await end
  peer.close()
  await new Promise(setImmediate)

  const messages = errors.map((error) => (error as Error).message)
  assert.deepEqual(messages, expected === 'none' || wasDestroyed ? [] : [expected])
  assert.equal(hadError, messages.length > 0)
  assert.equal(closes, 1)
  assert.equal(socket.closed, true)
  assert.deepEqual(openSockets(), before)
}

test('the write that waits is told, and so are those behind it', async (t) => {
  const [kind = assert.fail()] = streams
  const [socket] = kind.pair(t)
  const stream = socket.stream()
  const told: (string | undefined)[] = []
  for (let i = 0; i < 3; i++) {
    stream.write(Buffer.alloc(30_000_000), (error) => told.push((error as { code?: string }).code))
  }

  socket.close()
  await closed(stream)
  await new Promise(setImmediate)

  assert.deepEqual(told, Array(3).fill('ERR_SOCKET_CLOSED'))
})

test('a stream keeps the process alive while it waits, unless it is unreferenced', async () => {
  const ended = await inChild(({ Socket }) => {
    const [one, other] = Socket.pair()
    const [near, far] = [one.stream(), other.stream()]
    near.unref()
    far.on('data', () => process.exit(1)).unref()
    process.on('exit', () => {
      process.exitCode = near.destroyed ? 2 : 3
    })
  })

  assert.deepEqual([ended.status, ended.errors], [3, ''])
})

test('a stream that waits is reachable; a dropped one that is paused is closed with a warning', async () => {
  const ended = await inChild(
    async ({ Socket }) => {
      const warnings: string[] = []
      process.on('warning', ({ message }) => warnings.push(message))
      const [waiting, peer] = Socket.pair()
      const received = new Promise((resolve) => {
        waiting.stream().once('data', (chunk: Buffer) => resolve(chunk.toString()))
      })
      const drop = () => {
        const [one, other] = Socket.pair()
        one.sendSync('unread')
        one.close()
        return new Promise((resolve) =>
          other.stream({ highWaterMark: 1 }).once('readable', resolve),
        )
      }
      await drop()
      for (let i = 0; i < 500 && warnings.length === 0; i++) {
        ;(globalThis as { gc?: () => void }).gc?.()
        await new Promise(setImmediate)
      }
      peer.sendSync('still there')
      return [await received, warnings.length]
    },
    { node: ['--expose-gc', '--no-warnings'] },
  )

  assert.deepEqual(ended.result, ['still there', 1], ended.errors)
})
