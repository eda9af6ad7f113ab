import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  AF_INET,
  AF_INET6,
  IP_ANY,
  IP_LOCAL,
  IPPROTO_UDP,
  SHUT_RD,
  SHUT_RDWR,
  SHUT_WR,
  SO_ACCEPTCONN,
  SO_REUSEADDR,
  SOCK_DGRAM,
  SOCK_STREAM,
  Socket,
  SOMAXCONN,
} from '../../src/dialects/blade.ts'
import { constants, Socket as Core } from '../../src/index.ts'
import { unansweringPeer, noUnansweringPeer, fullListener } from '../support/unanswering-peer.ts'
import { cannotCount, openSockets } from '../support/descriptors.ts'
import { closing, freeInBothFamilies, portOf } from '../support/kinds.ts'
import { peer } from '../support/peer.ts'
import { PATIENCE } from '../support/patience.ts'
import { assertThrows, connected, listening, make } from './blade-sockets.ts'

test('bind takes the port first, and reports the one that the kernel chose', (t) => {
  const one = make(t)

  assert.equal(one.bind(0, IP_ANY), true)

  assert.equal(one.host, '0.0.0.0')
  assert.ok(one.port > 0 && one.is_bound)
  const next = make(t)
  assertThrows(() => next.bind(one.port, IP_LOCAL), {
    message: 'Address already in use',
    code: 'EADDRINUSE',
    errno: constants.EADDRINUSE,
    syscall: 'bind',
  })
  assert.equal(next.bind(0, 'localhost'), true)
  assert.equal(next.host, '127.0.0.1')
})

test('bind accepts the wildcard of the family as a host', (t) => {
  const four = make(t)
  const six = make(t, AF_INET6)

  four.bind(0, '*')
  six.bind(0, '*')

  assert.deepEqual([four.host, six.host], ['0.0.0.0', '::'])
})

test('listen accepts a queue of any length up to SOMAXCONN', (t) => {
  for (const length of [undefined, -1, 0, 1, SOMAXCONN]) {
    const server = make(t)
    server.bind(0)

    assert.equal(server.listen(length), true)

    assert.equal(server.is_listening, true)
    assert.equal(server.get_option(SO_ACCEPTCONN), 1)
  }
})

test('accept returns a new socket, with the family, type and protocol of the listener', (t) => {
  const server = make(t, AF_INET, SOCK_STREAM, 0)
  server.bind(0)
  server.listen()
  server.receive_timeout = PATIENCE
  const client = make(t)
  client.connect(server.host, server.port)

  const con = closing(t, server.accept())

  assert.ok(con instanceof Socket)
  assert.deepEqual([con.family, con.type, con.protocol], [AF_INET, SOCK_STREAM, 0])
  assert.deepEqual([con.host, con.port], [IP_LOCAL, client.info().port])
  assert.deepEqual([con.receive_timeout, con.send_timeout, con.is_blocking], [-1, -1, true])
  server.close()
  client.send('still')
  assert.equal(con.receive(), 'still')
})

test('accept fails if nobody connects in time, or immediately if it must not wait', (t) => {
  const server = listening(t)
  const nobody = { message: 'client accept failed', code: 'EAGAIN', errno: constants.EAGAIN }

  server.receive_timeout = 20
  assertThrows(() => server.accept(), nobody)
  server.receive_timeout = -1
  server.set_blocking(false)
  assertThrows(() => server.accept(), nobody)
  server.set_blocking(true)

  const client = make(t)
  client.connect(null, server.port)
  assert.equal(server.accept().close(), true)
})

test('connect accepts hosts by number or name, and uses its own host by default', (t) => {
  const server = listening(t)
  for (const host of [IP_LOCAL, 'localhost', '127.1', null, undefined, '']) {
    const client = make(t)

    assert.equal(client.connect(host, server.port), true)

    assert.deepEqual([client.host, client.port], [IP_LOCAL, server.port])
    server.accept().close()
  }
  const client = make(t)
  client.host = '127.0.0.1'
  client.connect(null, server.port)
  assert.equal(client.is_connected, true)
})

test('IPv6 works like IPv4', (t) => {
  const server = make(t, AF_INET6)
  server.bind(freeInBothFamilies(), 'localhost')
  server.listen()
  const client = make(t, AF_INET6)

  client.connect('::1', server.port)
  const con = closing(t, server.accept())
  client.send('six')

  assert.equal(con.receive(), 'six')
  assert.deepEqual([con.host, con.family], ['::1', AF_INET6])
  const { port } = server
  assert.deepEqual(server.info(), { address: '::1', port, family: AF_INET6, ipv6: '::1' })
})

test('a refused connect may be tried again with the same socket', (t) => {
  const client = make(t)
  const server = make(t)
  server.bind(0)

  for (let i = 0; i < 3; i++) {
    assertThrows(() => client.connect(IP_LOCAL, server.port), {
      message: 'Connection refused',
      code: 'ECONNREFUSED',
      errno: constants.ECONNREFUSED,
      syscall: 'connect',
    })
    assert.equal(client.is_connected, false)
  }
  server.listen()

  assert.equal(client.connect(IP_LOCAL, server.port), true)
})

test('connect gives up after its timeout, and may be tried again', {
  skip: noUnansweringPeer,
}, (t) => {
  const client = make(t)
  const { port } = unansweringPeer(t)
  const late = { message: 'Connection timed out', code: 'ETIMEDOUT', errno: constants.ETIMEDOUT }

  assertThrows(() => client.connect(IP_LOCAL, port, 30), late)
  assertThrows(() => client.connect(IP_LOCAL, port, 0), late)
  client.set_blocking(false)
  assertThrows(() => client.connect(IP_LOCAL, port, 1), late)
  client.set_blocking(true)

  const server = listening(t)
  assert.equal(client.connect(IP_LOCAL, server.port), true)
  client.send('now')
  assert.equal(closing(t, server.accept()).receive(), 'now')
})

