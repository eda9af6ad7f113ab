import assert from 'node:assert/strict'
import { test } from 'node:test'
import { constants, Socket, type SocketError } from '../../src/index.ts'
import { arrived } from '../support/arrived.ts'
import { cannotCount, openSockets } from '../support/descriptors.ts'
import {
  closing,
  connections,
  type Kind,
  loopback,
  nameOf,
  onKinds,
  streams,
  tcpPair,
} from '../support/kinds.ts'
import { PATIENCE } from '../support/patience.ts'
import { narrow } from '../support/streams.ts'
import { closedPort } from '../support/unanswering-peer.ts'

// try… calls try once, and return null if recv, send or accept would wait.

const { MSG_DONTWAIT, MSG_PEEK, MSG_WAITALL } = constants

type Receive = (socket: Socket, flags?: number) => string | null

const withFlags = (flags: number | undefined) => (flags === undefined ? undefined : { flags })
const text = (bytes: Uint8Array, length: number) => String(Buffer.from(bytes.subarray(0, length)))

/** Every try… call that receives; returns what was received as text. */
const receives: readonly [name: string, receive: Receive][] = [
  ['tryRecv', (socket, flags) => socket.tryRecv(9, withFlags(flags))?.toString() ?? null],
  [
    'tryRecvInto',
    (socket, flags) => {
      const room = new Uint8Array(9)
      const length = socket.tryRecvInto(room, withFlags(flags))
      return length === null ? null : text(room, length)
    },
  ],
  [
    'tryRecvFrom',
    (socket, flags) => socket.tryRecvFrom(9, withFlags(flags))?.data.toString() ?? null,
  ],
  [
    'tryRecvFromInto',
    (socket, flags) => {
      const room = new Uint8Array(9)
      const received = socket.tryRecvFromInto(room, withFlags(flags))
      return received && text(room, received.length)
    },
  ],
  [
    'tryRecvMessage',
    (socket, flags) =>
      socket.tryRecvMessage({ size: 9, ...withFlags(flags) })?.data.toString() ?? null,
  ],
]

const part = Buffer.alloc(1 << 14, 'x')

/** Every try… call that sends to the peer. */
const sends: readonly [name: string, send: (socket: Socket) => number | null][] = [
  ['trySend', (socket) => socket.trySend(part)],
  ['trySend of several buffers', (socket) => socket.trySend([part])],
  ['trySend with flags', (socket) => socket.trySend(part, { flags: 0 })],
  ['trySendMessage', (socket) => socket.trySendMessage({ data: part })],
]

for (const [kind, [name, receive]] of onKinds(receives)) {
  const on = `${name}, ${kind.name}`

  test(`a try to receive is null until there is something: ${on}`, {
    skip: kind.skip,
  }, (t) => {
    const [one, other] = kind.pair(t)

    assert.equal(one.nonblocking, false)
    assert.equal(receive(one), null)
    other.sendSync('here')
    arrived(one)
    assert.equal(receive(one, MSG_PEEK), 'here')
    assert.equal(receive(one), 'here')
    assert.equal(receive(one, MSG_DONTWAIT), null)
    assert.equal(one.nonblocking, false)
  })

  test(`a try to receive neither waits for the timeout of the socket nor for O_NONBLOCK: ${on}`, {
    skip: kind.skip,
  }, (t) => {
    const [one, other] = kind.pair(t)
    one.timeout = PATIENCE
    one.nonblocking = true

    assert.equal(receive(one), null)
    other.sendSync('here')
    arrived(one)
    assert.equal(receive(one), 'here')
  })

  test(`a try to receive on a closed socket fails: ${on}`, { skip: kind.skip }, (t) => {
    const [one] = kind.pair(t)
    one.close()

    assert.throws(() => receive(one), { code: 'ERR_SOCKET_CLOSED' })
  })
}

for (const kind of streams) {
  for (const [name, receive] of receives) {
    test(`at the end of a stream a try is empty, not null: ${name}, ${kind.name}`, {
      skip: kind.skip,
    }, (t) => {
      const [one, other] = kind.pair(t)
      other.sendSync('last')
      other.shutdown('SHUT_WR')
      arrived(one)

      assert.equal(receive(one), 'last')
      arrived(one)
      assert.equal(receive(one), '')
      assert.equal(receive(one), '')
    })

    test(`a try with MSG_WAITALL takes what there is: ${name}, ${kind.name}`, {
      skip: kind.skip,
    }, (t) => {
      const [one, other] = kind.pair(t)

      assert.equal(receive(one, MSG_WAITALL), null)
      other.sendSync('few')
      arrived(one)
      assert.equal(receive(one, MSG_WAITALL), 'few')
    })
  }
}

