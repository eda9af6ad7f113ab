import assert from 'node:assert/strict'
import { closeSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { listen, Socket, type SocketError } from '../../src/index.ts'
import { cannotCount, openDescriptors } from '../support/descriptors.ts'
import { folderOf } from '../support/folder.ts'
import { forms } from '../support/forms.ts'
import { closing, tcpPair } from '../support/kinds.ts'
import { runnable } from '../support/runnable.ts'
import { fill, narrow, rest } from '../support/streams.ts'
import { needs, startPeer } from '../support/systemd.ts'

// Descriptors that have events to read, and neither positions nor splice(2).

const folder = folderOf({ after })
const skip = process.platform === 'linux' ? needs('python3') : 'needs eventfd(2) and inotify(7)'
const SOME = 5n
let eventfd = -1
let inotify = -1
let files = 0

before(async () => {
  if (skip === false) await openBoth()
})

/** Node cannot open them; another program passes them. */
async function openBoth(): Promise<void> {
  const address = join(folder, 'socket')
  using listener = await listen({ path: address })
  const program = fileURLToPath(runnable('test/calls/peers/event-descriptors.py'))
  const peer = startPeer({ after }, 'python3', [program, address, folder])
  using socket = await listener.accept()
  const { descriptors } = await socket.recvDescriptors()
  ;[eventfd = -1, inotify = -1] = descriptors.map((descriptor) => descriptor.detach())
  await peer.ended
}

after(() => {
  for (const fd of [eventfd, inotify]) if (fd >= 0) closeSync(fd)
})

/** An eventfd takes and returns a number. */
function number(value: bigint): Buffer {
  return Buffer.from(new BigUint64Array([value]).buffer)
}

for (const form of forms) {
  test(`sendFile sends what an eventfd has, which only read(2) takes: ${form.name}`, {
    skip,
  }, async (t) => {
    const [one, other] = closing(t, Socket.pair())
    writeSync(eventfd, number(SOME))

    assert.equal(await form.call(one, 'sendFile', eventfd, { length: 8 }), 8)

    assert.deepEqual(await other.recv(), number(SOME))
  })

  test(`sendFile sends events of inotify, and waits for more: ${form.name}`, {
    skip: skip || cannotCount,
  }, async (t) => {
    const [one, other] = tcpPair(t)
    const first = `first ${++files}`
    writeFileSync(join(folder, first), '')
    writeFileSync(join(folder, `second ${files}`), '')
    if (form.name === 'awaited') await other.recv(1, { timeout: 1 }).catch(() => undefined) // opens the reactor
    const count = openDescriptors()

    const error = (await form
      .call(one, 'sendFile', inotify, { timeout: 30 })
      .catch((reason: unknown) => reason)) as SocketError

    assert.equal(error.code, 'ERR_SOCKET_TIMEOUT')
    assert.equal(error.data, undefined)
    assert.equal(openDescriptors(), count)
    one.close()
    const events = await rest(other)
    assert.equal(error.bytesSent, events.length)
    assert.ok(events.includes(first) && events.includes(`second ${files}`))
  })

  test(`sendFile of an eventfd that has nothing may not wait, and says so: ${form.name}`, {
    skip,
  }, async (t) => {
    const [one] = closing(t, Socket.pair())

    await assert.rejects(form.call(one, 'sendFile', eventfd, { timeout: 0 }), {
      code: 'EAGAIN',
      bytesSent: 0,
    })
  })

  test(`sendFile returns what it has read of an eventfd and could not send: ${form.name}`, {
    skip,
  }, async (t) => {
    const [one, other] = closing(t, Socket.pair())
    narrow(one, other)
    fill(one)
    writeSync(eventfd, number(SOME))

    const error = (await form
      .call(one, 'sendFile', eventfd, { timeout: 30 })
      .catch((reason: unknown) => reason)) as SocketError

    assert.equal(error.code, 'ERR_SOCKET_TIMEOUT')
    assert.equal(error.bytesSent, 0)
    assert.deepEqual(error.data, new Uint8Array(number(SOME)))
  })
}

test('sendFile waits for the next number of an eventfd, and keeps the event loop free', {
  skip: skip || cannotCount,
}, async (t) => {
  const [one, other] = closing(t, Socket.pair())
  await other.recv(1, { timeout: 1 }).catch(() => undefined) // opens the reactor, which stays open
  const count = openDescriptors()

  const sending = one.sendFile(eventfd, { length: 16 })
  for (const value of [1n, 2n]) {
    await setImmediate()
    writeSync(eventfd, number(value))
    assert.deepEqual(await other.recv(), number(value))
  }

  assert.equal(await sending, 16)
  assert.equal(openDescriptors(), count)
})
