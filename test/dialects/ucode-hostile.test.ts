import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import fc from 'fast-check'
import socket, { type Socket } from '../../src/dialects/ucode.ts'
import { cannotCount, openDescriptors, openSockets } from '../support/descriptors.ts'
import { workInFolder } from '../support/folder.ts'
import { type HostileArgument, hostile } from '../support/hostile.ts'
import { PATIENCE } from '../support/patience.ts'

workInFolder({ after })

type Anything = (...args: unknown[]) => unknown

const { AF_INET, AF_INET6, SOCK_DGRAM, SOCK_NONBLOCK, SOCK_STREAM, SOL_SOCKET } = socket
const REVOKED = 'a proxy that has been revoked'

const plausible = fc
  .constantFrom<unknown>(
    ...[0, 1, 2, 6, 10, 17, 41, '127.0.0.1:1', '[::1]:1', 'T/x', [127, 0, 0, 1], { port: 1 }],
    ...[{ address: '::1', port: 1 }, { path: 'T/none' }, { level: 1, type: 1, data: [0] }],
    ...[[{ level: 0, type: 8, data: { ifindex: 1 } }], [{ level: 41, type: 25, data: {} }]],
    ...[{ onoff: 1 }, { multiaddr: '239.1.2.3' }, { filter: [6, 0, 0, 0] }, [8, 8], 5000],
  )
  .map((value) => () => ({ value, isOurs: () => false }))
const args = fc.array(fc.oneof({ weight: 3, arbitrary: hostile }, plausible), { maxLength: 5 })

/**
 * Sockets on which no call waits: new ones, a listener with a pending connection, a
 * stream at its end, …
 */
function sockets(): { one: (which: number) => Socket; close: () => void } {
  const stream = SOCK_STREAM | SOCK_NONBLOCK
  const listener = made(socket.create(AF_INET, stream))
  listener.bind('127.0.0.1:0')
  listener.listen()
  const ended = made(socket.create(AF_INET, stream))
  ended.connect(listener.sockname() ?? {})
  const [left, right] = socket.pair(stream) ?? assert.fail()
  right.close()
  const closed = made(socket.create())
  closed.close()
  const datagrams = [AF_INET, AF_INET6].map((family) =>
    made(socket.create(family, SOCK_DGRAM | SOCK_NONBLOCK)),
  )
  const all = [listener, ended, left, closed, made(socket.open(-1)), ...datagrams]
  return {
    one: (which) => all[which % all.length] ?? assert.fail(),
    close() {
      for (const one of all) one.close()
    },
  }
}

function made(one: Socket | null): Socket {
  return one ?? assert.fail(socket.error() ?? '')
}

const METHODS = [
  ...['accept', 'bind', 'close', 'connect', 'error', 'fileno', 'getopt', 'listen', 'peercred'],
  ...['peername', 'recv', 'recvmsg', 'send', 'sendmsg', 'setopt', 'shutdown', 'sockname'],
]

for (const name of METHODS) {
  test(`.${name}() accepts anything, and throws nothing`, { skip: cannotCount }, () => {
    const before = openSockets()

    fc.assert(
      fc.property(fc.nat(6), args, (which, makers) => {
        const { one, close } = sockets()
        try {
          const given = makers.map((make) => make())
          const on = one(which)
          const method = Reflect.get(on, name) as Anything
          check(given, (values) => Reflect.apply(method, on, values))
        } finally {
          close()
        }
      }),
      { numRuns: 100 },
    )

    assert.deepEqual(openSockets(), before)
  })
}

/** Adapts the arguments of each function, so that none waits for the network. */
const FUNCTIONS: Readonly<Record<string, (values: unknown[]) => unknown[] | null>> = {
  sockaddr: (values) => values,
  create: (values) => values,
  pair: (values) => values,
  // It would eventually close a descriptor of this process.
  open: ([fd, ...rest]) => (Number.isSafeInteger(fd) && (fd as number) >= 0 ? null : [fd, ...rest]),
  nameinfo: ([address]) => [address, socket.NI_NUMERICHOST],
  addrinfo: ([host, ...rest]) => [typeof host === 'string' ? '127.0.0.1' : host, ...rest],
  connect: ([host, service, hints]) => [nowhere(host), service, hints, 0],
  listen: ([host, ...rest]) => [nowhere(host), ...rest],
  poll: ([timeout, ...rest]) => [Number.isSafeInteger(timeout) ? 0 : timeout, ...rest],
  error: (values) => values,
  strerror: (values) => values,
}

function nowhere(host: unknown): unknown {
  return typeof host === 'string' && !host.includes('/') ? '127.0.0.1' : host
}

for (const [name, allowed] of Object.entries(FUNCTIONS)) {
  test(`${name}() accepts anything, and throws nothing`, { skip: cannotCount }, () => {
    const before = openSockets()
    const call = (socket as unknown as Record<string, Anything>)[name] ?? assert.fail()

    fc.assert(
      fc.property(args, (makers) => {
        const given = makers.map((make) => make())
        check(given, (values) => {
          const chosen = allowed(values)
          return chosen === null ? null : call(...chosen)
        })
      }),
      { numRuns: 200 },
    )

    assert.deepEqual(openSockets(), before)
  })
}

