import assert from 'node:assert/strict'
import { open } from 'node:fs/promises'
import { test } from 'node:test'
import { constants, Descriptor, type DescriptorLike, Socket } from '../../src/index.ts'
import { calls } from '../../src/raw.ts'
import { fileAt } from '../support/file-identity.ts'
import { inChild } from '../support/child.ts'
import { cannotCount, openDescriptors } from '../support/descriptors.ts'
import { forms } from '../support/forms.ts'
import { closing, everyKind } from '../support/kinds.ts'
import { fill, pattern } from '../support/streams.ts'

const { F_DUPFD_CLOEXEC, F_GETFD, FD_CLOEXEC } = constants
const unix = everyKind.filter(({ family }) => family === 'AF_UNIX')
const PASSED_BYTES = 4_000_000

/** The file of a descriptor, however many numbers it has. */
function fileOf({ fd }: { fd: number }): string | undefined {
  return fileAt(fd)
}

for (const kind of unix) {
  for (const form of forms) {
    const on = `${kind.name}, ${form.name}`

    test(`descriptors arrive close-on-exec with the data that was sent with them, and stay open here: ${on}`, {
      skip: cannotCount,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      const file = await open('package.json')
      using copy = new Descriptor(calls.fcntl(one.fd, F_DUPFD_CLOEXEC, 0))
      const before = openDescriptors()

      await form.call(one, 'sendDescriptors', [file, one, copy, other.fd], 'four')
      const { descriptors, data, truncated, address, control } = await form.call(
        other,
        'recvDescriptors',
      )

      assert.equal(String(data), 'four')
      assert.deepEqual([truncated, address, 'SCM_RIGHTS' in control], [false, null, false])
      assert.deepEqual(descriptors.map(fileOf), [file, one, copy, other].map(fileOf))
      assert.ok(descriptors.every(({ fd }) => calls.fcntl(fd, F_GETFD, 0) === FD_CLOEXEC))
      assert.equal(openDescriptors(), before + 4)
      for (const descriptor of descriptors) descriptor.close()
      assert.equal(openDescriptors(), before)
      await file.close()
    })

    test(`without data, descriptors travel with one zero byte: ${on}`, async (t) => {
      const [one, other] = kind.pair(t)

      await form.call(one, 'sendDescriptors', [one])
      const { descriptors, data } = await form.call(other, 'recvDescriptors')

      assert.deepEqual([...data], [0])
      assert.equal(descriptors.length, 1)
      using received = descriptors[0]?.toSocket()
      assert.equal(received?.type, kind.type)
    })

    test(`a message without descriptors is received too, and an empty list passes none: ${on}`, async (t) => {
      const [one, other] = kind.pair(t)

      await form.call(one, 'send', 'plain')
      const plain = await form.call(other, 'recvDescriptors')
      await form.call(one, 'sendDescriptors', [], 'empty')
      const empty = await form.call(other, 'recvDescriptors')

      assert.deepEqual([plain.descriptors, String(plain.data)], [[], 'plain'])
      assert.deepEqual([empty.descriptors, String(empty.data)], [[], 'empty'])
      await assert.rejects(form.call(one, 'sendDescriptors', []), {
        name: 'TypeError',
        message: 'fds is empty, and there is no data: nothing would be sent',
      })
    })

    test(`data without a byte is refused on a stream, and passes descriptors elsewhere: ${on}`, async (t) => {
      const [one, other] = kind.pair(t)

      for (const nothing of ['', [], ['', new Uint8Array(0)]]) {
        const sent = form.call(one, 'sendDescriptors', [one], nothing)
        if (kind.stream) {
          await assert.rejects(sent, {
            name: 'TypeError',
            message: 'On a stream, descriptors need at least one byte of data',
          })
          continue
        }
        await sent
        const { descriptors, data } = await form.call(other, 'recvDescriptors')
        assert.deepEqual([descriptors.length, data.length], [1, 0])
        descriptors[0]?.close()
      }
      await assert.rejects(form.call(other, 'recv', 1, { timeout: 0 }), { code: 'EAGAIN' })
    })

    test(`of a message that is longer than max no descriptor is lost: ${on}`, async (t) => {
      const [one, other] = kind.pair(t)

      await form.call(one, 'sendDescriptors', [one, other], 'long')
      const { descriptors, data, truncated } = await form.call(other, 'recvDescriptors', 2)

      assert.deepEqual([descriptors.length, String(data), truncated], [2, 'lo', !kind.stream])
      for (const descriptor of descriptors) descriptor.close()
      if (kind.stream) assert.equal(String(await form.call(other, 'recv')), 'ng')
    })

    test(`253 descriptors are passed, and 254 are refused before anything is sent: ${on}`, {
      skip: cannotCount,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      const before = openDescriptors()
      const many = (count: number) => new Array<Socket>(count).fill(one)

      await assert.rejects(form.call(one, 'sendDescriptors', many(254)), {
        name: 'RangeError',
        message: 'fds must be at most 253 descriptors per message (SCM_MAX_FD), not 254',
      })
      await form.call(one, 'sendDescriptors', many(253), 'all')
      const { descriptors, data } = await form.call(other, 'recvDescriptors')

      assert.deepEqual([descriptors.length, String(data)], [253, 'all'])
      for (const descriptor of descriptors) descriptor.close()
      assert.equal(openDescriptors(), before)
    })

    test(`what is no list of open descriptors is refused, and nothing is sent: ${on}`, async (t) => {
      const [one, other] = kind.pair(t)
      const closed = new Socket()
      closed.close()
      const send = (fds: unknown) =>
        form.call(one, 'sendDescriptors', fds as DescriptorLike[], 'data')

      for (const wrong of [undefined, null, 1, one, 'x', { length: 1 }, [undefined], ['1'], [{}]])
        await assert.rejects(send(wrong), TypeError)
      await assert.rejects(send([one, 'x']), {
        message: "fds[1] must be a number or have one as fd, not 'x'",
      })
      await assert.rejects(send([-1]), RangeError)
      await assert.rejects(send([closed]), { name: 'RangeError', message: 'fds[0] is closed' })
      await assert.rejects(send([one, 99_999]), { code: 'EBADF', syscall: 'sendmsg' })
      await assert.rejects(form.call(one, 'sendDescriptors', [one], { a: 1 } as never), TypeError)
      await assert.rejects(form.call(other, 'recv', 1, { timeout: 0 }), { code: 'EAGAIN' })
    })

    test(`other control messages of the same message are in control: ${on}`, async (t) => {
      const [one, other] = kind.pair(t)
      other.setOption('SO_PASSCRED', true)

      await form.call(one, 'sendDescriptors', [one])
      const { descriptors, control } = await form.call(other, 'recvDescriptors')

      assert.equal(control.SCM_CREDENTIALS?.pid, process.pid)
      for (const descriptor of descriptors) descriptor.close()
    })
  }

  test(`a try returns null when nothing has arrived: ${kind.name}`, (t) => {
    const [one, other] = kind.pair(t)

    assert.equal(other.tryRecvDescriptors(), null)
    one.sendDescriptorsSync([one])
    using received = other.tryRecvDescriptors()?.descriptors[0]

    assert.ok(received instanceof Descriptor)
  })
}

