import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import * as blade from '../../src/dialects/blade.ts'
import { cannotCount, openDescriptors, openSockets } from '../support/descriptors.ts'
import { type HostileArgument, hostile } from '../support/hostile.ts'

type Anything = (...args: unknown[]) => unknown

const { AF_INET, IP_LOCAL, SOCK_DGRAM, Socket, SocketException } = blade

/** Hosts that can be resolved without a name server. */
const HOSTS = [IP_LOCAL, 'localhost', '::1', '256.0.0.1 x', '\0', ''] as const
const RESOLVING: readonly string[] = ['bind', 'connect', 'get_address_info', 'send_to']

const args = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: hostile },
    fc
      .constantFrom<unknown>(0, 1, 2, 6, 7, 20, 100, IP_LOCAL, '0', 1e6, Uint8Array.of(1, 255))
      .map((value) => () => ({ value, isOurs: () => false })),
  ),
  { maxLength: 6 },
)

/**
 * Sockets on which no call waits for long: new ones, a closed one, one whose peer is gone, and UDP.
 */
function sockets(): blade.Socket[] {
  const [listener, guest, ended, over] = [new Socket(), new Socket(), new Socket(), new Socket()]
  const udp = new Socket(AF_INET, SOCK_DGRAM, 0)
  listener.bind(0)
  listener.listen()
  guest.connect(null, listener.port)
  const accepted = listener.accept()
  ended.connect(null, listener.port)
  listener.accept().close()
  udp.bind(0)
  over.close()
  const all = [new Socket(), listener, guest, accepted, ended, udp]
  for (const one of all) {
    one.receive_timeout = one.send_timeout = 1
    one.set_option(blade.SO_LINGER, 0) // otherwise thousands of ports stay in use for a minute
  }
  return [...all, over]
}

function use(name: string, act: (one: blade.Socket, given: HostileArgument[]) => unknown): void {
  const [socketsBefore, before] = [openSockets(), openDescriptors()]

  fc.assert(
    fc.property(fc.nat(6), args, (which, makers) => {
      const all = sockets()
      try {
        const given = makers.map((make) => make())
        check(given, () => act(all[which] ?? assert.fail(), harmless(name, given)))
      } finally {
        for (const one of all) one.close()
      }
    }),
    { numRuns: 100 },
  )

  assert.deepEqual(openSockets(), socketsBefore)
  assert.equal(openDescriptors(), before)
}

const members = Object.entries(Object.getOwnPropertyDescriptors(Socket.prototype)).filter(
  ([name]) => name !== 'constructor',
)

for (const [name, member] of members) {
  const method: unknown = member.value ?? Reflect.get(member, 'set')
  if (typeof method !== 'function') continue

  test(`${name} accepts anything, or rejects it with an exception of Blade’s`, {
    skip: cannotCount,
  }, () => {
    use(name, (one, given) => Reflect.apply(method as Anything, one, values(given)))
  })
}

for (const name of ['get_address_info', 'file', 'to_bytes', 'from_bytes'] as const) {
  test(`${name} accepts anything, or rejects it with an exception of Blade’s`, {
    skip: cannotCount,
  }, () => {
    use(name, (_, given) => (blade[name] as Anything)(...values(given)))
  })
}

for (const [name, make] of Object.entries({ Socket, socket: blade.socket, SocketException })) {
  test(`${name} can be created from anything, or refuses it with an exception of Blade’s`, {
    skip: cannotCount,
  }, () => {
    use(name, (_, given) => (make as Anything)(...values(given)))
  })
}

test('whatever the calls and their order, the state of a socket is what the kernel has', {
  skip: cannotCount,
}, () => {
  const calls = {
    bind: (one: blade.Socket) => one.bind(0),
    listen: (one: blade.Socket) => one.listen(),
    connect: (one: blade.Socket, server: blade.Socket) => one.connect(null, server.port, 1000),
    send: (one: blade.Socket) => one.send('x'),
    receive: (one: blade.Socket) => one.receive(),
    shutRead: (one: blade.Socket) => one.shutdown(blade.SHUT_RD),
    shutWrite: (one: blade.Socket) => one.shutdown(blade.SHUT_WR),
    block: (one: blade.Socket) => one.set_blocking(true),
    unblock: (one: blade.Socket) => one.set_blocking(false),
    close: (one: blade.Socket) => one.close(),
  }
  const before = openSockets()
  const names = Object.keys(calls) as (keyof typeof calls)[]

  fc.assert(
    fc.property(fc.array(fc.constantFrom(...names), { maxLength: 8 }), (order) => {
      const [server, one] = [new Socket(), new Socket()]
      try {
        server.bind(0)
        server.listen()
        one.receive_timeout = 1
        for (const name of order) {
          check([], () => calls[name](one, server))

          assert.equal(one.is_closed, one.id < 0)
          if (one.is_closed) continue
          assert.equal(one.is_listening, one.get_option(blade.SO_ACCEPTCONN) === 1)
          if (one.is_bound) assert.equal(one.info().port === 0, false)
        }
      } finally {
        one.close()
        server.close()
      }
    }),
    { numRuns: 200 },
  )

  assert.deepEqual(openSockets(), before)
})

/** Replaces names that would need a name server, and descriptors that belong to others. */
function harmless(name: string, given: HostileArgument[]): HostileArgument[] {
  return given.map(({ value, isOurs }, i) => {
    if (typeof value === 'string' && RESOLVING.includes(name)) {
      return { value: HOSTS[value.length % HOSTS.length], isOurs }
    }
    const descriptor = name === 'Socket' && i === 3 && typeof value === 'number' && value < 1000
    return { value: descriptor ? -1 : value, isOurs }
  })
}

function values(given: HostileArgument[]): unknown[] {
  return given.map(({ value }) => value)
}

function check(given: HostileArgument[], call: () => unknown): void {
  try {
    const answer = call()
    if (answer instanceof Socket) answer.close()
  } catch (error) {
    if (given.some((one) => one.isOurs(error))) return
    if (!(error instanceof SocketException)) throw error
    assert.ok(error.message.length > 0)
  }
}
