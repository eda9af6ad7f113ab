import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as blade from '../../src/dialects/blade.ts'
import { until } from '../support/until.ts'
import { connectedToCore, make, reset } from './blade-sockets.ts'

const { SO_BROADCAST, SO_ERROR, SO_KEEPALIVE, SO_LINGER, SO_OOBINLINE, SO_RCVBUF } = blade
const { SO_RCVTIMEO, SO_REUSEADDR, SO_SNDBUF, SO_SNDTIMEO } = blade

const onlyLinux = process.platform !== 'linux' && 'these are the answers of Linux'

test('set_option accepts true, false, or a number', (t) => {
  const one = make(t)

  for (const option of [SO_REUSEADDR, SO_KEEPALIVE, SO_BROADCAST, SO_OOBINLINE]) {
    for (const [value, expected] of [
      [true, true],
      [false, false],
      [1, true],
      [0, false],
      [1.9, true],
    ] as const) {
      assert.equal(one.set_option(option, value), true)

      assert.equal(one.get_option(option) !== 0, expected)
    }
  }
})

test('get_option returns numbers as the kernel has them', { skip: onlyLinux }, (t) => {
  const one = make(t)

  one.set_option(SO_RCVBUF, 10_000)
  one.set_option(SO_SNDBUF, 20_000.7)

  assert.deepEqual([one.get_option(SO_RCVBUF), one.get_option(SO_SNDBUF)], [20_000, 40_000])
  assert.equal(one.get_option(blade.SO_TYPE), blade.SOCK_STREAM)
  assert.equal(one.get_option(blade.SO_ACCEPTCONN), 0)
  one.bind(0)
  one.listen()
  assert.equal(one.get_option(blade.SO_ACCEPTCONN), 1)
  assert.equal(one.get_option(blade.SO_SNDLOWAT), 1)
  assert.equal(one.get_option(blade.SO_DEBUG), 0)
})

test('every option of the platform can be read, and most can be set to the value read', {
  skip: onlyLinux,
}, (t) => {
  const one = make(t)
  const options = Object.entries(blade).filter(
    (row): row is [string, number] => row[0].startsWith('SO_') && Number(row[1]) >= 0,
  )
  const fixed = [
    'SO_TYPE',
    'SO_ERROR',
    'SO_ACCEPTCONN',
    'SO_SNDLOWAT',
    'SO_RCVTIMEO',
    'SO_SNDTIMEO',
  ]

  assert.equal(options.length, 18)
  for (const [name, option] of options) {
    const value = one.get_option(option)
    if (fixed.includes(name)) continue

    assert.equal(one.set_option(option, value as number | boolean), true, name)
  }
})

test('the timeouts are milliseconds, and equal the properties', (t) => {
  const one = make(t)
  assert.deepEqual([one.get_option(SO_RCVTIMEO), one.get_option(SO_SNDTIMEO)], [-1, -1])

  one.set_option(SO_RCVTIMEO, 2000)
  one.set_option(SO_SNDTIMEO, 3000)

  assert.deepEqual([one.receive_timeout, one.send_timeout], [2000, 3000])
  one.receive_timeout = 50
  one.send_timeout = 60
  assert.deepEqual([one.get_option(SO_RCVTIMEO), one.get_option(SO_SNDTIMEO)], [50, 60])
  one.set_option(SO_RCVTIMEO, false)
  one.set_option(SO_SNDTIMEO, 0)
  assert.deepEqual([one.receive_timeout, one.send_timeout], [-1, 0])
  assert.throws(() => {
    one.receive_timeout = 'soon' as never
  }, blade.SocketException)
  assert.equal(one.receive_timeout, -1)
})

test('SO_LINGER is seconds, or false', (t) => {
  const one = make(t)

  assert.equal(one.get_option(SO_LINGER), false)
  one.set_option(SO_LINGER, 7)
  assert.equal(one.get_option(SO_LINGER), 7)
  one.set_option(SO_LINGER, 0)
  assert.equal(one.get_option(SO_LINGER), 0)
  one.set_option(SO_LINGER, false)
  assert.equal(one.get_option(SO_LINGER), false)
})

test('a number too large for an int becomes the largest int', (t) => {
  const one = make(t)

  one.set_option(SO_LINGER, 2 ** 32)
  one.set_option(SO_KEEPALIVE, 2 ** 32)

  assert.equal(one.get_option(SO_LINGER), 2 ** 31 - 1)
  assert.equal(one.get_option(SO_KEEPALIVE), 1)
})

test('SO_LINGER of 0 makes close a reset', (t) => {
  const [client, core] = connectedToCore(t)

  client.set_option(SO_LINGER, 0)
  client.close()

  assert.throws(() => core.recvSync(), { code: 'ECONNRESET' })
})

test('SO_ERROR is a text, and is reported once', (t) => {
  const [client, core] = connectedToCore(t)
  assert.equal(client.get_option(SO_ERROR), null)

  reset(core)

  let error: unknown = null
  until(() => (error = client.get_option(SO_ERROR)) !== null)
  assert.equal(error, 'Connection reset by peer')
  assert.equal(client.get_option(SO_ERROR), null)
})

test('SO_REUSEPORT lets two sockets share a port', { skip: onlyLinux }, (t) => {
  const [one, other] = [make(t), make(t)]

  one.set_option(blade.SO_REUSEPORT, true)
  other.set_option(blade.SO_REUSEPORT, true)
  one.bind(0)

  assert.equal(other.bind(one.port), true)
})
