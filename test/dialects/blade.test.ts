import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { inspect } from 'node:util'
import fc from 'fast-check'
import byDefault, * as blade from '../../src/dialects/blade.ts'
import { closing } from '../support/kinds.ts'
import { PATIENCE } from '../support/patience.ts'
import { assertThrows, connected, listening, make } from './blade-sockets.ts'

const { AF_INET, IP_LOCAL, SHUT_WR, SO_RCVTIMEO, SO_REUSEADDR, SOCK_STREAM } = blade
const { from_bytes, get_address_info, Socket, socket, SocketException, to_bytes } = blade

const CONSTANTS = JSON.parse(
  readFileSync(new URL('blade-constants.json', import.meta.url), 'utf8'),
) as Record<string, number | string>

test('the constants are the platform’s numbers, or -1', {
  skip: process.platform !== 'linux' && 'these are the numbers of Linux',
}, () => {
  const there = Object.entries(blade).filter(([name]) => /^[A-Z]+_|^SOMAXCONN$/.test(name))

  assert.deepEqual(Object.fromEntries(there), CONSTANTS)
  assert.equal(blade.IP_ANY, '0.0.0.0')
  assert.equal(blade.IP_LOCAL, '127.0.0.1')
})

test('the module is a function, and has all that is exported as its members', (t) => {
  const members = Object.entries(blade).filter(([name]) => !['default', 'socket'].includes(name))

  assert.equal(byDefault, socket)
  assert.deepEqual({ ...socket }, Object.fromEntries(members))
  assert.equal(socket.name, 'socket')
  const made = closing(t, socket(AF_INET, SOCK_STREAM, 0))
  assert.ok(made instanceof Socket)
  assert.equal(made.protocol, 0)
})

test('the example of the manual: a socket whose protocol is 0', (t) => {
  const one = closing(t, Socket(AF_INET, SOCK_STREAM, 0))

  assert.deepEqual([one.family, one.type, one.protocol], [AF_INET, SOCK_STREAM, 0])
})

test('the documented calls, one after the other, in one thread', (t) => {
  const server = closing(t, Socket(AF_INET, SOCK_STREAM, 0))
  assert.equal(server.set_option(SO_REUSEADDR, true), true)
  assert.equal(server.bind(0, IP_LOCAL), true)
  assert.equal(server.listen(), true)
  const client = make(t)
  assert.equal(client.connect(null, server.port), true)
  const con = closing(t, server.accept())
  assert.deepEqual(
    [con.host, con.is_client, client.port === server.port],
    ['127.0.0.1', true, true],
  )

  assert.equal(client.send('héllo'), 6)
  assert.deepEqual([con.receive(3), con.receive()], ['hé', 'llo'])
  assert.equal(client.shutdown(SHUT_WR), true)
  assert.equal(con.receive(), null)
  assert.deepEqual([con.send('bye'), client.receive()], [3, 'bye'])

  con.set_option(SO_RCVTIMEO, 50)
  const other = make(t)
  assert.throws(
    () => other.connect(IP_LOCAL, 1, PATIENCE),
    (error) => String(error) === '<SocketException: Connection refused>',
  )
  assert.deepEqual(get_address_info('127.0.0.1'), {
    canonical_name: '127.0.0.1',
    cannon_name: '127.0.0.1',
    ip: '127.0.0.1',
  })
  assert.deepEqual([client.close(), con.close(), server.close()], [true, true, true])
  assert.deepEqual(server.info(), {})
  assert.equal(server.close(), true)
})

test('Socket and SocketException work with and without new', (t) => {
  for (const one of [make(t), closing(t, Socket())]) {
    assert.ok(one instanceof Socket)
    assert.equal(one.constructor, Socket)
    assert.deepEqual([one.family, one.type, one.protocol], [2, 1, 6])
  }
  for (const one of [new SocketException('why'), SocketException('why')]) {
    assert.ok(one instanceof SocketException && one instanceof Error)
    assert.deepEqual([one.name, one.message], ['SocketException', 'why'])
    assert.equal(String(one), '<SocketException: why>')
    assert.equal(one.code, undefined)
  }
  class Mine extends Socket {}
  const mine = closing(t, new Mine())
  assert.ok(mine instanceof Mine && mine instanceof Socket)
  assert.deepEqual([Socket.name, SocketException.name], ['Socket', 'SocketException'])
})

test('a socket prints its state', (t) => {
  const one = make(t)
  const { id } = one

  one.bind(0)
  one.listen()

  const state = `closed: false, listening: true, connected: false, bound: true`
  assert.equal(String(one), `<Socket id: ${id}, ${state}>`)
  assert.equal(inspect(one), String(one))
  one.close()
  const over = `closed: true, listening: false, connected: false, bound: false`
  assert.equal(String(one), `<Socket id: -1, ${over}>`)
})

