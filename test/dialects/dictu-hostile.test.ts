import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type DictuSocket, fromBytes, Socket, toBytes } from '../../src/dialects/dictu.ts'
import { Socket as CoreSocket } from '../../src/index.ts'
import { cannotCount, openSockets } from '../support/descriptors.ts'
import { type HostileArgument, hostile } from '../support/hostile.ts'

type Anything = (...args: unknown[]) => unknown

/** What the dialect says of wrong arguments. Whatever else is thrown is a fault. */
const SAID =
  /^(\w+\(\) (takes|arguments? (must|should) be) |(host|port) passed to (bind|connect)\(\) must be)/

const args = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: hostile },
    fc
      .constantFrom<unknown>(0, 1, 2, 6, 10, 1e6, '127.0.0.1', '0', '127.1 x', '256')
      .map((value) => () => ({ value, isOurs: () => false })),
  ),
  { maxLength: 4 },
)

/** Sockets on which no call waits: fresh ones, a listener with a guest, a stream at its end. */
function sockets(): { one: (which: number) => DictuSocket; close: () => void } {
  const make = (type: number) => Socket.create(Socket.AF_INET, type) ?? assert.fail()
  const listener = make(Socket.SOCK_STREAM)
  const ended = make(Socket.SOCK_STREAM)
  const closed = make(Socket.SOCK_STREAM)
  using place = new CoreSocket('AF_INET')
  place.bind('127.0.0.1:0')
  place.listen()
  const { localAddress } = place
  const port = 'port' in localAddress ? localAddress.port : 0
  assert.ok(ended.connect('127.0.0.1', port), Socket.strerror())
  place.acceptSync().close()
  closed.close()
  const all = [make(Socket.SOCK_STREAM), ended, closed, listener]
  return {
    one: (which) => all[which % all.length] ?? assert.fail(),
    close: () => {
      for (const socket of all) socket.close()
    },
  }
}

const methods = [
  ...['accept', 'bind', 'close', 'connect', 'listen', 'recv', 'setsocketopt', 'setsockopt'],
  ...['toString', 'write'],
]

for (const name of methods) {
  test(`${name} of a socket takes anything, or refuses it as Dictu does`, {
    skip: cannotCount,
  }, () => {
    const before = openSockets()

    fc.assert(
      fc.property(fc.nat(3), args, (which, makers) => {
        const { one, close } = sockets()
        try {
          const given = makers.map((make) => make())
          const socket = one(which)
          check(given, () =>
            Reflect.apply(Reflect.get(socket, name) as Anything, socket, values(given)),
          )
        } finally {
          close()
        }
      }),
      { numRuns: 300 },
    )

    assert.deepEqual(openSockets(), before)
  })
}

for (const name of ['create', 'strerror'] as const) {
  test(`${name} of the module takes anything, or refuses it as Dictu does`, {
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

test('whatever the bytes, and however they are cut, the peer gets them', () => {
  const left = Socket.create(Socket.AF_INET, Socket.SOCK_STREAM) ?? assert.fail()
  using place = new CoreSocket('AF_INET')
  place.bind('127.0.0.1:0')
  place.listen()
  const { localAddress } = place
  assert.ok(left.connect('127.0.0.1', 'port' in localAddress ? localAddress.port : 0))
  using right = place.acceptSync()

  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 300 }),
      fc.integer({ min: 1, max: 300 }),
      (bytes, size) => {
        right.sendAllSync(bytes)
        let text = ''
        for (let length = 0; length < bytes.length; length = toBytes(text).length) {
          text += left.recv(size) ?? assert.fail(Socket.strerror())
        }
        assert.deepEqual([...toBytes(text)], [...bytes])

        assert.equal(left.write(text), bytes.length)

        assert.deepEqual([...right.recvSync(1000)], [...bytes])
        assert.equal(fromBytes(toBytes(text)), fromBytes(bytes))
      },
    ),
  )
  left.close()
})

function values(given: HostileArgument[]): unknown[] {
  return given.map(({ value }) => value)
}

/** Makes the call: an answer of the dialect's, or what it says of wrong arguments. */
function check(given: HostileArgument[], call: () => unknown): void {
  const { errno } = Socket
  try {
    const answer = call()
    assert.ok(
      answer === null || ['boolean', 'number', 'string', 'object'].includes(typeof answer),
      String(answer),
    )
    if (typeof answer === 'object') (answer as DictuSocket | null)?.close()
  } catch (error) {
    if (given.some((one) => one.isOurs(error))) return
    if (!(error instanceof TypeError) || !SAID.test(error.message)) throw error
    assert.equal(Socket.errno, errno)
  }
}
