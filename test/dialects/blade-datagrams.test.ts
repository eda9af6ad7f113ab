import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as blade from '../../src/dialects/blade.ts'
import { closing } from '../support/kinds.ts'
import { PATIENCE } from '../support/patience.ts'
import { assertThrows, connectedToCore, datagrams } from './blade-sockets.ts'

const onlyLinux = process.platform !== 'linux' && 'these are the answers of Linux'

test('datagrams are received completely, one at a time, with the protocol UDP or 0', (t) => {
  const server = datagrams(t)
  const client = closing(t, new blade.Socket(blade.AF_INET, blade.SOCK_DGRAM, blade.IPPROTO_UDP))
  assert.equal(client.connect(null, server.port), true)

  for (const text of ['one', '', 'three\0', 'x'.repeat(60_000)]) {
    assert.equal(client.send(text), text.length)
  }

  for (const text of ['one', '', 'three\0', 'x'.repeat(60_000)]) {
    assert.equal(server.receive_from()?.data, text)
  }
})

test('a connected socket receives datagrams as a stream receives bytes', (t) => {
  const [one, other] = [datagrams(t), datagrams(t)]
  one.connect(null, other.port)
  other.connect(null, one.info().port ?? 0)

  one.send('first')
  one.send('')
  one.send('third')
  one.send('fourth')

  assert.equal(other.receive(), 'first')
  assert.equal(other.receive(), '')
  assert.equal(other.receive(2), 'th')
  assert.equal(other.read(), 'fourth')
  other.receive_timeout = 10
  assertThrows(() => other.receive(), 'Connection timed out')
})

test('a refused datagram is an exception of the next call', { skip: onlyLinux }, (t) => {
  const [gone, one] = [datagrams(t), datagrams(t)]
  one.connect(null, gone.port)
  gone.close()

  one.send('x')

  assertThrows(() => one.receive(), 'Connection refused')
})

test('send_to and receive_from need no connection', (t) => {
  const [one, other] = [datagrams(t), datagrams(t)]
  const { host, port } = other

  assert.equal(one.send_to(host, port, blade.AF_INET, 'a\0b', 0), 3)
  assert.equal(one.send_to('localhost', port, null, Uint8Array.of(255)), 1)
  assert.equal(one.send_to(host, port), 0)
  other.receive_timeout = PATIENCE
  assert.deepEqual(other.receive_from(), { data: 'a\0b', host: one.host, port: one.port })
  assert.equal(other.receive_from(10, 0)?.data, '\udcff')
  assert.equal(other.receive_from()?.data, '')

  one.send_to(host, port, null, 'long')
  assert.equal(other.receive_from(2)?.data, 'lo')
  other.receive_timeout = 10
  assertThrows(() => other.receive_from(), { message: 'receive_from timed out', code: 'ETIMEDOUT' })
})

test('send_to sends to the socket’s own host and port by default', (t) => {
  const one = datagrams(t)

  assert.equal(one.send_to(null, null, null, 'to myself'), 9)

  assert.equal(one.receive_from()?.data, 'to myself')
})

test('send_to sends the content of a file', (t) => {
  const one = datagrams(t)
  const url = new URL('blade-constants.json', import.meta.url)
  const { host, port } = one

  const sent = one.send_to(host, port, null, blade.file(url))

  assert.equal(one.receive_from()?.data.length, sent)
})

test('receive_from of a stream returns the address of the other end', (t) => {
  const [client, core] = connectedToCore(t)

  core.sendSync('bytes')
  assert.deepEqual(client.receive_from(), { data: 'bytes', host: client.host, port: client.port })
  core.close()
  assert.equal(client.receive_from(), null)
})

test('datagrams over IPv6 are received with their sender', (t) => {
  const one = closing(t, new blade.Socket(blade.AF_INET6, blade.SOCK_DGRAM, 0))
  one.bind(0)

  one.send_to('::1', one.port, blade.AF_INET6, 'six')

  assert.deepEqual(one.receive_from(), { data: 'six', host: '::1', port: one.port })
})
