import assert from 'node:assert/strict'
import { closeSync, openSync } from 'node:fs'
import { test } from 'node:test'
import { constants, Socket } from '../../src/index.ts'
import { calls } from '../../src/raw.ts'
import { connections, everyKind, loopback } from '../support/kinds.ts'
import { peer } from '../support/peer.ts'
import { forms } from '../support/forms.ts'

test('anything but a socket’s descriptor is not adopted, and still belongs to the caller', (t) => {
  const file = openSync('/dev/null', 'r')
  t.after(() => {
    closeSync(file)
  })

  assert.throws(() => Socket.adopt(file), { name: 'SocketError', code: 'ENOTSOCK' })
  assert.throws(() => Socket.adopt(99999), { name: 'SocketError', code: 'EBADF' })
  assert.throws(() => Socket.adopt(-1), RangeError)
  assert.throws(() => Socket.adopt(2 ** 31), RangeError)
  assert.throws(() => Socket.adopt(42.5), TypeError)
  assert.throws(() => Socket.adopt('foo' as unknown as number), TypeError)
  assert.ok(calls.fcntl(file, constants.F_GETFD, 0) >= 0, 'the file is open still')
})

for (const kind of everyKind) {
  test(`the kernel reports what was adopted: ${kind.name}`, { skip: kind.skip }, (t) => {
    const [one, other] = kind.pair(t)
    const { protocol } = one

    using adopted = Socket.adopt(one.detach())

    assert.equal(adopted.family, kind.family)
    assert.equal(adopted.type, kind.type)
    assert.equal(adopted.protocol, protocol)
    assert.equal(adopted.listening, false)
    other.sendSync('still connected')
    assert.equal(String(adopted.recvSync()), 'still connected')
  })
}

test('an adopted listener accepts connections', () => {
  using listener = new Socket()
  listener.bind(loopback('AF_INET'))
  listener.listen()

  using adopted = Socket.adopt(listener.detach())
  using client = new Socket()
  client.connectSync(adopted.localAddress)
  using accepted = adopted.acceptSync()

  assert.equal(adopted.listening, true)
  assert.equal(accepted.listening, false)
  assert.deepEqual(accepted.remoteAddress, client.localAddress)
})

for (const kind of everyKind) {
  for (const form of forms) {
    const title = `O_NONBLOCK, set by whom ever, decides nothing: ${kind.name}, ${form.name}`
    test(title, { skip: kind.skip }, async (t) => {
      const [one, other] = kind.pair(t)
      setNonBlocking(one.fd, true)
      using adopted = Socket.adopt(calls.fcntl(one.fd, constants.F_DUPFD_CLOEXEC, 0))

      const first = peer(other, ['pause', 60], ['send', 'first'])
      const throughAdopted = await form.call(adopted, 'recv')
      await first
      setNonBlocking(one.fd, false)
      setNonBlocking(one.fd, true)
      const second = peer(other, ['pause', 60], ['send', 'second'])
      const throughOriginal = await form.call(one, 'recv')
      await second

      assert.equal(String(throughAdopted), 'first')
      assert.equal(String(throughOriginal), 'second')
      assert.equal(calls.recv(adopted.fd, new Uint8Array(9), 0), -constants.EAGAIN)
      assert.ok(isNonBlocking(adopted.fd), 'adopting leaves the flag as it is')
    })

    const kept = `a call leaves a blocking descriptor blocking: ${kind.name}, ${form.name}`
    test(kept, { skip: kind.skip }, async (t) => {
      const [one, other] = kind.pair(t)

      await form.call(other, 'send', 'x')
      await form.call(one, 'recv')
      await assert.rejects(form.call(one, 'recv', 9, { timeout: 0 }), { code: 'EAGAIN' })

      assert.ok(!isNonBlocking(one.fd))
      assert.ok(!isNonBlocking(other.fd))
    })
  }
}

for (const kind of connections) {
  for (const form of forms) {
    const title = `a detached descriptor works on, and its object no more: ${kind.name}, ${form.name}`
    test(title, { skip: kind.skip }, async (t) => {
      const [one, other] = kind.pair(t)

      const fd = one.detach()

      assert.equal(one.fd, -1)
      assert.equal(one.closed, true)
      await assert.rejects(form.call(one, 'recv'), { code: 'ERR_SOCKET_CLOSED', syscall: 'recv' })
      assert.throws(() => one.detach(), { code: 'ERR_SOCKET_CLOSED' })
      one.close()
      using adopted = Socket.adopt(fd)
      other.sendSync('after all')
      assert.equal(String(await form.call(adopted, 'recv')), 'after all')
    })
  }

  test(`detaching ends waiting calls: ${kind.name}`, { skip: kind.skip }, async (t) => {
    const [one, other] = kind.pair(t)
    const waiting = assert.rejects(one.recv(), { code: 'ERR_SOCKET_CLOSED' })

    using adopted = Socket.adopt(one.detach())

    await waiting
    other.sendSync('kept')
    assert.equal(String(await adopted.recv()), 'kept')
  })
}

function isNonBlocking(fd: number): boolean {
  return (calls.fcntl(fd, constants.F_GETFL, 0) & constants.O_NONBLOCK) !== 0
}

function setNonBlocking(fd: number, on: boolean): void {
  const flags = calls.fcntl(fd, constants.F_GETFL, 0)
  const { O_NONBLOCK } = constants
  calls.fcntl(fd, constants.F_SETFL, on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK)
}
