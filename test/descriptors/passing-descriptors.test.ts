import assert from 'node:assert/strict'
import { open } from 'node:fs/promises'
import { test } from 'node:test'
import { constants, type ControlToSend, Descriptor, Socket } from '../../src/index.ts'
import { everyControl } from '../../src/protocols/index.ts'
import { calls } from '../../src/raw.ts'
import { fileAt } from '../support/file-identity.ts'
import { cannotCount, openDescriptors } from '../support/descriptors.ts'
import { closing, everyKind } from '../support/kinds.ts'
import { forms } from '../support/forms.ts'

const { F_DUPFD_CLOEXEC, F_GETFD, FD_CLOEXEC, MSG_PEEK } = constants
const unix = everyKind.filter(({ family }) => family === 'AF_UNIX')

/** Sizes of the control buffer, and how many of 3 descriptors fit, as the kernel counts. */
const rooms: readonly [bytes: number, descriptors: number][] = [
  [32, 3],
  [24, 2], // space for one and its padding, which holds another
  [20, 1],
  [16, 0],
  [15, 0],
  [0, 0],
]

for (const kind of unix) {
  for (const form of forms) {
    const on = `${kind.name}, ${form.name}`

    test(`a descriptor travels with a message and works at the other end: ${on}`, {
      skip: cannotCount,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      const [kept, passed] = Socket.pair()
      t.after(() => {
        kept.close()
      })
      const before = openDescriptors()

      await form.call(one, 'sendMessage', { data: 'x', control: { SCM_RIGHTS: [passed] } })
      const { control, data } = await form.call(other, 'recvMessage', { control: true })

      assert.equal(passed.closed, false) // the sender still owns what it sent
      passed.close()
      const [descriptor] = control.SCM_RIGHTS ?? []
      assert.ok(descriptor instanceof Descriptor)
      assert.equal(calls.fcntl(descriptor.fd, F_GETFD, 0), FD_CLOEXEC)
      using received = descriptor.toSocket()
      await form.call(received, 'send', 'through')
      assert.equal(String(await form.call(kept, 'recv')), 'through')
      assert.equal(String(data), 'x')
      assert.equal(control.raw.length, 1)
      received.close()
      assert.equal(openDescriptors(), before - 1)
    })

    for (const [room, delivered] of rooms) {
      test(`of 3 descriptors ${delivered} fit into ${room} bytes, and the rest is closed: ${on}`, {
        skip: cannotCount,
      }, async (t) => {
        const [one, other] = kind.pair(t)
        const before = openDescriptors()
        await form.call(one, 'sendMessage', {
          data: 'x',
          control: { SCM_RIGHTS: [one, one.fd, other] },
        })

        const message = await form.call(other, 'recvMessage', { control: room })

        const descriptors = message.control.SCM_RIGHTS ?? []
        assert.equal(descriptors.length, delivered)
        assert.equal(message.controlTruncated, delivered < 3)
        assert.equal(openDescriptors(), before + delivered)
        for (const descriptor of descriptors) descriptor.close()
        assert.equal(openDescriptors(), before)
      })
    }

    test(`descriptors that were not requested, or not read, are closed: ${on}`, {
      skip: cannotCount,
    }, async (t) => {
      const before = openDescriptors()
      const [one, other] = kind.pair(t)
      const message = { data: 'x', control: { SCM_RIGHTS: [one] } }
      for (let i = 0; i < 3; i++) await form.call(one, 'sendMessage', message)

      const unasked = await form.call(other, 'recvMessage', { size: 1 })
      await form.call(other, 'recv', 1)
      one.close()
      other.close()

      assert.equal(unasked.controlTruncated, true)
      assert.deepEqual(unasked.control, { raw: [] })
      assert.equal(openDescriptors(), before)
    })

    test(`every receive with MSG_PEEK returns new descriptors: ${on}`, {
      skip: cannotCount,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      const before = openDescriptors()
      await form.call(one, 'sendMessage', { data: 'x', control: { SCM_RIGHTS: [one] } })

      const descriptors: Descriptor[] = []
      for (const flags of [MSG_PEEK, MSG_PEEK, 0]) {
        const { control } = await form.call(other, 'recvMessage', { control: true, flags })
        descriptors.push(...(control.SCM_RIGHTS ?? []))
      }

      assert.equal(new Set(descriptors.map(({ fd }) => fd)).size, 3)
      assert.equal(openDescriptors(), before + 3)
      for (const descriptor of descriptors) descriptor.close()
      assert.equal(openDescriptors(), before)
    })

    test(`descriptors travel in a message without data, and are refused in a stream: ${on}`, {
      skip: cannotCount,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      const before = openDescriptors()

      const sent = form.call(one, 'sendMessage', { control: { SCM_RIGHTS: [one] } })
      if (kind.stream)
        await assert.rejects(sent, { name: 'TypeError', message: /at least one byte/ })
      else assert.equal(await sent, 0)
      await form.call(one, 'send', 'x')

      const { control, data } = await form.call(other, 'recvMessage', { control: true })
      const descriptors = control.SCM_RIGHTS ?? []
      assert.equal(descriptors.length, kind.stream ? 0 : 1)
      assert.equal(String(data), kind.stream ? 'x' : '')
      for (const descriptor of descriptors) descriptor.close()
      assert.equal(openDescriptors(), before)
    })

    test(`a message with a descriptor that is not open is EBADF, and nothing is sent: ${on}`, async (t) => {
      const [one, other] = kind.pair(t)
      const closed = new Socket('AF_UNIX')
      closed.close()

      await assert.rejects(
        form.call(one, 'sendMessage', { data: 'x', control: { SCM_RIGHTS: [99_999] } }),
        { code: 'EBADF', syscall: 'sendmsg' },
      )
      await assert.rejects(
        form.call(one, 'sendMessage', { data: 'x', control: { SCM_RIGHTS: [closed] } }),
        RangeError,
      )
      await assert.rejects(form.call(other, 'recv', 1, { timeout: 0 }), { code: 'EAGAIN' })
    })

    test(`a number, a Socket, a Descriptor and a FileHandle of Node's can be passed: ${on}`, {
      skip: cannotCount,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      const file = await open('package.json')
      using descriptor = new Descriptor(calls.fcntl(file.fd, F_DUPFD_CLOEXEC, 0))
      const [, right] = closing(t, Socket.pair())
      const before = openDescriptors()

      await form.call(one, 'sendMessage', {
        data: 'x',
        control: { SCM_RIGHTS: [file.fd, right, descriptor, file] },
      })
      const { control } = await form.call(other, 'recvMessage', { control: true })

      const came = control.SCM_RIGHTS ?? []
      assert.equal(openDescriptors(), before + 4)
      const files = came.map(({ fd }) => fileAt(fd))
      const sent = [file.fd, right.fd, descriptor.fd, file.fd].map(fileAt)
      assert.deepEqual(files, sent)
      for (const one of came) one.close()
      await file.close()
      assert.throws(() => one.sendMessageSync({ control: { SCM_RIGHTS: [file] } }), RangeError)
    })

    test(`anything but an array of descriptors is refused, and nothing is sent: ${on}`, async (t) => {
      const [one, other] = kind.pair(t)
      using closed = new Descriptor(calls.fcntl(one.fd, F_DUPFD_CLOEXEC, 0))
      closed.close()
      const send = (SCM_RIGHTS: unknown) =>
        form.call(one, 'sendMessage', { data: 'x', control: { SCM_RIGHTS: SCM_RIGHTS as never } })

      for (const wrong of [one, 1, null, 'x', { length: 1 }, [one, undefined], ['1']]) {
        await assert.rejects(send(wrong), TypeError)
      }
      await assert.rejects(send([-1]), RangeError)
      await assert.rejects(send([closed]), RangeError)
      await assert.rejects(form.call(other, 'recv', 1, { timeout: 0 }), { code: 'EAGAIN' })
    })

    test(`253 descriptors go with one message, and no more: ${on}`, {
      skip: cannotCount,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      const before = openDescriptors()
      const send = (control: ControlToSend) => form.call(one, 'sendMessage', { data: 'x', control })
      const named = (count: number) => ({ SCM_RIGHTS: new Array<Socket>(count).fill(one) })
      const data = new Uint8Array(Int32Array.from({ length: 254 }, () => one.fd).buffer)

      await assert.rejects(send(named(254)), {
        name: 'RangeError',
        message: 'SCM_RIGHTS must be at most 253 descriptors per message (SCM_MAX_FD), not 254',
      })
      await assert.rejects(send({ raw: [{ level: 'SOL_SOCKET', type: 'SCM_RIGHTS', data }] }), {
        code: 'EINVAL',
      })
      await send(named(253))
      const { control } = await form.call(other, 'recvMessage', { control: true })

      assert.equal(control.SCM_RIGHTS?.length, 253)
      assert.equal(openDescriptors(), before + 253)
      for (const descriptor of control.SCM_RIGHTS) descriptor.close()
      assert.equal(openDescriptors(), before)
    })

    test(`when a control message cannot be read, no descriptor stays open: ${on}`, {
      skip: cannotCount,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      other.setOption('SO_PASSCRED', true)
      const row = everyControl().find(({ name }) => name === 'SCM_CREDENTIALS')
      assert.ok(row)
      const { codec } = row
      t.after(() => Reflect.set(row, 'codec', codec))
      const decode = () => {
        throw new TypeError('a fault of the table')
      }
      Reflect.set(row, 'codec', { ...codec, decode })
      const before = openDescriptors()

      await form.call(one, 'sendMessage', { data: 'x', control: { SCM_RIGHTS: [one, other] } })
      const failed = form.call(other, 'recvMessage', { control: true })

      await assert.rejects(failed, TypeError)
      assert.equal(openDescriptors(), before)
    })
  }
}

