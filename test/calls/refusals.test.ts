import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  bindSync,
  type ConstantName,
  constants,
  resolveSync,
  Socket,
  SocketError,
} from '../../src/index.ts'
import { encodeControl } from '../../src/socket/control.ts'
import { creationText } from '../../src/socket/hints/creation.ts'
import { cannotUnshare, inChild } from '../support/child.ts'
import { folderOf } from '../support/folder.ts'
import { closing, noIPv6 } from '../support/kinds.ts'
import { create, invoke, lacksKind, type Row } from '../support/loose.ts'
import { type Refusal, testRefusals } from '../support/refusals.ts'

// What the kernel refuses, and the whole message.

const PORT = 'the port is 0, as of an address without one'

const ZONE = "an address of a link needs its interface, for example 'fe80::1%eth0'"
const NAME = `bound-twice-${process.pid}`
const ONLY_6 = 'the socket is IPv6 only: see IPV6_V6ONLY'

/** Binds a socket to one address, and then to another. */
const twice =
  (kind: 'udp' | 'tcp' | 'unix', first: unknown, second: unknown): Row[1] =>
  (open) => {
    const socket = open(kind)
    socket['bind']?.(first)
    socket['bind']?.(second)
  }

/** Calls a method of a socket on which an option is set first. */
const after =
  (
    option: string,
    value: unknown,
    kind: 'udp6' | 'tcp6',
    name: string,
    ...args: unknown[]
  ): Row[1] =>
  (open) => {
    const socket = open(kind)
    socket['setOption']?.(option, value)
    socket[name]?.(...args)
  }

