import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readlinkSync } from 'node:fs'
import { test } from 'node:test'
import {
  constants,
  type FamilyName,
  type IpProtocolName,
  poll,
  pollSync,
  Socket,
  type TypeName,
} from '../../src/index.ts'
import { calls } from '../../src/raw.ts'
import { cannotCount } from '../support/descriptors.ts'
import { closing, connections, everyKind, loopback, nameOf } from '../support/kinds.ts'
import { forms } from '../support/forms.ts'

type Triple = [FamilyName | number, TypeName | number, number]

const refusals: { of: Triple; code: string }[] = [
  { of: [999, 'SOCK_STREAM', 0], code: 'EAFNOSUPPORT' },
  { of: ['AF_INET', 99, 0], code: 'EINVAL' },
  { of: ['AF_INET', 'SOCK_STREAM', 17], code: 'EPROTONOSUPPORT' },
  { of: ['AF_INET', 'SOCK_STREAM', 999], code: 'EINVAL' },
  { of: ['AF_UNIX', 'SOCK_STREAM', 6], code: 'EPROTONOSUPPORT' },
  { of: ['AF_INET', 'SOCK_RAW', 0], code: 'EPROTONOSUPPORT' },
]

for (const { of, code } of refusals) {
  test(`a socket of ${of.join(', ')} is refused with ${code}`, () => {
    assert.throws(() => new Socket(...of), { name: 'SocketError', syscall: 'socket', code })
  })
}

test('a pair of a family without pairs is refused with EOPNOTSUPP', () => {
  assert.throws(() => Socket.pair('AF_INET'), { syscall: 'socketpair', code: 'EOPNOTSUPP' })
})

test('a raw Unix socket is reported as a datagram socket', () => {
  using socket = new Socket('AF_UNIX', 'SOCK_RAW')

  assert.equal(socket.getOption('SO_TYPE'), constants.SOCK_DGRAM)
  assert.equal(socket.type, 'SOCK_DGRAM')
})

test('a name that C lacks, and an invalid number, are refused before any call', () => {
  const nameless = 'AF_NOWHERE' as FamilyName

  assert.throws(() => new Socket(nameless), TypeError)
  assert.throws(() => new Socket('AF_INET', 'SOCK_SOCK' as TypeName), TypeError)
  assert.throws(
    () => new Socket('AF_INET', 'SOCK_STREAM', 'IPPROTO_NONSENSE' as IpProtocolName),
    TypeError,
  )
  assert.throws(() => new Socket(Number.NaN), RangeError)
  assert.throws(() => new Socket(2.5), RangeError)
  assert.throws(() => new Socket(2 ** 31), RangeError)
  assert.throws(() => Socket.pair(nameless), TypeError)
})

test('the type of a socket is reported without its flag bits', (t) => {
  const flags = constants.SOCK_NONBLOCK | constants.SOCK_CLOEXEC
  const [one, other] = closing(t, Socket.pair('AF_UNIX', constants.SOCK_SEQPACKET | flags))
  using socket = new Socket('AF_INET', constants.SOCK_DGRAM | flags)
  using adopted = Socket.adopt(socket.detach())

  const types = [one, other, socket, adopted].map(({ type }) => type)
  one.close()
  other.close()

  assert.deepEqual(types, ['SOCK_SEQPACKET', 'SOCK_SEQPACKET', 'SOCK_DGRAM', 'SOCK_DGRAM'])
})

for (const kind of everyKind) {
  test(`a socket created by numbers is the same as one by names: ${kind.name}`, {
    skip: kind.skip,
  }, (t) => {
    const [named] = kind.pair(t)
    const { family, type } = kind

    using numbered = new Socket(constants[family], constants[type], named.protocol)

    assert.equal(numbered.family, family)
    assert.equal(numbered.type, type)
    assert.equal(numbered.protocol, named.protocol)
    assert.equal(named.family, family)
    assert.equal(named.type, type)
  })
}

const IPPROTO_MPTCP = 262
const SOL_MPTCP = 284
const MPTCP_INFO = 1

