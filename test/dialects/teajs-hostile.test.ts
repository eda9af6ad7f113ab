import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { Buffer, Socket } from '../../src/dialects/teajs.ts'
import { Socket as CoreSocket } from '../../src/index.ts'
import { cannotCount, openSockets } from '../support/descriptors.ts'
import { type HostileArgument, hostile, hostileTime } from '../support/hostile.ts'
import { loopback, portOf } from '../support/kinds.ts'
import { bytes, connected } from './teajs-sockets.ts'
import { workInFolder } from '../support/folder.ts'

type Anything = (...args: unknown[]) => unknown
type Make = () => HostileArgument

/** Messages of plain Errors (neither TypeError nor RangeError) without a system error code. */
const SAID = new RegExp(
  [
    ...['Malformed address', 'getsockopt returned truncated value', 'Buffer::(read|write) not yet'],
    ...["Invalid call format. Please use the 'new' operator", 'Cannot retrieve protocol number'],
    ...[
      'Arguments must be arrays of Socket instances',
      'Cannot transcode from',
      'Transcoding error',
    ],
  ].join('|'),
)

const args = someOf(0, 1, 2, 4, 6, 9, 10, 1e6, '127.0.0.1', '::1', '/nowhere', 'utf-8', 'tcp')

workInFolder({ after })

/**
 * Sockets on which no call waits: new ones, a listener with a pending connection, a stream at its
 * end, and a closed one.
 */
function sockets(): Socket[] {
  using place = new CoreSocket('AF_INET')
  place.bind(loopback('AF_INET'))
  place.listen()
  const ended = new Socket(Socket.PF_INET, Socket.SOCK_STREAM)
  ended.connect('127.0.0.1', portOf(place))
  place.acceptSync().close()
  const listener = new Socket(Socket.PF_INET, Socket.SOCK_STREAM).listen()
  const datagrams = new Socket(Socket.PF_INET, Socket.SOCK_DGRAM).bind('127.0.0.1')
  const local = new Socket(Socket.PF_UNIX, Socket.SOCK_DGRAM)
  const all = [ended, listener, datagrams, local]
  for (const socket of all) socket.setBlocking(false)
  const closed = new Socket(Socket.PF_INET6, Socket.SOCK_STREAM)
  closed.close()
  return [...all, closed]
}

const methods = Object.getOwnPropertyNames(Socket.prototype).filter(
  (name) => name !== 'constructor',
)

test('every method is called with anything', () => {
  assert.equal(methods.length, 11)
})

for (const name of methods) {
  test(`${name} of a socket accepts anything, or rejects it as TeaJS does`, {
    skip: cannotCount,
  }, () => {
    const before = openSockets()

    fc.assert(
      fc.property(fc.nat(4), args, fc.option(hostile), (which, makers, family) => {
        const all = sockets()
        try {
          const socket = all[which] ?? assert.fail()
          const given = makers.map((make) => make())
          const wrong = family?.()
          if (wrong) Object.assign(socket, { family: wrong.value, type: wrong.value })
          check(wrong ? [...given, wrong] : given, () =>
            Reflect.apply(Reflect.get(socket, name) as Anything, socket, values(given)),
          )
        } finally {
          for (const socket of all) close(socket)
        }
      }),
      { numRuns: 200 },
    )

    assert.deepEqual(openSockets(), before)
  })

  test(`${name} of anything but a socket is a TypeError`, () => {
    fc.assert(
      fc.property(hostile, args, (make, makers) => {
        const [wrong, given] = [make(), makers.map((make) => make())]
        const method = Reflect.get(Socket.prototype, name) as Anything

        const call = () => Reflect.apply(method, wrong.value, ['127.0.0.1', 1, ...values(given)])

        check([wrong, ...given], () => assert.fail(String(call())))
      }),
      { numRuns: 50 },
    )
  })
}

for (const [name, args_] of [
  ['getProtoByName', args],
  ['getAddrInfo', fc.tuple(oneOf('127.0.0.1', '::1', '', '\0'), hostile)],
  ['getNameInfo', fc.tuple(fc.oneof(oneOf('127.0.0.1', '', '::1 '), hostile), hostile)],
  ['getHostName', args],
  ['select', fc.array(hostile, { maxLength: 3 })],
] as const) {
  test(`${name} accepts anything, or rejects it as TeaJS does`, () => {
    fc.assert(
      fc.property(args_ as fc.Arbitrary<Make[]>, (makers) => {
        const given = makers.map((make) => make())

        check(given, () => (Reflect.get(Socket, name) as Anything)(...values(given)))
      }),
      { numRuns: 300 },
    )
  })
}