const REFUSALS: readonly Refusal[] = [
  [
    'socket(AF_INET, SOCK_RAW, 0) EPROTONOSUPPORT: … (a raw socket needs a protocol)',
    () => create('AF_INET', 'SOCK_RAW'),
    'EPROTONOSUPPORT',
  ],
  [
    'socketpair(AF_INET, SOCK_STREAM, 0) EOPNOTSUPP: … (pairs are of AF_UNIX or AF_TIPC)',
    () => Socket.pair('AF_INET', 'SOCK_STREAM'),
    'EOPNOTSUPP',
  ],
  [
    'bind EINVAL 127.0.0.1:0: … (the socket is AF_INET6)',
    invoke('udp6', 'bind', '127.0.0.1:0'),
    'EINVAL',
    noIPv6,
  ],
  [
    'sendto EAFNOSUPPORT [::1]:9: … (the socket is AF_INET)',
    invoke('udp', 'sendToSync', 'x', '[::1]:9'),
    'EAFNOSUPPORT',
  ],
  [
    'connect EAFNOSUPPORT [::1]:9: … (the socket is AF_INET)',
    invoke('tcp', 'connectSync', '[::1]:9'),
    'EAFNOSUPPORT',
  ],
  [
    'bind EADDRNOTAVAIL [2001:db8::1]:0: … (no interface has this address: see interfaces(), or IPV6_FREEBIND)',
    invoke('udp6', 'bind', '[2001:db8::1]:0'),
    'EADDRNOTAVAIL',
    noIPv6,
  ],
  ['accept EINVAL: … (the socket does not listen)', invoke('tcp', 'acceptSync'), 'EINVAL'],
  [
    'accept EOPNOTSUPP: … (a SOCK_DGRAM socket of AF_INET accepts no connections)',
    invoke('udp', 'acceptSync'),
    'EOPNOTSUPP',
  ],
  [
    'listen EOPNOTSUPP: … (a SOCK_DGRAM socket of AF_UNIX does not listen)',
    invoke('unix', 'listen'),
    'EOPNOTSUPP',
  ],
  [
    `sendto EINVAL 127.0.0.1:0: … (${PORT})`,
    invoke('udp', 'sendToSync', 'x', '127.0.0.1'),
    'EINVAL',
  ],
  [
    `connect ECONNREFUSED 127.0.0.1:0: … (${PORT})`,
    invoke('tcp', 'connectSync', '127.0.0.1'),
    'ECONNREFUSED',
  ],
  [
    `connect ECONNREFUSED 127.0.0.1:0: … (${PORT})`,
    invoke('mptcp', 'connectSync', '127.0.0.1'),
    'ECONNREFUSED',
    lacksKind('mptcp'),
  ],
  [
    `connect EINVAL [fe80::1]:0: … (${ZONE})`,
    invoke('tcp6', 'connectSync', 'fe80::1'),
    'EINVAL',
    noIPv6,
  ],
  [
    'sendto EINVAL 127.0.0.1:0: …', // a header that is too short
    (open) => {
      const socket = open('raw')
      socket['setOption']?.('IP_HDRINCL', true)
      socket['sendToSync']?.('x', '127.0.0.1')
    },
    'EINVAL',
    lacksKind('raw'),
  ],
  [
    `connect EINVAL [fe80::1]:9: … (${ZONE})`,
    invoke('udp6', 'connectSync', '[fe80::1]:9'),
    'EINVAL',
    noIPv6,
  ],
  [`bind EINVAL [fe80::1]:0: … (${ZONE})`, invoke('udp6', 'bind', 'fe80::1'), 'EINVAL', noIPv6],
  [
    'bind EINVAL 127.0.0.1:0: … (the socket is already bound)',
    twice('udp', '127.0.0.1', '127.0.0.1'),
    'EINVAL',
  ],
  [
    'bind EINVAL 127.0.0.1:0: … (the socket is already bound)',
    twice('tcp', '127.0.0.1', '127.0.0.1'),
    'EINVAL',
  ],
  [
    'bind EINVAL @other: … (the socket is already bound)',
    twice('unix', { abstract: NAME }, '@other'),
    'EINVAL',
  ],
  [
    `sendto EINVAL 127.0.0.1:0: … (${PORT})`,
    invoke('udp6', 'sendToSync', 'x', '127.0.0.1'),
    'EINVAL',
    noIPv6,
  ],
  [
    'sendto EACCES 127.255.255.255:9: … (a broadcast address needs SO_BROADCAST)',
    invoke('udp', 'sendToSync', 'x', '127.255.255.255:9'),
    'EACCES',
  ],
  [
    'connect EACCES [::ffff:127.255.255.255]:9: … (a broadcast address needs SO_BROADCAST)',
    invoke('udp6', 'connectSync', '[::ffff:127.255.255.255]:9'),
    'EACCES',
    noIPv6,
  ],
  [
    `sendto ENETUNREACH [::ffff:127.0.0.1]:9: … (${ONLY_6})`,
    after('IPV6_V6ONLY', true, 'udp6', 'sendToSync', 'x', '[::ffff:127.0.0.1]:9'),
    'ENETUNREACH',
    noIPv6,
  ],
  [
    `connect ENETUNREACH [::ffff:127.0.0.1]:9: … (${ONLY_6})`,
    after('IPV6_V6ONLY', true, 'tcp6', 'connectSync', '[::ffff:127.0.0.1]:9'),
    'ENETUNREACH',
    noIPv6,
  ],
  [
    `connect EAFNOSUPPORT 127.0.0.1:9: … (${ONLY_6})`,
    after('IPV6_V6ONLY', true, 'udp6', 'connectSync', '127.0.0.1:9'),
    'EAFNOSUPPORT',
    noIPv6,
  ],
  [
    `bind EINVAL [::ffff:127.0.0.1]:0: … (${ONLY_6})`,
    after('IPV6_V6ONLY', true, 'tcp6', 'bind', '[::ffff:127.0.0.1]:0'),
    'EINVAL',
    noIPv6,
  ],
  [
    'getsockopt EBADF SO_DOMAIN: … (the descriptor is 2147483647)',
    () => Socket.adopt(2 ** 31 - 1),
    'EBADF',
  ],
  [
    'sendmsg EBADF: … (SCM_RIGHTS has 2147483647, which is not open)',
    invoke('unix', 'sendMessageSync', { data: 'x', control: { SCM_RIGHTS: [0, 2 ** 31 - 1] } }),
    'EBADF',
  ],
]