for (const form of forms) {
  for (const kind of everyKind.filter(({ family }) => family !== 'AF_UNIX')) {
    test(`sockets of other families pass no descriptors: ${kind.name}, ${form.name}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      const refusal = (call: string) => ({
        name: 'TypeError',
        message: `${call} is for sockets of AF_UNIX, not ${kind.family}`,
      })

      await assert.rejects(form.call(one, 'sendDescriptors', [one]), refusal('sendDescriptors'))
      await assert.rejects(form.call(one, 'sendDescriptors', []), refusal('sendDescriptors'))
      await assert.rejects(form.call(other, 'recvDescriptors'), refusal('recvDescriptors'))
    })
  }

  test(`the end of a stream has no data and no descriptors: ${form.name}`, async (t) => {
    const [one, other] = closing(t, Socket.pair())
    one.close()

    const { descriptors, data } = await form.call(other, 'recvDescriptors')

    assert.deepEqual([descriptors, data.length], [[], 0])
  })

  test(`pieces of data that are empty carry no descriptors, so they go with the first that is not: ${form.name}`, async (t) => {
    const [one, other] = closing(t, Socket.pair())
    const pieces = [...new Array<string>(2000).fill(''), 'x', '', 'y']

    await form.call(one, 'sendDescriptors', [one], pieces)
    const { descriptors, data } = await form.call(other, 'recvDescriptors')

    assert.deepEqual([descriptors.length, String(data)], [1, 'xy'])
    descriptors[0]?.close()
  })

  test(`a send that fails after a part has passed the descriptors, once, and says how many bytes went: ${form.name}`, {
    skip: cannotCount,
  }, async (t) => {
    const [one, other] = closing(t, Socket.pair())
    await one.recv(1, { timeout: 1 }).catch(() => undefined) // creates the reactor's descriptor
    const [given] = closing(t, [new Socket()])
    const data = pattern(PASSED_BYTES)
    const before = openDescriptors()

    const failure = form.call(one, 'sendDescriptors', [given, given], data, { timeout: 20 })
    const error: unknown = await failure.catch((reason: unknown) => reason)

    const { bytesSent = 0, code } = error as { bytesSent?: number; code?: string }
    assert.equal(code, 'ERR_SOCKET_TIMEOUT')
    assert.ok(bytesSent > 0 && bytesSent < data.length)
    assert.equal(openDescriptors(), before)
    one.close()
    const [received, descriptors] = await everything(other)
    assert.ok(received.equals(data.subarray(0, bytesSent)))
    assert.equal(descriptors.length, 2)
    for (const descriptor of descriptors) descriptor.close()
  })
}

test('data of any size arrives whole, and its descriptors once, however it is received', async (t) => {
  for (const chunk of [1000, 65_536, 5_000_000]) {
    const [one, other] = closing(t, Socket.pair())
    const data = pattern(PASSED_BYTES)
    const sent = fileOf(one)

    const sending = one.sendDescriptors([one], [data.subarray(0, 7), data.subarray(7)]).then(() => {
      one.shutdown('SHUT_WR')
    })
    const [[received, descriptors]] = await Promise.all([everything(other, chunk), sending])

    assert.ok(received.equals(data))
    assert.deepEqual(descriptors.map(fileOf), [sent])
    for (const descriptor of descriptors) descriptor.close()
  }
})

test('a send that waits passes the files that the numbers had, and holds duplicates only until then', {
  skip: cannotCount,
}, async (t) => {
  const [one, other] = closing(t, Socket.pair())
  const queued = fill(one)
  const given = new Socket('AF_INET', 'SOCK_DGRAM')
  const sent = fileOf(given)
  await other.recv(1) // creates the reactor's descriptor
  const before = openDescriptors()

  const sending = one.sendDescriptors([given], pattern(PASSED_BYTES))
  assert.equal(openDescriptors(), before + 1)
  given.close()
  assert.equal(openDescriptors(), before)
  let left = queued - 1
  while (left > 0) left -= (await other.recv(left)).length
  const { descriptors } = await other.recvDescriptors(1)

  assert.deepEqual(descriptors.map(fileOf), [sent])
  descriptors[0]?.close()
  assert.equal(openDescriptors(), before - 1) // although the rest of the data waits
  other.close()
  await assert.rejects(sending, { code: 'EPIPE' })
})

test('descriptors that cannot be opened are an error, which has the data, and none stays open', {
  skip: cannotCount,
}, async () => {
  const { result, errors } = await inChild(
    ({ Socket, calls, constants }) => {
      const [one, other] = Socket.pair()
      one.sendDescriptorsSync([one, one, one], 'three')
      const filled: number[] = []
      for (;;) {
        const fd = calls.fcntl(one.fd, constants.F_DUPFD_CLOEXEC, 0)
        if (fd < 0) break
        filled.push(fd)
      }
      calls.close(filled.pop() ?? -1)
      const free = () => {
        const fd = calls.fcntl(one.fd, constants.F_DUPFD_CLOEXEC, 0)
        if (fd >= 0) calls.close(fd)
        return fd
      }
      const before = free()
      try {
        other.recvDescriptorsSync()
        return 'nothing is missing'
      } catch (error) {
        const { code, data, bytesReceived, message } = error as Error & Record<string, unknown>
        return { code, data: String(data), bytesReceived, message, isFree: free() === before }
      }
    },
    { limits: 'ulimit -n 100' },
  )

  assert.deepEqual(
    result,
    {
      code: 'ERR_SOCKET_DESCRIPTORS_LOST',
      data: 'three',
      bytesReceived: 5,
      message:
        'recvmsg ERR_SOCKET_DESCRIPTORS_LOST: not all descriptors of the message could be opened (this process has reached RLIMIT_NOFILE)',
      isFree: true,
    },
    errors,
  )
})

/** What a stream delivers until its end. */
async function everything(socket: Socket, chunk?: number): Promise<[Buffer, Descriptor[]]> {
  const received: Buffer[] = []
  const all: Descriptor[] = []
  for (;;) {
    const { data, descriptors } = await socket.recvDescriptors(chunk)
    all.push(...descriptors)
    if (data.length === 0) return [Buffer.concat(received), all]
    received.push(data)
  }
}
