import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import fc from 'fast-check'
import socket, * as commonjs from '../../src/dialects/commonjs.ts'
import { AF_UNIX, SHUT_WR, SOCK_DGRAM, Socket, SocketError } from '../../src/dialects/commonjs.ts'
import { cannotCount, openDescriptors, openSockets } from '../support/descriptors.ts'
import { workInFolder } from '../support/folder.ts'
import { type HostileArgument, hostile } from '../support/hostile.ts'

workInFolder({ after })

type Anything = (...args: unknown[]) => unknown

/** The dialect's messages about wrong arguments. Any other error except SocketError is a bug. */
const SAID =
  /^(port|timeout|backlog|maxlen|option value) out of range: |^unknown (address family|socket type|shutdown mode|socket option): |^host must be |^data must be bytes or a string$|^file must be |^option (name required$|value must be )|^path must be /

const args = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: hostile },
    fc
      .constantFrom<unknown>(
        ...[
          0,
          1,
          2,
          6,
          10,
          13,
          20,
          21,
          1e6,
          '127.0.0.1',
          '0',
          'SO_RCVTIMEO',
          'SO_LINGER',
          'IP_TTL',
        ],
        ...['SHUT_RD', 'http', Buffer.from('data'), '/no/such', undefined, null, false],
      )
      .map((value) => () => ({ value, isOurs: () => false })),
  ),
  { maxLength: 4 },
)

/** Sockets on which no call waits for long: everything they report is available immediately. */
function sockets(): Socket[] {
  const listener = new Socket().bind('127.0.0.1', 0).listen()
  const ended = new Socket().connect('127.0.0.1', listener.localPort)
  listener.accept().close()
  const closed = new Socket()
  closed.close()
  const all = [
    new Socket(),
    listener,
    ended,
    closed,
    new Socket(AF_UNIX),
    new Socket(2, SOCK_DGRAM),
  ]
  for (const one of all) one.blocking = false
  return all
}

const methods = [
  ...['connect', 'accept', 'bind', 'listen', 'shutdown', 'close', 'receive', 'read', 'send'],
  ...['write', 'receiveFrom', 'sendTo', 'sendFile', 'setOption', 'getOption'],
]

for (const name of methods) {
  test(`${name} of a socket accepts anything, or reports what is wrong`, {
    skip: cannotCount,
  }, () => {
    const before = openSockets()
    const count = openDescriptors()

    fc.assert(
      fc.property(fc.nat(5), args, (which, makers) => {
        const all = sockets()
        try {
          const given = makers.map((make) => make())
          const one = all[which] ?? assert.fail()
          check(given, () =>
            Reflect.apply(Reflect.get(one, name) as Anything, one, local(name, given)),
          )
          quiet(one)
        } finally {
          for (const one of all) one.close()
        }
      }),
      { numRuns: name === 'sendFile' ? 100 : 250 },
    )

    assert.deepEqual(openSockets(), before)
    assert.ok(openDescriptors() <= count)
  })
}

test('the functions of the module accept anything, or report what is wrong', {
  skip: cannotCount,
}, () => {
  const before = openSockets()

  fc.assert(
    fc.property(fc.constantFrom(...methods), args, (name, makers) => {
      const given = makers.map((make) => make())
      socket.blocking = false
      check(given, () => (Reflect.get(commonjs, name) as Anything)(...local(name, given)))
      quiet(socket)
      socket.close()
    }),
    { numRuns: 500 },
  )

  assert.deepEqual(openSockets(), before)
})

test('Socket accepts anything, or reports what is wrong', { skip: cannotCount }, () => {
  const before = openSockets()

  fc.assert(
    fc.property(args, (makers) => {
      const given = makers.map((make) => make())
      check(given, () => Reflect.apply(Socket as unknown as Anything, undefined, values(given)))
    }),
    { numRuns: 500 },
  )

  assert.deepEqual(openSockets(), before)
})

test('the peer gets any bytes, however they are split', () => {
  using place = new Socket().bind('127.0.0.1', 0).listen()

  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 }),
      fc.integer({ min: 1, max: 400 }),
      (parts, size) => {
        using left = new Socket().connect('127.0.0.1', place.localPort)
        using right = place.accept()

        for (const part of parts) assert.equal(left.send(part), part.length)
        left.shutdown(SHUT_WR)
        const got: Buffer[] = []
        for (let block = right.receive(size); block.length; block = right.receive(size)) {
          assert.ok(block.length <= size)
          got.push(block)
        }

        assert.deepEqual(Buffer.concat(got), Buffer.concat(parts))
      },
    ),
    { numRuns: 50 },
  )
})

function values(given: HostileArgument[]): unknown[] {
  return given.map(({ value }) => value)
}

/**
 * The arguments, with host names replaced by one that the resolver rejects without
 * querying a server.
 */
function local(name: string, given: HostileArgument[]): unknown[] {
  const [host, ...rest] = values(given)
  if (given.length === 0) return []
  const named = typeof host === 'string' && !/^[\d.]*$/.test(host)
  if (!['connect', 'bind', 'sendTo'].includes(name) || !named) return [host, ...rest]
  return [host.includes('\0') ? host : 'x'.repeat(64), ...rest]
}

/** Makes the call, which must return or throw one of the dialect's errors. */
function check(given: HostileArgument[], call: () => unknown): void {
  try {
    const answer = call()
    if (answer instanceof Socket) answer.close()
  } catch (error) {
    if (given.some((one) => one.isOurs(error)) || error instanceof SocketError) return
    const wrong = error instanceof TypeError || error instanceof RangeError
    if (!wrong || !SAID.test(error.message)) throw error
  }
}

/** Checks that properties never throw. */
function quiet(one: Socket | typeof socket): void {
  for (const name of ['isConnected', 'isReadable', 'isWritable'] as const) {
    assert.equal(typeof one[name], 'boolean')
  }
  for (const name of ['localAddress', 'localPort', 'remoteAddress', 'remotePort'] as const) {
    assert.ok(one[name] === null || ['string', 'number'].includes(typeof one[name]))
  }
}
