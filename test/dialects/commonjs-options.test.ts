import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  SO_BROADCAST,
  SO_LINGER,
  SO_RCVBUF,
  SO_RCVTIMEO,
  SO_REUSEADDR,
  SO_SNDTIMEO,
  SO_TYPE,
  SOCK_STREAM,
  Socket,
  SocketError,
} from '../../src/dialects/commonjs.ts'
import { closing } from '../support/kinds.ts'
import { connected } from './commonjs-sockets.ts'
import { until } from '../support/until.ts'

test('SO_RCVTIMEO and SO_SNDTIMEO are microseconds, and end in EAGAIN', (t) => {
  const [one, other] = connected(t)

  for (const option of [SO_RCVTIMEO, 'SO_RCVTIMEO', SO_SNDTIMEO, 'SO_SNDTIMEO']) {
    assert.equal(one.getOption(option), 0)
    for (const value of [20_000, 1, 1500]) {
      assert.equal(one.setOption(option, value), one)
      assert.equal(one.getOption(option), value)
    }
    for (const none of [0, null, false]) {
      assert.equal(one.setOption(option, none).getOption(option), 0)
    }
  }
  const timeval = new BigInt64Array([1n, 500_000n])
  one.setOption('SO_RCVTIMEO', new Uint8Array(timeval.buffer))
  assert.equal(one.getOption('SO_RCVTIMEO'), 1_500_000)

  one.setOption(SO_RCVTIMEO, 20_000)
  const started = performance.now()
  assert.throws(() => one.receive(), {
    code: 'EAGAIN',
    message: 'Resource temporarily unavailable',
  })
  assert.throws(() => one.receiveFrom(), { code: 'EAGAIN' })
  assert.ok(performance.now() - started >= 39)
  one.setOption(SO_SNDTIMEO, 20_000)
  assert.throws(
    () => one.send(new Uint8Array(30_000_000)),
    (error) => error instanceof SocketError && error.code === 'EAGAIN' && (error.sent ?? 0) > 0,
  )
  until(() => other.isReadable)
  assert.equal('sent' in new SocketError('x', 'EIO', 5, 'send'), false)
})

test('an accept waits for SO_RCVTIMEO, and the accepted socket inherits it', (t) => {
  const server = closing(t, new Socket().bind('127.0.0.1', 0).setOption('SO_RCVTIMEO', 10_000))

  assert.throws(() => server.accept(), { code: 'EAGAIN', syscall: 'accept' })
  closing(t, new Socket().connect('127.0.0.1', server.localPort))
  const peer = closing(t, server.accept())

  assert.equal(peer.getOption('SO_RCVTIMEO'), 10_000)
  assert.throws(() => peer.receive(), { code: 'EAGAIN' })
})

test('options are numbers, or bytes if they have a structure', (t) => {
  const one = closing(t, new Socket())

  assert.equal(one.getOption(SO_REUSEADDR), 0)
  assert.equal(one.setOption('SO_REUSEADDR', true).getOption('SO_REUSEADDR'), 1)
  assert.equal(one.setOption(SO_REUSEADDR, 0).getOption(SO_REUSEADDR), 0)
  assert.equal(one.setOption('TCP_NODELAY', 1).getOption('TCP_NODELAY'), 1)
  assert.equal(one.setOption('IP_TTL', 77.9).getOption('IP_TTL'), 77)
  assert.equal(one.setOption(SO_RCVBUF, new Uint8Array(Int32Array.of(9000).buffer)), one)
  assert.equal(one.getOption(SO_RCVBUF), 18_000)
  assert.equal(one.getOption(SO_TYPE), SOCK_STREAM)
  assert.equal(one.getOption(SO_LINGER), false)
  assert.equal(one.setOption(SO_LINGER, 5).getOption('SO_LINGER'), 5)
  assert.equal(one.setOption('SO_LINGER', 0).getOption(SO_LINGER), 0)
  for (const off of [false, null]) {
    assert.equal(one.setOption(SO_LINGER, off).getOption(SO_LINGER), false)
  }
  assert.ok(Buffer.isBuffer(one.getOption('TCP_INFO')))
  const datagram = closing(t, new Socket('AF_INET', 'SOCK_DGRAM'))
  assert.equal(datagram.setOption(SO_BROADCAST, 1).getOption(SO_BROADCAST), 1)
  assert.equal(datagram.setOption('UDP_SEGMENT', 1000).getOption('UDP_SEGMENT'), 1000)
})