test('the properties start as the manual says', (t) => {
  const one = make(t)

  assert.equal(one.host, 'localhost')
  assert.equal(one.port, 0)
  assert.equal(one.family, blade.AF_INET)
  assert.equal(one.type, blade.SOCK_STREAM)
  assert.equal(one.protocol, blade.IPPROTO_TCP)
  assert.ok(one.id > 2)
  assert.equal(one.is_client, false)
  assert.equal(one.is_bound, false)
  assert.equal(one.is_connected, false)
  assert.equal(one.is_listening, false)
  assert.equal(one.is_closed, false)
  assert.equal(one.is_shutdown, false)
  assert.equal(one.shutdown_reason, -1)
  assert.equal(one.send_timeout, -1)
  assert.equal(one.receive_timeout, -1)
  assert.equal(one.is_blocking, true)
})

test('the properties report the state of the socket at any time', (t) => {
  const server = listening(t)
  assert.deepEqual([server.is_bound, server.is_listening, server.is_client], [true, true, false])
  assert.equal(server.host, IP_LOCAL)
  assert.ok(server.port > 0)
  const client = make(t)
  client.connect(null, server.port)
  assert.deepEqual([client.is_client, client.is_connected, client.is_bound], [true, true, false])
  assert.deepEqual([client.host, client.port], [IP_LOCAL, server.port])
  const con = closing(t, server.accept())
  assert.deepEqual([con.is_client, con.is_connected, con.is_bound], [true, true, false])
  assert.deepEqual([con.host, con.port], [IP_LOCAL, client.info().port])

  client.shutdown(SHUT_WR)
  assert.deepEqual([client.is_shutdown, client.shutdown_reason], [true, SHUT_WR])
  assert.deepEqual([client.is_connected, client.is_client], [true, true])
  assert.equal(con.receive(), null)
  assert.equal(con.is_connected, true)
  client.shutdown()
  assert.equal(client.shutdown_reason, blade.SHUT_RD)
  assert.deepEqual([client.is_connected, client.is_client], [false, false])

  server.shutdown()
  assert.deepEqual([server.is_listening, server.is_bound], [false, true])
  server.close()
  assert.deepEqual([server.is_closed, server.is_bound, server.id], [true, false, -1])
})

test('only host, port and the timeouts may be assigned', (t) => {
  const one = make(t)

  one.host = IP_LOCAL
  one.port = 7
  one.send_timeout = 20
  one.receive_timeout = 30
  assert.deepEqual([one.host, one.port, one.send_timeout], [IP_LOCAL, 7, 20])
  assert.equal(one.get_option(SO_RCVTIMEO), 30)
  one.receive_timeout = -1
  assert.equal(one.receive_timeout, -1)
  for (const name of [
    'id',
    'family',
    'type',
    'protocol',
    'is_client',
    'is_closed',
    'is_blocking',
  ]) {
    assert.equal(Reflect.set(one, name, 1), false, name)
  }
})

test('get_address_info describes hosts, and returns null for what does not exist', () => {
  assert.deepEqual(get_address_info('::1', null, blade.AF_INET6)?.ip, '::1')
  assert.equal(get_address_info('localhost', '80')?.ip, IP_LOCAL)
  assert.equal(get_address_info('127.0.0.1', 'http', blade.AF_UNSPEC)?.ip, IP_LOCAL)
  assert.deepEqual(get_address_info(''), {
    canonical_name: null,
    cannon_name: null,
    ip: IP_LOCAL,
  })

  assert.equal(get_address_info('nowhere.invalid'), null)
  assert.equal(get_address_info('127.0.0.1', 'no-such-service'), null)
  assert.equal(get_address_info('::1'), null)
  assert.equal(get_address_info('127.0.0.1', 'http', 99), null)
})

test('any bytes survive as strings', (t) => {
  const [client, con] = connected(t)

  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.nat(300), (bytes, cut) => {
      assert.equal(client.send(bytes), bytes.length)
      let text = con.receive(1 + cut) ?? assert.fail()
      while (to_bytes(text).length < bytes.length) text += con.receive() ?? assert.fail()
      assert.equal(con.send(text), bytes.length)

      assert.deepEqual([...to_bytes(client.read(bytes.length))], [...bytes])
      assert.equal(from_bytes(to_bytes(text)), from_bytes(bytes))
    }),
  )
})

test('bytes that are not text become escapes, and split characters can be restored', (t) => {
  const [client, con] = connected(t)

  client.send(Uint8Array.of(0xff, 0xfe, 0, 1))
  assert.equal(con.receive(), '\udcff\udcfe\0\u0001')
  client.send('ż')
  const text = (con.receive(1) ?? '') + (con.receive(1) ?? '')
  assert.equal(text, '\udcc5\udcbc')
  assert.equal(from_bytes(to_bytes(text)), 'ż')
  assert.deepEqual(to_bytes('\ud800'), Buffer.of(0xef, 0xbf, 0xbd))
  assertThrows(() => to_bytes(1 as unknown as string), 'string expected for text, number given')
})
