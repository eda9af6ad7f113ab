import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { constants, Descriptor, Socket, type SocketError } from '../../src/index.ts'
import { optionByName } from '../../src/protocols/index.ts'
import { calls } from '../../src/raw.ts'
import { inChild } from '../support/child.ts'
import { cannotCount, openDescriptors } from '../support/descriptors.ts'
import { closing, everyKind } from '../support/kinds.ts'
import { cannotReadPeerPidfd } from '../support/peer-pidfd.ts'
import { forms } from '../support/forms.ts'

const { MSG_WAITALL } = constants
const unix = everyKind.filter(({ family }) => family === 'AF_UNIX')
const onlyLinux = process.platform !== 'linux' && 'needs the credentials of Linux'
const notRoot =
  onlyLinux || (process.getuid?.() !== 0 && 'needs CAP_SYS_ADMIN and similar capabilities')
/**
 * IDs that the kernel reports for an unknown user, or for one without an ID in this user namespace.
 */
const NOBODY = 65534
const UNKNOWN = 2 ** 32 - 1

for (const kind of unix) {
  for (const form of forms) {
    const on = `${kind.name}, ${form.name}`

    test(`SO_PASSCRED reports the sender, and a process may send its own credentials: ${on}`, async (t) => {
      const [one, other] = kind.pair(t)
      const self = {
        pid: process.pid,
        uid: process.getuid?.() ?? -1,
        gid: process.getgid?.() ?? -1,
      }
      other.setOption('SO_PASSCRED', true)

      await form.call(one, 'send', 'x')
      const told = await form.call(other, 'recvMessage', { control: true })
      await form.call(one, 'sendMessage', { data: 'x', control: { SCM_CREDENTIALS: self } })
      const said = await form.call(other, 'recvMessage', { control: true })

      assert.deepEqual(told.control.SCM_CREDENTIALS, self)
      assert.deepEqual(said.control.SCM_CREDENTIALS, self)
      assert.equal(told.control.raw[0]?.data.length, 12)
      await assert.rejects(
        form.call(one, 'sendMessage', {
          data: 'x',
          control: { SCM_CREDENTIALS: { ...self, pid: 99_999_999 } },
        }),
        (error: { code: string }) => ['ESRCH', 'EPERM'].includes(error.code),
      )
    })

    test(`a privileged process may send the credentials of another, which must exist: ${on}`, {
      skip: notRoot,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      other.setOption('SO_PASSCRED', true)
      const send = (pid: number) =>
        form.call(one, 'sendMessage', {
          data: 'x',
          control: { SCM_CREDENTIALS: { pid, uid: 1, gid: 2 } },
        })

      await send(1)
      const { control } = await form.call(other, 'recvMessage', { control: true })

      assert.deepEqual(control.SCM_CREDENTIALS, { pid: 1, uid: 1, gid: 2 })
      await assert.rejects(send(4_194_304), { code: 'ESRCH' }) // PID_MAX_LIMIT
    })

    test(`a process without privileges may send no credentials but its own: ${on}`, {
      skip: onlyLinux,
    }, async () => {
      const { result, errors } = await inChild(
        async ({ Socket, forms }) => {
          const { TYPE, FORM } = process.env
          const form = forms.find(({ name }) => name === FORM)
          if (process.getuid?.() === 0) {
            process.setgroups?.([])
            process.setgid?.(65_534)
            process.setuid?.(65_534)
          }
          const own = {
            pid: process.pid,
            uid: process.getuid?.() ?? 0,
            gid: process.getgid?.() ?? 0,
          }
          const [one, other] = Socket.pair('AF_UNIX', TYPE as 'SOCK_STREAM')
          other.setOption('SO_PASSCRED', true)
          const outcomes: unknown[] = []
          for (const wrong of [{}, { pid: process.ppid }, { uid: 0 }, { gid: 0 }]) {
            const control = { SCM_CREDENTIALS: { ...own, ...wrong } }
            try {
              outcomes.push(await form?.call(one, 'sendMessage', { data: 'x', control }))
            } catch (error) {
              outcomes.push((error as { code?: unknown }).code)
            }
          }
          for (const socket of [one, other]) socket.close()
          return outcomes
        },
        { env: { TYPE: kind.type, FORM: form.name } },
      )

      assert.deepEqual(result, [1, 'EPERM', 'EPERM', 'EPERM'], errors)
    })

    test(`a message that was sent before SO_PASSCRED was set has no sender: ${on}`, {
      skip: onlyLinux,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      await form.call(one, 'send', 'early')

      other.setOption('SO_PASSCRED', true)
      const { control, data } = await form.call(other, 'recvMessage', { control: true })

      assert.equal(String(data), 'early')
      assert.deepEqual(control.SCM_CREDENTIALS, { pid: 0, uid: NOBODY, gid: NOBODY })
    })

    test(`SO_PASSPIDFD returns a pidfd of the sender, as a Descriptor: ${on}`, {
      skip: cannotCount || cannotSet('SO_PASSPIDFD'),
    }, async (t) => {
      const [one, other] = kind.pair(t)
      other.setOption('SO_PASSPIDFD', true)
      const before = openDescriptors()

      await form.call(one, 'sendMessage', { data: 'x', control: { SCM_RIGHTS: [one] } })
      const { control } = await form.call(other, 'recvMessage', { control: true })

      const { SCM_PIDFD: pidfd, SCM_RIGHTS: rights = [] } = control
      assert.ok(pidfd instanceof Descriptor)
      assert.equal(rights.length, 1)
      assert.match(
        readFileSync(`/proc/self/fdinfo/${pidfd.fd}`, 'utf8'),
        new RegExp(`^Pid:\\s*${process.pid}$`, 'm'),
      )
      for (const descriptor of [pidfd, ...rights]) descriptor.close()
      assert.equal(openDescriptors(), before)
    })

    test(`a pidfd that does not fit, or that was not requested, is closed: ${on}`, {
      skip: cannotCount || cannotSet('SO_PASSPIDFD'),
    }, async (t) => {
      const [one, other] = kind.pair(t)
      other.setOption('SO_PASSPIDFD', true)
      const before = openDescriptors()
      for (let i = 0; i < 3; i++) await form.call(one, 'send', 'x')

      const short = await form.call(other, 'recvMessage', { size: 1, control: 16 })
      const unasked = await form.call(other, 'recvMessage', { size: 1 })
      await form.call(other, 'recv', 1)

      assert.deepEqual([short.controlTruncated, short.control.SCM_PIDFD], [true, undefined])
      assert.equal(unasked.controlTruncated, true)
      assert.equal(openDescriptors(), before)
    })

    test(`SO_PASSRIGHTS makes the sender of descriptors fail: ${on}`, {
      skip: cannotSet('SO_PASSRIGHTS'),
    }, async (t) => {
      const [one, other] = kind.pair(t)
      other.setOption('SO_PASSRIGHTS', false)

      const sent = form.call(one, 'sendMessage', { data: 'x', control: { SCM_RIGHTS: [one] } })

      await assert.rejects(sent, { code: 'EPERM', syscall: 'sendmsg' })
    })
  }
}