test('select accepts any arrays of anything, and waits no longer than its timeout', (t) => {
  const all = sockets()
  t.after(() => {
    for (const socket of all) close(socket)
  })
  const socket = fc.nat(3).map((which) => (): HostileArgument => fixed(all[which])())
  const set = fc.oneof(
    fc.array(fc.oneof({ weight: 6, arbitrary: socket }, hostile), { maxLength: 3 }),
    hostile,
  )

  const select = (...given: unknown[]) => (Reflect.get(Socket, 'select') as Anything)(...given)

  fc.assert(
    fc.property(set, set, set, hostileTime, (read, write, except, time) => {
      const wrong: HostileArgument[] = []
      const made = (maker: Make) => {
        const one = maker()
        wrong.push(one)
        return one.value
      }
      const makers = [read, write, except]
      const sets = makers.map((one) => (Array.isArray(one) ? one.map(made) : made(one)))
      const limit = made(time)

      check(wrong, () => select(...sets, limit))

      for (const [i, one] of makers.entries()) {
        if (Array.isArray(one)) assert.equal((sets[i] as unknown[]).length, one.length)
      }
    }),
    { numRuns: 1000 },
  )
})

test('new Socket accepts anything, or rejects it as TeaJS does', { skip: cannotCount }, () => {
  const before = openSockets()

  fc.assert(
    fc.property(args, (makers) => {
      const given = makers.map((make) => make())

      check(given, () => Reflect.construct(Socket, values(given)) as unknown)
      check(given, () => (Socket as unknown as Anything)(...values(given)))
    }),
    { numRuns: 500 },
  )

  assert.deepEqual(openSockets(), before)
})

test('Buffer and all its methods accept anything, or reject it as TeaJS does', () => {
  const names = Object.getOwnPropertyNames(Buffer.prototype).filter(
    (name) => name !== 'constructor',
  )

  fc.assert(
    fc.property(fc.constantFrom('', '0', '3', ...names), args, (name, makers) => {
      const given = makers.map((make) => make())
      const [first] = values(given)
      fc.pre(typeof first !== 'number' || first < 1e6 || first > 2 ** 31) // or memory runs out

      check(given, () => {
        const made = (Buffer as unknown as Anything)(...values(given)) as Buffer
        assert.ok(made.length >= 0)
      })
      check(given, () => {
        const buffer = Buffer([1, 2, 0xff])
        if (/\d/.test(name)) Reflect.set(buffer, name, first)
        const member: unknown = Reflect.get(buffer, name === '' ? '1' : name)
        if (typeof member === 'function' && member !== Number) {
          Reflect.apply(member, buffer, values(given))
        }
      })
    }),
    { numRuns: 3000 },
  )
})

test('the peer gets any bytes, however they are split', async (t) => {
  const [client, accepted] = await connected(t)

  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 300 }),
      fc.integer({ min: 1, max: 300 }),
      (data, size) => {
        assert.equal(client.send(Buffer(data)), data.length)

        const received = Buffer(data.length)
        for (let at = 0; at < data.length; ) {
          const part = bytes(accepted.receive(size))
          assert.ok(part.length > 0 && part.length <= size)
          received.copyFrom(part, 0, at)
          at += part.length
        }
        assert.deepEqual(received.bytes, new Uint8Array(data))
      },
    ),
  )
})

function fixed(value: unknown): Make {
  return () => ({ value, isOurs: () => false })
}

function oneOf(...some: unknown[]): fc.Arbitrary<Make> {
  return fc.constantFrom(...some).map(fixed)
}

function someOf(...some: unknown[]): fc.Arbitrary<Make[]> {
  return fc.array(fc.oneof({ weight: 3, arbitrary: hostile }, oneOf(...some)), { maxLength: 5 })
}

function values(given: HostileArgument[]): unknown[] {
  return given.map(({ value }) => value)
}

function close(socket: Socket): void {
  try {
    socket.close()
  } catch {
    // Already closed by the call.
  }
}

/** Makes the call, which must return or throw an error that the dialect documents. */
function check(given: HostileArgument[], call: () => unknown): void {
  try {
    const answer = call()
    if (answer instanceof Socket) close(answer)
  } catch (error) {
    if (given.some((one) => one.isOurs(error))) return
    if (error instanceof TypeError || error instanceof RangeError) return
    if (!(error instanceof Error) || error instanceof assert.AssertionError) throw error
    if ('code' in error && 'syscall' in error && 'errno' in error) return
    if (!SAID.test(error.message)) throw error
  }
}