for (const [kind, [name, send]] of onKinds(sends)) {
  test(`a try to send is null once there is no room, and all that was taken arrives: ${name}, ${kind.name}`, {
    skip: kind.skip || (fills(kind) ? false : 'UDP over loopback drops and is never full'),
  }, (t) => {
    const [one, other] = kind.pair(t)
    let sent = 0

    for (let taken = send(one); taken !== null; taken = send(one)) sent += taken
    let received = 0
    while (received < sent) received += other.recvSync(1 << 16, { timeout: PATIENCE }).length

    assert.ok(sent > 0)
    assert.equal(received, sent)
    assert.equal(other.tryRecv(), null)
  })

  test(`a try to send on a closed socket fails: ${name}, ${kind.name}`, {
    skip: kind.skip,
  }, (t) => {
    const [one] = kind.pair(t)
    one.close()

    assert.throws(() => send(one), { code: 'ERR_SOCKET_CLOSED' })
  })
}

/** Whether sends fail once a peer that receives nothing has a full queue. */
function fills({ stream, family }: Kind): boolean {
  return stream || family === 'AF_UNIX'
}

test('a try to send a datagram is null where the queue of its destination is full', () => {
  using receiver = new Socket('AF_UNIX', 'SOCK_DGRAM')
  using sender = new Socket('AF_UNIX', 'SOCK_DGRAM')
  receiver.bind({ abstract: '' })
  const to = receiver.localAddress
  const tries = [
    () => sender.trySendTo('x', to),
    () => sender.trySendTo(['x'], to),
    () => sender.trySendMessage({ data: 'x', address: to }),
  ]

  while (sender.trySendTo('x', to) !== null) continue
  for (const again of tries) assert.equal(again(), null)
  receiver.recvSync()

  assert.equal(sender.trySendTo('x', to), 1)
})

test('a try to send does not overtake what waits to be sent', async (t) => {
  for (const [one, other] of [closing(t, Socket.pair()), tcpPair(t)]) {
    narrow(one, other)
    const sent = 8 * 2 ** 20 // more than the queues take, so that the call waits
    const all = one.sendAll(Buffer.alloc(sent))
    let received = 0
    while (other.bytesReadable > 0) received += other.recvSync().length

    assert.equal(one.trySend(part), null)
    assert.equal(one.trySendMessage({ data: part }), null)

    while (received < sent) received += (await other.recv()).length
    await all
  }
})

test('a try throws every error except EAGAIN', (t) => {
  using datagrams = new Socket('AF_UNIX', 'SOCK_DGRAM')
  using unconnected = new Socket()
  const [one, other] = closing(t, Socket.pair())
  other.close()

  assert.throws(() => datagrams.trySendTo('x', { abstract: 'nobody' }), { code: 'ECONNREFUSED' })
  assert.throws(() => datagrams.trySend(part), { code: 'ENOTCONN' })
  assert.throws(() => unconnected.tryRecv(), { code: 'ENOTCONN' })
  assert.throws(() => unconnected.tryAccept(), { code: 'EINVAL' })
  assert.throws(() => one.trySend(part), { code: 'EPIPE' })
  assert.throws(() => one.trySend('x'), { code: 'EPIPE' })
})

test('a try reports an error that was pending, once', () => {
  using socket = new Socket('AF_INET', 'SOCK_DGRAM')
  socket.connectSync(closedPort())
  socket.sendSync('lost')
  arrived(socket)
  const found: (string | null)[] = []

  for (let i = 0; i < 2; i++) {
    try {
      found.push(String(socket.tryRecv()))
    } catch (error) {
      found.push((error as SocketError).code)
    }
  }

  assert.deepEqual(found, ['ECONNREFUSED', 'null'])
})

test('a try to receive less than SO_RCVLOWAT takes what is there', (t) => {
  const [one, other] = tcpPair(t)
  one.setOption('SO_RCVLOWAT', 10)
  other.sendSync('few')
  while (one.bytesReadable < 3) continue

  assert.equal(String(one.tryRecv()), 'few')
})