for (const kind of unix.filter(({ stream }) => stream)) {
  for (const form of forms) {
    test(`with MSG_WAITALL the credentials are those of the last part, and the pidfds of others are closed: ${form.name}`, {
      skip: cannotCount || cannotSet('SO_PASSPIDFD'),
    }, async (t) => {
      const [one, other] = kind.pair(t)
      other.setOption('SO_PASSPIDFD', true)
      await one.recv(1, { timeout: 1 }).catch(() => undefined) // creates the reactor's descriptor
      one.sendSync('ab')
      const before = openDescriptors()
      const options = { size: 4, control: true, flags: MSG_WAITALL }

      await assert.rejects(form.call(other, 'recvMessage', { ...options, timeout: 20 }), {
        bytesReceived: 2,
      })
      const afterFailure = openDescriptors()
      one.sendSync('cdef')
      const { control, data } = await form.call(other, 'recvMessage', options)

      assert.equal(afterFailure, before)
      assert.equal(String(data), 'cdef')
      assert.equal(openDescriptors(), before + 1)
      control.SCM_PIDFD?.close()
      assert.equal(openDescriptors(), before)
    })
  }
}

test('SO_PEERCRED of a socket without a peer has no process', { skip: onlyLinux }, () => {
  using socket = new Socket('AF_UNIX')

  assert.deepEqual(socket.getOption('SO_PEERCRED'), { pid: 0, uid: UNKNOWN, gid: UNKNOWN })
})

test('SO_PEERPIDFD returns a pidfd of the peer, as a Descriptor', {
  skip: cannotCount || cannotReadPeerPidfd,
}, (t) => {
  const [one, other] = closing(t, Socket.pair())
  const before = openDescriptors()

  const pidfd = one.getOption('SO_PEERPIDFD')

  assert.ok(pidfd instanceof Descriptor)
  assert.match(
    readFileSync(`/proc/self/fdinfo/${pidfd.fd}`, 'utf8'),
    new RegExp(`^Pid:\\s*${process.pid}$`, 'm'),
  )
  pidfd.close()
  assert.equal(openDescriptors(), before)
  for (const socket of [one, other]) socket.close()
})

test('a descriptor that an option opens is not lost if its value cannot be read', {
  skip: cannotCount || cannotReadPeerPidfd,
}, (t) => {
  const row = optionByName('SO_PEERPIDFD')
  assert.ok(row)
  const [one] = closing(t, Socket.pair())
  const before = openDescriptors()
  t.mock.method(row.codec, 'decode', () => {
    throw new RangeError('Cannot read it')
  })

  one.getOption('SO_PEERPIDFD').close()

  assert.equal(openDescriptors(), before)
})

test('SO_PEERPIDFD into less than a number is EINVAL, and nothing stays open', {
  skip: cannotCount || cannotReadPeerPidfd,
}, (t) => {
  const { EINVAL, SOL_SOCKET, SO_PEERPIDFD } = constants
  const [one, other] = closing(t, Socket.pair())
  const before = openDescriptors()

  const answers = [1, 2, 3].map((length) =>
    calls.getsockopt(one.fd, SOL_SOCKET, SO_PEERPIDFD, new Uint8Array(length)),
  )

  assert.deepEqual(answers, [-EINVAL, -EINVAL, -EINVAL])
  assert.equal(openDescriptors(), before)
  for (const socket of [one, other]) socket.close()
})

function cannotSet(name: 'SO_PASSPIDFD' | 'SO_PASSRIGHTS'): string | false {
  try {
    using socket = new Socket('AF_UNIX')
    socket.setOption(name, true)
    return false
  } catch (error) {
    return `this kernel says ${(error as SocketError).code} to ${name}`
  }
}
