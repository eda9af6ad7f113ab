import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  bindSync,
  type ConstantName,
  constants,
  errorText,
  Socket,
  SocketError,
} from '../../src/index.ts'
import { creationText } from '../../src/socket/hints.ts'
import { cannotUnshare, inChild } from '../support/child.ts'
import { folderOf } from '../support/folder.ts'
import { closing, noIPv6 } from '../support/kinds.ts'
import { create, invoke, lacksKind, open, type Row, set } from '../support/loose.ts'

// What the kernel refuses, and the whole message.

const PORT = 'the port is 0, as of an address without one'

/** In a message, `…` stands for the system's own text. */
type Refusal = readonly [...row: Row, code: ConstantName, skip?: string | false]

const REFUSALS: readonly Refusal[] = [
  [
    'setsockopt ENOPROTOOPT IPV6_TCLASS: … (the socket is AF_INET)',
    set('udp', 'IPV6_TCLASS', 1),
    'ENOPROTOOPT',
  ],
  [
    'socket(AF_INET, SOCK_RAW, 0) EPROTONOSUPPORT: … (a raw socket needs a protocol)',
    () => create('AF_INET', 'SOCK_RAW'),
    'EPROTONOSUPPORT',
  ],
  [
    'socketpair(AF_INET, SOCK_STREAM, 0) EOPNOTSUPP: …',
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
    'bind EADDRNOTAVAIL [2001:db8::1]:0: …',
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
  ['connect EINVAL [fe80::1]:0: …', invoke('tcp6', 'connectSync', 'fe80::1'), 'EINVAL', noIPv6],
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
    'getsockopt EINVAL PACKET_HDRLEN: … (the query is 99)',
    invoke('packet', 'getOption', 'PACKET_HDRLEN', 99),
    'EINVAL',
    lacksKind('packet'),
  ],
  [
    'setsockopt ENOPROTOOPT MCAST_JOIN_GROUP: … (the group is AF_INET6, the socket is AF_INET)',
    set('udp', 'MCAST_JOIN_GROUP', { group: 'ff02::1' }),
    'ENOPROTOOPT',
  ],
  [
    'getsockopt EOPNOTSUPP MCAST_MSFILTER: … (the group is AF_INET6, the socket is AF_INET)',
    invoke('udp', 'getOption', 'MCAST_MSFILTER', { group: 'ff02::1' }),
    'EOPNOTSUPP',
  ],
  [
    'getsockopt EOPNOTSUPP IPV6_TCLASS: … (the socket is AF_INET)',
    invoke('udp', 'getOption', 'IPV6_TCLASS'),
    'EOPNOTSUPP',
  ],
  [
    'setsockopt EINVAL IP_ADD_MEMBERSHIP: … (10.1.2.3 is not a multicast group)',
    set('udp', 'IP_ADD_MEMBERSHIP', { group: '10.1.2.3' }),
    'EINVAL',
  ],
  [
    'setsockopt EINVAL MCAST_JOIN_GROUP: … (fe80::1 is not a multicast group)',
    set('udp6', 'MCAST_JOIN_GROUP', { group: 'fe80::1', interfaceIndex: 1 }),
    'EINVAL',
    noIPv6,
  ],
  [
    'setsockopt EADDRNOTAVAIL IP_DROP_MEMBERSHIP: …',
    set('udp', 'IP_DROP_MEMBERSHIP', { group: '239.1.2.3', interfaceIndex: 1 }),
    'EADDRNOTAVAIL',
  ],
  [
    "setsockopt ENOENT TCP_CONGESTION: … (the value is 'cubik')",
    set('tcp', 'TCP_CONGESTION', 'cubik'),
    'ENOENT',
  ],
  [
    'setsockopt ENOPROTOOPT SO_ERROR: … (it can only be read)',
    set('tcp', 'SO_ERROR', 1),
    'ENOPROTOOPT',
  ],
  [
    'getsockopt ENOPROTOOPT IP_ADD_MEMBERSHIP: … (it can only be set)',
    invoke('udp', 'getOption', 'IP_ADD_MEMBERSHIP'),
    'ENOPROTOOPT',
  ],
]

for (const [message, call, code, skip = false] of REFUSALS) {
  test(`a refusal says what it is about: ${message}`, { skip }, (t) => {
    const reason = errorText(constants[code])
    const expected = message.replace('…', reason.charAt(0).toLowerCase() + reason.slice(1))

    assert.throws(
      () => call((kind) => open(t, kind)),
      (error) => {
        assert.ok(error instanceof SocketError, String(error))
        assert.equal(error.message, expected)
        assert.equal(error.code, code)
        assert.match(error.syscall, /^\w+$/)
        assert.ok(!('hint' in error) && !('call' in error))
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
  ['AF_INET6', 'SOCK_RAW', 0, 'EPROTONOSUPPORT', 'a raw socket needs a protocol'],
  ['AF_INET', 'SOCK_DGRAM', 'IPPROTO_TCP', 'EPROTONOSUPPORT', undefined],
  ['AF_INET', 'SOCK_DGRAM', 'IPPROTO_UDP', 'EACCES', undefined],
  ['AF_INET', 'SOCK_RAW', 'IPPROTO_ICMP', 'EMFILE', undefined],
]

for (const [family, type, protocol, code, hint] of HINTS) {
  test(`socket(${family}, ${type}, ${protocol}) ${code} hints: ${String(hint)}`, () => {
    const number = protocol === 0 ? 0 : constants[protocol]
    const numbers = [constants[family], constants[type], number] as const

    const text = creationText('socket', numbers, protocol)

    assert.equal(text.call, `socket(${family}, ${type}, ${protocol})`)
    assert.equal(text.hint?.(code), hint)
  })
}