testRefusals(REFUSALS)

test('a file at the path of a Unix socket is named as the reason', (t) => {
  const path = join(folderOf(t), 'left')
  bindSync({ path }).close()

  assert.throws(() => bindSync({ path }), {
    code: 'EADDRINUSE',
    message: /\(the path exists: remove it, if no socket uses it\)$/,
  })
})

test('an address of a link is refused for other reasons too', { skip: noIPv6 }, (t) => {
  const [socket] = closing(t, [new Socket('AF_INET6', 'SOCK_DGRAM')])
  socket.bind('::1')

  assert.throws(
    () => {
      socket.bind('[fe80::1]:0')
    },
    { code: 'EINVAL', message: /\(the socket is already bound\)$/ },
  )
})

test('what control messages need is said when they are refused', {
  skip: process.platform !== 'linux' && 'SO_MARK is of Linux',
}, (t) => {
  const [unix] = closing(t, Socket.pair('AF_UNIX', 'SOCK_DGRAM'))
  const [udp] = closing(t, [new Socket('AF_INET', 'SOCK_DGRAM')])
  const mark = { SO_MARK: 1 }
  if (process.geteuid?.() === 0) {
    assert.equal(encodeControl(mark, constants.AF_INET).causeOf('EPERM'), undefined)
    process.seteuid?.(65_534)
    t.after(() => process.seteuid?.(0))
  }

  assert.throws(
    () => unix.sendMessageSync({ control: { SCM_CREDENTIALS: { pid: 1, uid: 0, gid: 0 } } }),
    { code: 'EPERM', message: /\(another pid in SCM_CREDENTIALS needs CAP_SYS_ADMIN, .*\)$/ },
  )
  assert.throws(() => udp.sendMessageSync({ address: '127.0.0.1:9', control: mark }), {
    code: 'EPERM',
    message: /\(SO_MARK needs CAP_NET_ADMIN.*\)$/,
  })
})

test('the descriptor to pass that is closed is named after a wait too', (t) => {
  const control = encodeControl({ SCM_RIGHTS: [0, 2 ** 31 - 1] }, constants.AF_UNIX)
  t.after(() => {
    control.release()
  })

  control.keep()
  control.release()

  assert.equal(control.causeOf('EBADF'), 'SCM_RIGHTS has 2147483647, which is not open')
})

const LOOK_UPS: readonly [host: string, service: string, code: string, hint: string][] = [
  ['[::1]', '80', 'EAI_', "a host has no brackets: '::1'"],
  ['127.0.0.1:80', '80', 'EAI_', 'a host has no port: give it separately'],
  ['[::1]:80', '80', 'EAI_', 'a host has no port: give it separately'],
  ['127.0.0.1', 'htp', 'EAI_SERVICE', "the service is 'htp'"],
]

for (const [host, service, code, hint] of LOOK_UPS) {
  test(`a look-up that cannot succeed says why: ${host} ${service}`, () => {
    assert.throws(
      () => resolveSync(host, service),
      (error) => {
        assert.ok(error instanceof SocketError)
        assert.ok(error.code.startsWith(code), error.code)
        assert.ok(error.message.endsWith(` (${hint})`), error.message)
        assert.equal(error.address, host)
        return true
      },
    )
  })
}

test('a Unix socket of another type is named as the reason', (t) => {
  const path = join(folderOf(t), 'datagrams')
  closing(t, bindSync({ path }))
  const [stream] = closing(t, [new Socket('AF_UNIX', 'SOCK_STREAM')])

  assert.throws(
    () => {
      stream.connectSync(path)
    },
    { code: 'EPROTOTYPE', message: /\(the socket there is not SOCK_STREAM\)$/ },
  )
})

