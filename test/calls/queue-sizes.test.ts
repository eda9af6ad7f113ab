import assert from 'node:assert/strict'
import { test } from 'node:test'
import { constants, poll, Socket } from '../../src/index.ts'
import { everyKind, streams, tcpPair } from '../support/kinds.ts'
import { fill } from '../support/streams.ts'

// What ioctl(2) reports about the queues of a socket: bytesReadable, bytesUnsent, atMark.

for (const kind of everyKind) {
  test(`bytesReadable counts the bytes that have arrived: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)
    const before = other.bytesReadable

    one.sendSync('hello')
    await poll([{ socket: other, events: constants.POLLIN }])

    assert.deepEqual([before, other.bytesReadable], [0, 5])
    other.recvSync()
    assert.equal(other.bytesReadable, 0)
  })
}

for (const kind of streams) {
  test(`bytesUnsent counts what the peer has not taken: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)

    const sent = fill(one)
    const full = one.bytesUnsent
    for (let got = 0; got < sent; ) got += (await other.recv(sent)).length
    await poll([{ socket: one, events: constants.POLLOUT }])

    assert.ok(full > 0)
    assert.ok(one.bytesUnsent < full)
  })
}

test('atMark is true where the urgent byte comes next', async (t) => {
  const [one, other] = tcpPair(t)
  one.sendSync('ab')
  one.sendSync('!', { flags: constants.MSG_OOB })
  await poll([{ socket: other, events: constants.POLLPRI }])

  const marks = [other.atMark]
  for (let got = 0; got < 2; ) got += other.recvSync(2 - got).length
  marks.push(other.atMark)

  assert.deepEqual(marks, [false, true])
})

test('a socket that is closed, or has no such queue, says so', () => {
  const closed = new Socket()
  closed.close()
  using listener = new Socket()
  listener.bind('127.0.0.1:0')
  listener.listen()

  for (const size of ['bytesReadable', 'bytesUnsent', 'atMark'] as const) {
    assert.throws(() => closed[size], { code: 'ERR_SOCKET_CLOSED', syscall: 'ioctl' })
  }
  assert.throws(() => listener.bytesReadable, { code: 'EINVAL', syscall: 'ioctl' })
})