for (const kind of unix.filter(({ stream }) => stream)) {
  for (const form of forms) {
    test(`data is joined up to and including the next descriptor, never past it: ${kind.name}, ${form.name}`, async (t) => {
      const [one, other] = kind.pair(t)
      const control = { SCM_RIGHTS: [one] }
      await form.call(one, 'send', 'A')
      await form.call(one, 'sendMessage', { data: 'B', control })
      await form.call(one, 'send', 'C')
      await form.call(one, 'sendMessage', { data: 'D', control })
      const came: unknown[] = []

      for (let i = 0; i < 2; i++) {
        const message = await form.call(other, 'recvMessage', { size: 100, control: true })
        came.push([String(message.data), message.control.SCM_RIGHTS?.length])
        for (const descriptor of message.control.SCM_RIGHTS ?? []) descriptor.close()
      }

      assert.deepEqual(came, [
        ['AB', 1],
        ['CD', 1],
      ])
    })
  }
}

for (const kind of everyKind) {
  test(`a message that passes no descriptors is for any socket: ${kind.name}`, {
    skip: kind.skip,
  }, (t) => {
    const [one, other] = kind.pair(t)

    one.sendMessageSync({ data: 'x', control: { SCM_RIGHTS: [] } })

    assert.equal(String(other.recvSync()), 'x')
  })
}
