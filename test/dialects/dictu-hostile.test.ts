import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type DictuSocket, fromBytes, Socket, toBytes } from '../../src/dialects/dictu.ts'
import { cannotCount, openSockets } from '../support/descriptors.ts'
import { type HostileArgument, hostile } from '../support/hostile.ts'
import { connected, Held, listening, made, stream } from './dictu-sockets.ts'

type Anything = (...args: unknown[]) => unknown

/** The dialect's messages about wrong arguments. Any other error is a bug. */
const SAID =
  /^(\w+\(\) (takes|arguments? (must|should) be) |(host|port) passed to (bind|connect)\(\) must be)/

const args = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: hostile },
    fc
      .constantFrom<unknown>(0, 1, 2, 6, 10, 1e6, '127.0.0.1', '0', '127.1 x', '127.256')
      .map((value) => () => ({ value, isOurs: () => false })),
  ),
  { maxLength: 4 },
)

const METHODS = [
  ...['accept', 'bind', 'close', 'connect', 'listen', 'recv', 'setsocketopt', 'setsockopt'],
  ...['toString', 'write'],
]

for (const name of METHODS) {
  test(`${name} of a socket accepts anything, or rejects it as Dictu does`, {
    skip: cannotCount,
  }, () => {
    const before = openSockets()

    fc.assert(
      fc.property(fc.nat(3), args, (which, makers) => {
        const sockets = socketsThatNeverWait()
        try {
          const socket = sockets[which] ?? assert.fail()
          const given = makers.map((make) => make())
          check(given, () =>
            Reflect.apply(Reflect.get(socket, name) as Anything, socket, values(given)),
          )
        } finally {
          for (const socket of sockets) socket.close()
        }
      }),
      { numRuns: 300 },
    )

    assert.deepEqual(openSockets(), before)
  })
}

for (const name of ['create', 'strerror'] as const) {
  test(`${name} of the module accepts anything, or rejects it as Dictu does`, {
    skip: cannotCount,
  }, () => {
    const before = openSockets()

    fc.assert(
      fc.property(args, (makers) => {
        const given = makers.map((make) => make())
        check(given, () => (Socket[name] as Anything)(...values(given)))
      }),
      { numRuns: 500 },
    )

    assert.deepEqual(openSockets(), before)
  })
}

for (const name of METHODS) {
  test(`${name} of anything but a socket of the dialect is a TypeError`, () => {
    using held = new Held()
    const method = Reflect.get(held.socket, name) as Anything
    const args = { bind: ['127.1', 0], connect: ['127.1', 1], recv: [1], write: ['x'] }[name] ?? []

    for (const self of [undefined, null, {}, Socket, Object.create(held.socket)]) {
      if (name === 'toString') assert.equal(Reflect.apply(method, self, args), 'socket')
      else assert.throws(() => Reflect.apply(method, self, args), TypeError)
    }
  })
}

test('closing any socket, however often, leaves the others open', { skip: cannotCount }, () => {
  const before = openSockets()

  fc.assert(
    fc.property(fc.array(fc.option(fc.nat(9), { freq: 2 }), { maxLength: 40 }), (steps) => {
      const all: { socket: DictuSocket; open: boolean }[] = []
      for (const step of steps) {
        const one = step === null ? undefined : all[step]
        if (one === undefined) all.push({ socket: made(stream()), open: true })
        else {
          assert.equal(one.socket.close(), null)
          one.open = false
        }
        for (const { socket, open } of all) {
          assert.equal(socket.setsockopt(Socket.SOL_SOCKET, Socket.SO_REUSEADDR), open || null)
        }
      }
      assert.equal(openSockets().length - before.length, all.filter(({ open }) => open).length)
      for (const { socket } of all) socket.close()
    }),
  )

  assert.deepEqual(openSockets(), before)
})

test('the peer gets any bytes, however they are split', (t) => {
  const { one, other } = connected(t)

  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 300 }),
      fc.integer({ min: 1, max: 300 }),
      (bytes, size) => {
        assert.equal(one.write(fromBytes(bytes)), bytes.length)
        let text = ''
        for (let length = 0; length < bytes.length; length = toBytes(text).length) {
          const part = other.recv(size) ?? assert.fail(Socket.strerror())
          assert.ok(part !== '' && toBytes(part).length <= size)
          text += part
        }
        assert.deepEqual([...toBytes(text)], [...bytes])
        assert.equal(fromBytes(toBytes(text)), fromBytes(bytes))
      },
    ),
  )
})

/** A new socket, a stream at its end, a closed socket, and a listener with a pending connection. */
function socketsThatNeverWait(): DictuSocket[] {
  const listener = listening()
  using server = listening()
  const [fresh, ended, closed, guest] = [stream(), stream(), stream(), stream()].map(made)
  ended?.connect('127.0.0.1', server.port)
  server.socket.accept()?.close()
  closed?.close()
  guest?.connect('127.0.0.1', listener.port)
  return [fresh, ended, closed, listener.socket, guest].map((socket) => made(socket ?? null))
}

function values(given: HostileArgument[]): unknown[] {
  return given.map(({ value }) => value)
}

/** Makes the call, which must return, or throw one of the dialect's errors about arguments. */
function check(given: HostileArgument[], call: () => unknown): void {
  Socket.errno = 0
  try {
    const answer = call()
    assert.ok(
      answer === null || ['boolean', 'number', 'string', 'object'].includes(typeof answer),
      String(answer),
    )
    if (answer !== null) assert.equal(Socket.errno, 0)
    if (typeof answer === 'object') (answer as DictuSocket | null)?.close()
  } catch (error) {
    if (given.some((one) => one.isOurs(error))) return
    if (!(error instanceof TypeError) || !SAID.test(error.message)) throw error
    assert.equal(Socket.errno, 0)
  }
}