test('connect without waiting returns false until it is called again', {
  skip: noUnansweringPeer,
}, async (t) => {
  const full = fullListener(t)
  const client = make(t)
  client.set_blocking(false)

  assert.equal(client.connect(IP_LOCAL, portOf(full), 0), false)
  assert.equal(client.connect(IP_LOCAL, portOf(full), 0), false)
  assert.equal(client.is_connected, false)
  const accepted = peer(full, ['accept'], ['accept'])

  assert.equal(client.connect(IP_LOCAL, portOf(full), PATIENCE), true)
  await accepted
  assert.equal(client.is_connected, true)
})

test('connect without waiting reports a refusal when it is called again', (t) => {
  const client = make(t)
  const free = make(t)
  free.bind(0)
  client.set_blocking(false)

  assertThrows(() => {
    while (!client.connect(IP_LOCAL, free.port, 0));
  }, 'Connection refused')
})

test('shutdown of writing ends the stream, and receives still work', (t) => {
  const [client, con] = connected(t)

  client.send('last')
  assert.equal(client.shutdown(SHUT_WR), true)
  assert.equal(client.shutdown(SHUT_WR), true)

  assert.deepEqual([con.receive(), con.receive(), con.receive()], ['last', null, null])
  con.send('answer')
  assert.equal(client.receive(), 'answer')
  assertThrows(() => client.send('more'), 'socket is in an illegal state')
})

test('after shutdown of reading, sends still work, and a second shutdown ends both directions', (t) => {
  const [client, con] = connected(t)

  assert.equal(client.shutdown(), true)
  assert.deepEqual([client.shutdown_reason, client.is_connected], [SHUT_RD, true])
  assertThrows(() => client.receive(), 'socket is in an illegal state')
  assert.equal(client.send('still'), 5)
  assert.equal(con.receive(), 'still')

  client.shutdown(SHUT_WR)
  assert.equal(client.is_connected, false)
  assertThrows(() => client.send('x'), 'socket is in an illegal state')
  assertThrows(() => client.receive(), 'socket is in an illegal state')
  assert.equal(client.shutdown(SHUT_RDWR), true)
  assert.equal(client.shutdown_reason, SHUT_RDWR)
})

test('a listener that was shut down can listen again', (t) => {
  const server = listening(t)

  server.shutdown(SHUT_RD)
  assert.equal(server.is_listening, false)
  assertThrows(() => server.accept(), 'socket not bound/listening')
  server.listen()

  const client = make(t)
  client.connect(null, server.port)
  assert.equal(server.accept().close(), true)
})

test('close is final, may be repeated, and never closes another descriptor', {
  skip: cannotCount,
}, (t) => {
  const before = openSockets()
  const first = new Socket()
  const { id } = first

  assert.equal(first.close(), true)
  const next = make(t)
  assert.equal(next.id, id)
  assert.equal(first.close(), true)

  assert.equal(next.get_option(SO_REUSEADDR), 0)
  assert.equal(openSockets().length, before.length + 1)
  next.close()
  assert.deepEqual(openSockets(), before)
})

test('info reports the local address, if there is one', (t) => {
  const one = make(t)
  const family = AF_INET
  assert.deepEqual(one.info(), { address: '0.0.0.0', port: 0, family, ipv6: '' })

  one.bind(0)
  assert.deepEqual(one.info(), { address: IP_LOCAL, port: one.port, family, ipv6: '' })

  one.close()
  assert.deepEqual(one.info(), {})
})

test('an id is adopted, and the kernel is asked for its family and type', (t) => {
  const listener = adopt(t, (core) => {
    core.bind('127.0.0.1:0')
    core.listen()
  })
  assert.deepEqual([listener.family, listener.type, listener.protocol], [2, 1, 6])
  assert.deepEqual([listener.is_bound, listener.is_listening], [true, true])
  assert.equal(listener.host, IP_LOCAL)
  const client = adopt(t, (core) => {
    core.connectSync({ family: 'AF_INET', address: IP_LOCAL, port: listener.port })
  })
  assert.deepEqual([client.is_connected, client.is_client], [true, true])
  assert.deepEqual([client.host, client.port, client.is_bound], [IP_LOCAL, listener.port, false])
  client.send('adopted')
  assert.equal(closing(t, listener.accept()).receive(), 'adopted')

  using core = new Core('AF_INET', 'SOCK_DGRAM')
  core.nonblocking = true
  const fresh = make(t, null, null, null, core.detach())
  assert.deepEqual(
    [fresh.type, fresh.protocol, fresh.is_blocking],
    [SOCK_DGRAM, IPPROTO_UDP, false],
  )
  assert.deepEqual([fresh.is_bound, fresh.is_connected, fresh.is_listening], [false, false, false])
})

test('set_blocking changes the kernel’s state too', (t) => {
  const one = make(t)

  assert.equal(one.set_blocking(false), null)
  assert.equal(one.is_blocking, false)
  {
    using seen = Core.borrow(one.id)
    assert.equal(seen.nonblocking, true)
  }

  assert.equal(one.set_blocking(true), null)
  assert.equal(one.is_blocking, true)
  using seen = Core.borrow(one.id)
  assert.equal(seen.nonblocking, false)
})

/** A Blade socket with a descriptor that the core created. */
function adopt(t: { after(fn: () => void): void }, prepare: (core: Core) => void): Socket {
  using core = new Core('AF_INET')
  prepare(core)
  return make(t, null, null, null, core.detach())
}
