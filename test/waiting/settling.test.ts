import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { test } from 'node:test'
import { constants, poll, Socket } from '../../src/index.ts'
import { inChild } from '../support/child.ts'
import { closing, tcpPair } from '../support/kinds.ts'
import { PATIENCE } from '../support/patience.ts'

// Code that runs when a wait ends: by then the call has left its wait queue, so whatever its signal
// or its owner does affects the next call in the queue, and never the same call twice.

/** A signal implemented by the caller, which acts when its call ends. */
function endsWith(act: () => void): AbortSignal {
  return {
    aborted: false,
    addEventListener: () => undefined,
    removeEventListener: act,
  } as unknown as AbortSignal
}

test('a signal that shuts down its socket as its call ends loses no byte', async (t) => {
  const [one, other] = closing(t, Socket.pair())
  const signal = endsWith(() => {
    one.shutdown('SHUT_WR')
  })

  const first = one.recv(1, { signal })
  other.sendSync('ab')

  assert.equal(String(await first), 'a')
  assert.equal(String(await one.recv(1)), 'b')
  for (const socket of [one, other]) socket.close()
})

test('a signal that closes its socket as its call ends releases the process once', async () => {
  const { status, errors, result } = await inChild(async ({ Socket: Made }) => {
    const [one, other] = Made.pair()
    const [left, right] = Made.pair()
    const signal = {
      aborted: false,
      addEventListener: () => undefined,
      removeEventListener: () => {
        one.close()
      },
    }
    const first = one.recv(1, { signal: signal as never })
    other.sendSync('a')
    const got = [String(await first)]
    setTimeout(() => right.sendSync('z'), 50).unref() // the wait below keeps the process alive
    got.push(String(await left.recv()))
    for (const socket of [other, left, right]) socket.close()
    return got
  })

  assert.equal(status, 0, errors)
  assert.deepEqual(result, ['a', 'z'])
})

test('an owner that throws when the last wait ends keeps no call waiting', async () => {
  const { status, errors, result } = await inChild(async ({ Socket: Made }) => {
    const { EventEmitter: Emitter } = await import('node:events')
    const uncaught: string[] = []
    process.on('uncaughtException', ({ message }) => uncaught.push(message))
    const [one, other] = Made.pair()
    class Owner extends Emitter {
      get fd() {
        return one.fd
      }
      override off(): this {
        throw new Error('of this owner')
      }
    }
    const borrowed = Made.borrow(new Owner())
    const got: string[] = []
    for (const text of ['ab', 'cd']) {
      const receiving = borrowed.recv(2)
      other.sendSync(text)
      got.push(String(await receiving))
    }
    for (const socket of [one, other]) socket.close()
    return { got, uncaught }
  })

  assert.equal(status, 0, errors)
  assert.deepEqual(result, { got: ['ab', 'cd'], uncaught: ['of this owner', 'of this owner'] })
})

test('an owner has one listener, however many calls wait on sockets borrowed from it', async (t) => {
  const [one, other] = closing(t, Socket.pair())
  class Owner extends EventEmitter {
    get fd(): number {
      return one.fd
    }
  }
  const owner = new Owner()
  const waiting = Array.from({ length: 20 }, () => Socket.borrow(owner).recv(1))

  const during = owner.listenerCount('close')
  other.sendSync('a'.repeat(20))
  await Promise.all(waiting)

  assert.deepEqual([during, owner.listenerCount('close')], [1, 0])
  for (const socket of [one, other]) socket.close()
})

test('a borrower of a watched descriptor is notified of earlier changes', async () => {
  using listener = new Socket()
  listener.bind('127.0.0.1:0')
  listener.listen()
  using client = new Socket()
  await client.connect(listener.localAddress)
  using owner = await listener.accept()
  const borrower = Socket.borrow(owner)
  const readable = [{ socket: owner, events: constants.POLLIN }]
  const got: string[] = []

  const waiting = owner.recv()
  client.sendSync('1')
  got.push(String(await waiting)) // the owner is now watched
  client.sendSync('2')
  await poll(readable)
  got.push(String(await borrower.recv())) // a short read: the borrower's next receive waits first
  client.sendSync('3')
  await poll(readable) // the owner's watcher is notified
  await new Promise(setImmediate)
  got.push(String(await borrower.recv(100, { timeout: PATIENCE })))

  assert.deepEqual(got, ['1', '2', '3'])
})

test('an abort while the arguments are read is not missed', async (t) => {
  const [one, other] = closing(t, Socket.pair())
  const abort = new AbortController()
  let armed = false
  const borrowed = Socket.borrow({
    get fd() {
      if (armed) abort.abort()
      return one.fd
    },
  })
  armed = true

  await assert.rejects(borrowed.recv(10, { signal: abort.signal }), { name: 'AbortError' })

  for (const socket of [one, other]) socket.close()
})

test('the second call in a wait queue respects SO_RCVLOWAT too', async (t) => {
  const [client, accepted] = tcpPair(t)
  accepted.setOption('SO_RCVLOWAT', 10)

  const first = accepted.recv(10)
  const second = accepted.recv(10, { timeout: 100 })
  client.sendSync('0123456789abcde')

  assert.equal(String(await first), '0123456789')
  await assert.rejects(second, { code: 'ERR_SOCKET_TIMEOUT' })
  const third = accepted.recv(10, { timeout: 50 })
  const fourth = accepted.recv(10, { timeout: 150 })
  await assert.rejects(third, { code: 'ERR_SOCKET_TIMEOUT' })
  await assert.rejects(fourth, { code: 'ERR_SOCKET_TIMEOUT' })
  assert.equal(accepted.bytesReadable, 5)
})

test('empty messages before others do not end a seqpacket socket', async (t) => {
  const [one, other] = closing(t, Socket.pair('AF_UNIX', 'SOCK_SEQPACKET'))
  const [left, right] = closing(t, Socket.pair('AF_UNIX', 'SOCK_SEQPACKET'))
  for (const text of ['', '', 'x']) one.sendSync(text)
  left.sendSync('')
  left.sendMessageSync({ control: { SCM_RIGHTS: [right] } })
  one.close()
  left.close()
  const texts: string[] = []
  const descriptors: number[] = []

  for await (const { data } of other.datagrams()) texts.push(String(data))
  for await (const { control } of right.messages({ control: true })) {
    descriptors.push(control.SCM_RIGHTS?.length ?? 0)
    for (const descriptor of control.SCM_RIGHTS ?? []) descriptor.close()
  }

  assert.deepEqual(texts, ['', '', 'x'])
  assert.deepEqual(descriptors, [0, 1])
  for (const socket of [other, right]) socket.close()
})