/** Makes the call, which may throw only what an argument throws, and closes what it returns. */
function check(given: HostileArgument[], call: (values: unknown[]) => unknown): void {
  let answer: unknown
  try {
    answer = call(given.map(({ value }) => value))
  } catch (error) {
    if (given.some((one) => one.isOurs(error))) return
    if (error instanceof TypeError && error.message.includes(REVOKED)) return
    throw error
  }
  assert.notEqual(answer, undefined)
  assert.ok(socket.error() === null || /^[^:]+: ./s.test(socket.error() ?? ''))
  for (const one of Array.isArray(answer) ? (answer as unknown[]) : [answer]) {
    if (isSocket(one)) one.close()
  }
}

function isSocket(value: unknown): value is Socket {
  return typeof value === 'object' && value !== null && isPrototypeOf(value)
}

const isPrototypeOf = (value: object) => Object.prototype.isPrototypeOf.call(prototype, value)
const first = made(socket.create())
const prototype = Object.getPrototypeOf(first) as Socket
first.close()

test('a method detached from its socket fails as on a closed one', () => {
  const closed = made(socket.create())
  closed.close()

  for (const name of METHODS.filter((one) => one !== 'error')) {
    const method = Reflect.get(prototype, name) as Anything
    for (const on of [undefined, null, 5, {}, prototype, closed]) {
      assert.equal(Reflect.apply(method, on, [1, 2, 3]), name === 'fileno' ? -1 : null)
      assert.equal(socket.error(), 'Invalid socket context: Bad file descriptor')
    }
  }
})

test('a second close never affects a new descriptor with the same number', () => {
  const one = made(socket.create())
  const other = made(socket.open(one.fileno()))
  one.close()
  const next = made(socket.create())

  assert.equal(next.toString(), `<socket 0x${next.fileno().toString(16)}>`)
  assert.equal(one.close(), null)
  assert.equal(other.close(), null)
  assert.equal(socket.error(true), socket.strerror(9) === null ? 0 : 9)

  assert.equal(next.getopt(SOL_SOCKET, socket.SO_TYPE), SOCK_STREAM)
  next.close()
})

test('a peer that is gone is an error, and never a signal', () => {
  for (const dead of ['close', 'reset'] as const) {
    const listener = made(socket.listen('127.0.0.1', 0))
    const client = made(socket.connect('127.0.0.1', listener.sockname()?.port))
    const peer = made(listener.accept())
    if (dead === 'reset') peer.setopt(SOL_SOCKET, socket.SO_LINGER, { onoff: 1 })
    peer.close()
    socket.poll(PATIENCE, [client, socket.POLLIN])

    const codes = [0, 1, 2].map(() => {
      const sent = client.send('x') ?? socket.error(true)
      socket.poll(PATIENCE, [client, 0]) // until the answer, a reset, has come
      return sent
    })

    assert.deepEqual(codes, dead === 'reset' ? [104, 32, 32] : [1, 32, 32])
    assert.equal(client.sendmsg('x'), null)
    assert.equal(client.error(), 'sendmsg(): Broken pipe')
    client.close()
    listener.close()
  }
})

test('nothing that fails or is closed leaves a descriptor', { skip: cannotCount }, () => {
  const before = openDescriptors()

  for (let i = 0; i < 100; i++) {
    assert.equal(socket.connect('127.0.0.1', 1), null)
    assert.equal(socket.connect('/nonexistent/x'), null)
    assert.equal(socket.listen('192.0.2.1', 1), null)
    assert.equal(socket.listen('127.0.0.1', 0, { socktype: 99 }), null)
    const [a, b] = socket.pair() ?? assert.fail()
    a.sendmsg('x', [{ level: SOL_SOCKET, type: socket.SCM_RIGHTS, data: [a, a, a] }])
    const [message] = b.recvmsg(1, 100)?.ancillary ?? []
    for (const come of message?.data as Socket[]) come.close()
    a.sendmsg('x', [{ level: SOL_SOCKET, type: socket.SCM_RIGHTS, data: [b, b, b] }])
    b.recvmsg(1, 20)?.ancillary?.forEach(({ data }) => (data as Socket[])[0]?.close())
    a.sendmsg('x', [{ level: SOL_SOCKET, type: socket.SCM_RIGHTS, data: [b] }])
    b.recv(1)
    a.close()
    b.close()
  }

  assert.equal(openDescriptors(), before)
})

test('the peer gets any bytes, however they are split', () => {
  const [left, right] = socket.pair() ?? assert.fail()

  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 300 }),
      fc.integer({ min: 1, max: 300 }),
      (bytes, size) => {
        assert.equal(left.send(bytes), bytes.length)
        const texts: string[] = []
        for (let got = 0; got < bytes.length; ) {
          const text = right.recv(size) ?? assert.fail(socket.error() ?? '')
          texts.push(text)
          got += right.send(text) ?? assert.fail(socket.error() ?? '')
        }
        const back = left.recvmsg([bytes.length])?.data[0] ?? ''
        left.send(back)
        const again = right.recv(1000) ?? ''

        assert.equal(again, back)
        assert.equal(left.send(texts.join('')), bytes.length)
        assert.equal(right.recv(1000), again)
      },
    ),
  )
  left.close()
  right.close()
})

test('a connection is closed if the object for its address refuses the fields', {
  skip: cannotCount,
}, () => {
  const before = openSockets()
  const listener = made(socket.listen('127.0.0.1', '0'))
  const client = made(socket.create(AF_INET, SOCK_STREAM))
  client.connect(listener.sockname() ?? {})
  const frozen = new Proxy(
    {},
    {
      set() {
        throw new Error('takes nothing')
      },
    },
  )

  try {
    listener.accept(frozen)
  } catch {
    // the object's own error
  }

  client.close()
  listener.close()
  assert.deepEqual(openSockets(), before)
})