for (const form of forms) {
  test(`an accepted connection reports the protocol in use: ${form.name}`, {
    skip: cannotMultipath(),
  }, async () => {
    using listener = new Socket('AF_INET', 'SOCK_STREAM', IPPROTO_MPTCP)
    listener.bind(loopback('AF_INET'))
    listener.listen()
    using multipath = new Socket('AF_INET', 'SOCK_STREAM', IPPROTO_MPTCP)
    using plain = new Socket('AF_INET', 'SOCK_STREAM')

    await form.call(multipath, 'connect', nameOf(listener))
    using first = await form.call(listener, 'accept')
    await form.call(plain, 'connect', nameOf(listener))
    using second = await form.call(listener, 'accept')

    assert.equal(first.protocol, IPPROTO_MPTCP)
    assert.equal(second.protocol, constants.IPPROTO_TCP)
    assert.throws(() => second.getOption(SOL_MPTCP, MPTCP_INFO, 64), { code: 'EOPNOTSUPP' })
  })
}

const BEYOND_SELECT = 2000

for (const kind of everyKind) {
  const skip = kind.skip || cannotNumberHigh()
  for (const form of forms) {
    test(`a descriptor above 1024 works: ${kind.name}, ${form.name}`, { skip }, async (t) => {
      const [one, other] = kind.pair(t)
      using high = Socket.adopt(calls.fcntl(one.fd, constants.F_DUPFD_CLOEXEC, BEYOND_SELECT))
      const entries = [{ socket: high, events: constants.POLLIN }]

      const early = form.name === 'awaited' ? high.recv() : undefined
      await form.call(other, 'send', 'to the high one')
      const ready = form.name === 'awaited' ? await poll(entries, 0) : pollSync(entries, 1000)
      const got = early ? await early : high.recvSync()

      assert.ok(high.fd >= BEYOND_SELECT)
      assert.ok(ready.length <= 1)
      assert.equal(String(got), 'to the high one')
    })
  }
}

test('a child process inherits none of our descriptors', {
  skip: cannotCount,
}, async (t) => {
  const connection = connections[0]
  assert.ok(connection)
  const [accepted, connected] = connection.pair(t)
  const [one, other] = closing(t, Socket.pair())
  using socket = new Socket()
  using adopted = Socket.adopt(calls.fcntl(socket.fd, constants.F_DUPFD_CLOEXEC, 0))
  one.sendMessageSync({ data: 'x', control: { SCM_RIGHTS: [socket.fd] } })
  const message = other.recvMessageSync({ control: true })
  const [received] = message.control.SCM_RIGHTS ?? []
  assert.ok(received)
  t.after(() => {
    received.close()
  })
  const waiting = other.recv() // from here on the reactor's own descriptors exist
  using bare = new Socket()
  calls.fcntl(bare.fd, constants.F_SETFD, 0)

  const { stdout } = spawnSync('sh', ['-c', 'readlink /proc/$$/fd/*'], { encoding: 'utf8' })

  const seen = new Set(stdout.split('\n'))
  const ours = { accepted, connected, one, other, socket, adopted, received }
  const inherited = Object.entries(ours).filter(([, { fd }]) => seen.has(targetOf(fd)))
  assert.deepEqual(inherited, [])
  assert.ok(!stdout.includes('eventpoll'))
  assert.ok(seen.has(targetOf(bare.fd)), 'the listing shows what is inherited')
  assert.equal(message.flags & constants.MSG_CMSG_CLOEXEC, 0)
  one.sendSync('done')
  await waiting
})

function targetOf(fd: number): string {
  return readlinkSync(`/proc/self/fd/${fd}`)
}

function cannotMultipath(): string | false {
  try {
    new Socket('AF_INET', 'SOCK_STREAM', IPPROTO_MPTCP).close()
    return false
  } catch (error) {
    return String(error)
  }
}

function cannotNumberHigh(): string | false {
  using socket = new Socket()
  const fd = calls.fcntl(socket.fd, constants.F_DUPFD_CLOEXEC, BEYOND_SELECT)
  if (fd < 0) return 'the limit of descriptors is below 2000'
  calls.close(fd)
  return false
}
