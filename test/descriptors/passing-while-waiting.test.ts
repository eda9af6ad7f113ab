import assert from 'node:assert/strict'
import { test } from 'node:test'
import { constants, Socket } from '../../src/index.ts'
import { calls } from '../../src/raw.ts'
import { fileAt } from '../support/file-identity.ts'
import { cannotCount, openDescriptors } from '../support/descriptors.ts'
import { type Closes, closing } from '../support/kinds.ts'
import { moved } from '../support/moved.ts'
import { fill } from '../support/streams.ts'

// A send passes the file given at the call, even if its number changes hands while the send waits.

/** A pair whose first socket cannot send because the queue is full. */
function full(t: Closes): [Socket, Socket] {
  const [one, other] = closing(t, Socket.pair())
  fill(one)
  return [one, other]
}

/** The file of the first descriptor received. */
async function passed(receiver: Socket): Promise<string | undefined> {
  for (;;) {
    const { control } = await receiver.recvMessage({ control: true })
    const [descriptor] = control.SCM_RIGHTS ?? []
    if (!descriptor) continue
    using one = descriptor
    return fileAt(one.fd)
  }
}

/** Assigns the number, which must be free, to another file. */
function stranger(fd: number): Socket {
  return Socket.adopt(moved(calls.socket(constants.AF_UNIX, constants.SOCK_DGRAM, 0), fd))
}

const forms = {
  'as a socket': (socket: Socket) => ({ SCM_RIGHTS: [socket] }),
  'as a number': ({ fd }: Socket) => ({ SCM_RIGHTS: [fd] }),
  'as bytes': ({ fd }: Socket) => ({
    raw: [
      {
        level: constants.SOL_SOCKET,
        type: constants.SCM_RIGHTS,
        data: new Uint8Array(Int32Array.of(fd).buffer),
      },
    ],
  }),
}

for (const [form, control] of Object.entries(forms)) {
  test(`a send that waits for space passes the given descriptors, although they were closed: ${form}`, async (t) => {
    const [one, other] = full(t)
    const given = new Socket('AF_INET', 'SOCK_DGRAM')
    const file = fileAt(given.fd)
    const { fd } = given

    const sending = one.sendMessage({ data: '!', control: control(given) })
    given.close()
    using another = stranger(fd)
    const [sent, came] = await Promise.all([sending, passed(other)])

    assert.equal(sent, 1)
    assert.equal(came, file)
    assert.notEqual(came, fileAt(another.fd))
  })
}

test('a send that waits behind another passes the given descriptors', async (t) => {
  const [one, other] = full(t)
  const given = new Socket('AF_INET', 'SOCK_DGRAM')
  const file = fileAt(given.fd)

  const before = one.send('first')
  const sending = one.sendMessage({ data: '!', control: { SCM_RIGHTS: [given] } })
  given.close()

  assert.deepEqual(await Promise.all([before, sending, passed(other)]), [5, 1, file])
})

test('a send that was postponed to the next iteration passes the given descriptors', async (t) => {
  const [one, other] = closing(t, Socket.pair())
  for (let i = 0; i < 256; i++) void one.send(Buffer.of(1)) // this turn's share
  const given = new Socket('AF_INET', 'SOCK_DGRAM')
  const file = fileAt(given.fd)
  const { fd } = given

  const sending = one.sendMessage({ data: '!', control: { SCM_RIGHTS: [given] } })
  given.close()
  using another = stranger(fd)

  assert.deepEqual(await Promise.all([sending, passed(other)]), [1, file])
  assert.equal(another.closed, false)
})

for (const [end, act] of Object.entries({
  'is closed': (one: Socket) => {
    one.close()
  },
  'runs out of time': () => undefined,
  'is aborted': (_: Socket, abort: AbortController) => {
    abort.abort()
  },
})) {
  test(`no duplicate stays open when the send ${end}`, {
    skip: cannotCount,
  }, async (t) => {
    const [one] = full(t)
    const abort = new AbortController()
    const before = openDescriptors()
    using given = new Socket('AF_INET', 'SOCK_DGRAM')

    const sending = one.sendMessage(
      { data: '!', control: { SCM_RIGHTS: [given, given] } },
      { timeout: 50, signal: abort.signal },
    )
    const failed = assert.rejects(sending)
    act(one, abort)
    await failed
    given.close()
    one.close()

    assert.equal(openDescriptors(), before - 1)
  })
}

test('a send that the kernel accepts immediately duplicates nothing', (t) => {
  const [one] = closing(t, Socket.pair())
  using given = new Socket('AF_INET', 'SOCK_DGRAM')
  const free = calls.fcntl(given.fd, constants.F_DUPFD_CLOEXEC, 0)
  calls.close(free)
  const seen: number[] = []
  const holder = {
    get fd() {
      return given.fd
    },
  }

  one.sendMessageSync({ data: '!', control: { SCM_RIGHTS: [holder] } })
  seen.push(calls.fcntl(given.fd, constants.F_DUPFD_CLOEXEC, 0))

  assert.deepEqual(seen, [free])
  for (const fd of seen) calls.close(fd)
})

test('a descriptor that is closed as another is read is a RangeError, and nothing is sent', (t) => {
  const [one, other] = closing(t, Socket.pair())
  const given = new Socket('AF_INET', 'SOCK_DGRAM')
  const closes = {
    get fd() {
      given.close()
      return 0
    },
  }

  assert.throws(
    () => one.sendMessageSync({ data: '!', control: { SCM_RIGHTS: [given, closes] } }),
    RangeError,
  )

  assert.throws(() => other.recvSync(1, { timeout: 0 }), { code: 'EAGAIN' })
})
