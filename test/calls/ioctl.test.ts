import assert from 'node:assert/strict'
import { test } from 'node:test'
import { constants, poll } from '../../src/index.ts'
import { calls } from '../../src/raw.ts'
import { connections, everyKind } from '../support/kinds.ts'
import { fillUntil } from '../support/streams.ts'

const { EBADF, EINVAL, FIONREAD, MSG_OOB, SIOCATMARK, SIOCOUTQ, SIOCOUTQNSD } = constants
const onlyLinux = process.platform !== 'linux' && 'needs an ioctl of Linux'
const streams = connections.filter(({ family }) => family !== 'AF_UNIX')

for (const kind of everyKind) {
  test(`ioctl returns how many bytes can be received: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)
    assert.equal(calls.ioctl(other.fd, FIONREAD), 0)

    await one.send('hello')
    await other.recv(1, { flags: constants.MSG_PEEK })

    assert.equal(calls.ioctl(other.fd, FIONREAD), 5)
  })
}

for (const kind of streams) {
  test(`ioctl returns how many bytes are not acknowledged, and how many not sent: ${kind.name}`, {
    skip: kind.skip || onlyLinux,
  }, async (t) => {
    const [one] = kind.pair(t)
    assert.deepEqual(
      [SIOCOUTQ, SIOCOUTQNSD].map((request) => calls.ioctl(one.fd, request)),
      [0, 0],
    )

    await fillUntil(one, () => {
      const unacknowledged = calls.ioctl(one.fd, SIOCOUTQ)
      const unsent = calls.ioctl(one.fd, SIOCOUTQNSD)
      assert.ok(unacknowledged >= unsent)
      return unsent > 0
    })
  })

  test(`ioctl returns whether urgent data is next: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)
    await one.send('ab')
    await one.send('!', { flags: MSG_OOB })
    await poll([{ socket: other, events: constants.POLLPRI }]) // everything has arrived
    const atMark = () => calls.ioctl(other.fd, SIOCATMARK)
    await other.recv(1)
    const before = atMark()
    await other.recv(1)

    assert.deepEqual([before, atMark()], [0, 1])
  })
}

test('ioctl makes no request but those that fill in an integer', () => {
  const SIOCGIFCONF = 0x8912
  const [fd, requests] = [calls.socket(constants.AF_INET, constants.SOCK_DGRAM, 0), [0, -1, 0x5421]]

  for (const request of [...requests, SIOCGIFCONF, 2 ** 32, 1.5, Number.NaN]) {
    assert.equal(calls.ioctl(fd, request), -EINVAL)
  }
  calls.close(fd)
  assert.equal(calls.ioctl(fd, FIONREAD), -EBADF)
  assert.equal(calls.ioctl('0' as never, FIONREAD), -EINVAL)
})