test('a try fills the part of a view that it is given', (t) => {
  const [one, other] = closing(t, Socket.pair('AF_UNIX', 'SOCK_DGRAM'))
  const room = Buffer.from('________')
  other.sendSync('abc')
  other.sendSync('def')

  assert.equal(one.tryRecvInto(room, { offset: 1, length: 2 }), 2)
  assert.deepEqual(one.tryRecvFromInto(room, { offset: 5 })?.length, 3)

  assert.equal(String(room), '_ab__def')
})

test('tries do not queue behind what waits, and take nothing from it that is not there', async (t) => {
  const [one, other] = closing(t, Socket.pair('AF_UNIX', 'SOCK_DGRAM'))
  const waiting = one.recv()

  assert.equal(one.tryRecv(), null)
  other.sendSync('first')
  other.sendSync('second')

  assert.equal(String(one.tryRecv()), 'first')
  assert.equal(String(await waiting), 'second')
})

for (const kind of connections) {
  test(`a try to accept is null until somebody connects: ${kind.name}`, {
    skip: kind.skip || cannotCount,
  }, () => {
    const before = openSockets()
    const listener = new Socket(kind.family, kind.type)
    const client = new Socket(kind.family, kind.type)
    if (kind.family === 'AF_UNIX') listener.bind({ abstract: '' })
    else listener.bind(loopback(kind.family as 'AF_INET' | 'AF_INET6'))
    listener.listen()

    assert.equal(listener.tryAccept(), null)
    client.connectSync(nameOf(listener))
    arrived(listener)
    const accepted = listener.tryAccept()
    assert.equal(listener.tryAccept(), null)

    assert.ok(accepted)
    assert.equal(accepted.nonblocking, false)
    client.sendSync('hello')
    assert.equal(String(accepted.recvSync()), 'hello')
    for (const socket of [accepted, client, listener]) socket.close()
    assert.throws(() => listener.tryAccept(), { code: 'ERR_SOCKET_CLOSED' })
    assert.deepEqual(openSockets(), before)
  })
}

const waits: readonly [name: string, call: (socket: Socket, options: object) => unknown][] = [
  ['tryRecv', (socket, options) => socket.tryRecv(1, options)],
  ['tryRecvInto', (socket, options) => socket.tryRecvInto(new Uint8Array(1), options)],
  ['tryRecvFrom', (socket, options) => socket.tryRecvFrom(1, options)],
  ['tryRecvFromInto', (socket, options) => socket.tryRecvFromInto(new Uint8Array(1), options)],
  ['tryRecvMessage', (socket, options) => socket.tryRecvMessage(options)],
  ['trySend', (socket, options) => socket.trySend(part, options)],
  ['trySendTo', (socket, options) => socket.trySendTo('x', { abstract: 'nobody' }, options)],
  ['trySendMessage', (socket, options) => socket.trySendMessage({ data: 'x' }, options)],
]

for (const [name, call] of waits) {
  test(`a call that never waits takes no option about waiting, and names it: ${name}`, (t) => {
    const [one, other] = closing(t, Socket.pair('AF_UNIX', 'SOCK_DGRAM'))
    other.sendSync('here')
    const signal = new AbortController().signal

    for (const options of [{ timeout: 0 }, { deadline: 0 }, { signal }]) {
      const [option = ''] = Object.keys(options)
      assert.throws(() => call(one, options), { name: 'TypeError', message: new RegExp(option) })
    }

    assert.equal(one.bytesReadable, 4)
    assert.equal(other.tryRecv(), null)
  })
}

test('every call that waits has a try', () => {
  const methods = Object.getOwnPropertyNames(Socket.prototype)
  const waiting = methods.filter((name) => methods.includes(`${name}Sync`))

  const missing = waiting.filter(
    (name) => !methods.includes(`try${name.charAt(0).toUpperCase()}${name.slice(1)}`),
  )

  // startConnect never waits; recvError does not wait by default; the others consist of many tries.
  const ofMany = ['pipeTo', 'sendAll', 'sendDescriptors', 'sendFile']
  assert.deepEqual(missing.sort(), ['connect', 'recvError', ...ofMany].sort())
})