test('nothing is said about the port of ICMP, which has none', {
  skip: cannotUnshare,
}, async () => {
  const { result, errors } = await inChild(
    ({ Socket }) => {
      const ping = new Socket('AF_INET', 'SOCK_DGRAM', 'IPPROTO_ICMP')
      try {
        return ping.sendToSync(new Uint8Array(8).fill(255), '127.0.0.1')
      } catch (error) {
        return String(error)
      }
    },
    { network: 'echo "0 2147483647" > /proc/sys/net/ipv4/ping_group_range' },
  )

  assert.match(String(result), /: sendto EINVAL 127\.0\.0\.1:0: [^()]+$/, errors)
})

/** Whether a kernel refuses these depends on its settings and on the user. */
const HINTS: readonly [
  family: ConstantName,
  type: ConstantName,
  protocol: ConstantName | 0,
  code: string,
  hint: string | undefined,
][] = [
  ['AF_INET', 'SOCK_DGRAM', 'IPPROTO_ICMP', 'EACCES', 'see net.ipv4.ping_group_range'],
  ['AF_INET6', 'SOCK_DGRAM', 'IPPROTO_ICMPV6', 'EACCES', 'see net.ipv4.ping_group_range'],
  ['AF_INET', 'SOCK_RAW', 'IPPROTO_ICMP', 'EPERM', 'needs CAP_NET_RAW'],
  ['AF_XDP', 'SOCK_RAW', 0, 'EPERM', 'needs CAP_NET_RAW'],
  ['AF_INET6', 'SOCK_RAW', 0, 'EPROTONOSUPPORT', 'a raw socket needs a protocol'],
  ['AF_INET', 'SOCK_DGRAM', 'IPPROTO_TCP', 'EPROTONOSUPPORT', undefined],
  [
    'AF_INET',
    'SOCK_STREAM',
    'IPPROTO_SCTP',
    'EPROTONOSUPPORT',
    'this kernel has not loaded its module sctp',
  ],
  [
    'AF_INET6',
    'SOCK_SEQPACKET',
    'IPPROTO_SCTP',
    'ESOCKTNOSUPPORT',
    'this kernel has not loaded its module sctp',
  ],
  ['AF_INET', 'SOCK_DGRAM', 'IPPROTO_SCTP', 'ESOCKTNOSUPPORT', undefined],
  ['AF_ALG', 'SOCK_SEQPACKET', 0, 'EAFNOSUPPORT', 'this kernel has not loaded its module af_alg'],
  ['AF_UNIX', 'SOCK_STREAM', 0, 'EAFNOSUPPORT', undefined],
  ['AF_INET', 'SOCK_DGRAM', 'IPPROTO_UDP', 'EACCES', undefined],
  ['AF_INET', 'SOCK_RAW', 'IPPROTO_ICMP', 'EMFILE', undefined],
]

for (const [family, type, protocol, code, hint] of HINTS) {
  test(`socket(${family}, ${type}, ${protocol}) ${code} hints: ${String(hint)}`, () => {
    const number = protocol === 0 ? 0 : constants[protocol]
    const numbers = [constants[family], constants[type], number] as const

    const text = creationText('socket', numbers, [family, type, protocol])

    assert.equal(text.call, `socket(${family}, ${type}, ${protocol})`)
    assert.equal(text.hint?.(code), hint)
  })
}

test('a look-up that fails names the family that was asked for, and quotes a blank host', () => {
  assert.throws(() => resolveSync('localhost', 80, { family: 'AF_UNIX' }), {
    code: 'EAI_FAMILY',
    message: /^getaddrinfo EAI_FAMILY localhost: .* \(the family is AF_UNIX\)$/,
  })
  assert.throws(() => resolveSync('', 80), { message: /^getaddrinfo EAI_NONAME '': / })
  assert.throws(() => resolveSync(' ', 80), { message: /^getaddrinfo EAI_NONAME ' ': / })
})
