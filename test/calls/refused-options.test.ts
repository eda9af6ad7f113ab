import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ConstantName, type OptionName, Socket } from '../../src/index.ts'
import { optionByName } from '../../src/protocols/index.ts'
import { DESCRIPTOR } from '../../src/socket/open-descriptor.ts'
import { optionText } from '../../src/socket/hints/option.ts'
import { noIPv6 } from '../support/kinds.ts'
import { invoke, lacksKind, type Row, set } from '../support/loose.ts'
import { type Refusal, testRefusals } from '../support/refusals.ts'

// Options that the kernel refuses, and the whole message.

const ACCEPT = [{ code: 6, jt: 0, jf: 0, k: 0xffffffff }]
const GROUP = { group: '239.1.2.3', interfaceIndex: 1 }
const SOURCE = { ...GROUP, source: '127.0.0.5' }

/** Sets an option of a UDP socket, and then another. */
const afterSetting =
  (first: readonly unknown[], ...second: unknown[]): Row[1] =>
  (open) => {
    const socket = open('udp')
    socket['setOption']?.(...first)
    socket['setOption']?.(...second)
  }

const OTHER_KINDS: readonly [
  kind: Parameters<typeof set>[0],
  is: string,
  name: OptionName,
  value: unknown,
  code: ConstantName,
][] = [
  ['tcp', 'SOCK_STREAM', 'IP_RECVFRAGSIZE', true, 'EINVAL'],
  ['tcp', 'SOCK_STREAM', 'IP_MULTICAST_TTL', 9, 'EINVAL'],
  ['tcp', 'SOCK_STREAM', 'IP_ADD_MEMBERSHIP', GROUP, 'EPROTO'],
  ['udp', 'SOCK_DGRAM', 'IP_HDRINCL', true, 'ENOPROTOOPT'],
  ['udp', 'SOCK_DGRAM', 'IP_ROUTER_ALERT', true, 'EINVAL'],
  ['tcp', 'AF_INET', 'SO_PASSCRED', true, 'EOPNOTSUPP'],
  ['unix', 'AF_UNIX', 'SO_ZEROCOPY', true, 'EOPNOTSUPP'],
  ['unix', 'AF_UNIX', 'SO_REUSEPORT', true, 'EOPNOTSUPP'],
  ['udp', 'SOCK_DGRAM', 'SO_TXREHASH', 1, 'EOPNOTSUPP'],
]

const NO_INTERFACE = 'no such interface of this family or, if none is given, no route to the group'

testRefusals([
  [
    'setsockopt ENOPROTOOPT IPV6_TCLASS: … (the socket is AF_INET)',
    set('udp', 'IPV6_TCLASS', 1),
    'ENOPROTOOPT',
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
    'setsockopt EADDRNOTAVAIL IP_DROP_MEMBERSHIP: … (the socket has not joined the group, or on another interface)',
    set('udp', 'IP_DROP_MEMBERSHIP', { group: '239.1.2.3', interfaceIndex: 1 }),
    'EADDRNOTAVAIL',
  ],
  [
    "setsockopt ENOENT TCP_CONGESTION: … (the value is 'cubik': net.ipv4.tcp_available_congestion_control lists those that are loaded)",
    set('tcp', 'TCP_CONGESTION', 'cubik'),
    'ENOENT',
  ],
  [
    'setsockopt EINVAL TCP_KEEPIDLE: … (it takes 1 to 32767 s, not 0)',
    set('tcp', 'TCP_KEEPIDLE', 0),
    'EINVAL',
  ],
  [
    'setsockopt EINVAL TCP_MAXSEG: … (it takes 88 to 32767 bytes, or 0, not 5)',
    set('tcp', 'TCP_MAXSEG', 5),
    'EINVAL',
  ],
  [
    'setsockopt EINVAL TCP_FASTOPEN_KEY: … (it takes 16 or 32 bytes)',
    set('tcp', 'TCP_FASTOPEN_KEY', new Uint8Array(8)),
    'EINVAL',
  ],
  [
    'setsockopt EINVAL IP_LOCAL_PORT_RANGE: … (lowest is above highest)',
    set('tcp', 'IP_LOCAL_PORT_RANGE', { lowest: 2000, highest: 1000 }),
    'EINVAL',
  ],
  [
    "setsockopt EADDRNOTAVAIL IP_MULTICAST_IF: … (the value is '203.0.113.9': no interface has this address or number)",
    set('udp', 'IP_MULTICAST_IF', '203.0.113.9'),
    'EADDRNOTAVAIL',
  ],
  [
    'setsockopt EADDRNOTAVAIL IP_UNICAST_IF: … (the value is 99999: no interface has this number)',
    set('udp', 'IP_UNICAST_IF', 99_999),
    'EADDRNOTAVAIL',
  ],
  [
    'setsockopt EADDRNOTAVAIL IPV6_UNICAST_IF: … (the value is 99999: no interface has this number)',
    set('udp6', 'IPV6_UNICAST_IF', 99_999),
    'EADDRNOTAVAIL',
    noIPv6,
  ],
  [
    `setsockopt ENODEV IP_ADD_MEMBERSHIP: … (${NO_INTERFACE})`,
    set('udp', 'IP_ADD_MEMBERSHIP', { group: '239.1.2.3', localAddress: '203.0.113.9' }),
    'ENODEV',
  ],
  [
    `setsockopt ENODEV MCAST_JOIN_GROUP: … (${NO_INTERFACE})`,
    set('udp', 'MCAST_JOIN_GROUP', { group: '239.1.2.3', interfaceIndex: 99_999 }),
    'ENODEV',
  ],
  [
    `setsockopt ENODEV IPV6_JOIN_GROUP: … (${NO_INTERFACE})`,
    set('udp6', 'IPV6_JOIN_GROUP', { group: 'ff02::1234', interfaceIndex: 99_999 }),
    'ENODEV',
    noIPv6,
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
  [
    'setsockopt ENOPROTOOPT TCP_NODELAY: … (the socket is SOCK_DGRAM)',
    set('udp', 'TCP_NODELAY', true),
    'ENOPROTOOPT',
  ],
  [
    'getsockopt ENOPROTOOPT TCP_NODELAY: … (the socket is SOCK_DGRAM)',
    invoke('udp6', 'getOption', 'TCP_NODELAY'),
    'ENOPROTOOPT',
    noIPv6,
  ],
  [
    'setsockopt EOPNOTSUPP TCP_NODELAY: … (the socket is AF_UNIX)',
    set('unix', 'TCP_NODELAY', true),
    'EOPNOTSUPP',
  ],
  [
    'setsockopt ENOPROTOOPT UDP_CORK: … (the socket is SOCK_STREAM)',
    set('tcp', 'UDP_CORK', true),
    'ENOPROTOOPT',
  ],
  [
    'setsockopt EOPNOTSUPP IP_TTL: … (the socket is AF_UNIX)',
    set('unix', 'IP_TTL', 5),
    'EOPNOTSUPP',
  ],
  [
    'setsockopt EOPNOTSUPP MCAST_JOIN_GROUP: … (the socket is AF_UNIX)',
    set('unix', 'MCAST_JOIN_GROUP', { group: 'ff02::1' }),
    'EOPNOTSUPP',
  ],
  [
    'setsockopt ENOPROTOOPT PACKET_VERSION: … (the socket is AF_INET)',
    set('udp', 'PACKET_VERSION', 1),
    'ENOPROTOOPT',
  ],
  [
    'getsockopt EOPNOTSUPP MPTCP_INFO: … (the socket is IPPROTO_TCP)',
    invoke('tcp', 'getOption', 'MPTCP_INFO'),
    'EOPNOTSUPP',
  ],
  [
    'setsockopt EOPNOTSUPP ICMP_FILTER: … (the socket is IPPROTO_UDP)',
    set('raw', 'ICMP_FILTER', { block: [0] }),
    'EOPNOTSUPP',
    lacksKind('raw'),
  ],
  [
    'setsockopt EINVAL IPV6_V6ONLY: … (it must be set before the socket has a port, and never on a raw socket)',
    (open) => {
      const socket = open('tcp6')
      socket['bind']?.('::1')
      socket['setOption']?.('IPV6_V6ONLY', true)
    },
    'EINVAL',
    noIPv6,
  ],
  [
    'getsockopt ENOPROTOOPT TCP_NODELAY: … (the socket is SOCK_DGRAM)',
    invoke('udp6', 'getOption', 6, 1, 4),
    'ENOPROTOOPT',
    noIPv6,
  ],
  [
    'setsockopt ENOPROTOOPT SO_ERROR: … (it can only be read)',
    set('tcp', 'SOL_SOCKET', 'SO_ERROR', new Uint8Array(4)),
    'ENOPROTOOPT',
  ],
  [
    'setsockopt ENOENT SO_DETACH_FILTER: …',
    set('udp', 'SOL_SOCKET', 'SO_DETACH_FILTER', new Uint8Array(4)),
    'ENOENT',
  ],
  [
    'setsockopt EINVAL SO_TIMESTAMP_OLD: …',
    set('udp', 'SOL_SOCKET', 'SO_TIMESTAMP_OLD', new Uint8Array(1)),
    'EINVAL',
  ],
  [
    'setsockopt EINVAL IPV6_V6ONLY: …',
    set('udp6', 'IPPROTO_IPV6', 'IPV6_V6ONLY', new Uint8Array(1)),
    'EINVAL',
  ],
  [
    'setsockopt ENOPROTOOPT IPPROTO_TCP option 250: …',
    set('tcp', 'IPPROTO_TCP', 250, new Uint8Array(4)),
    'ENOPROTOOPT',
  ],
  [
    'getsockopt ENOPROTOOPT IPPROTO_TCP option 250: …',
    invoke('tcp', 'getOption', 6, 250, 4),
    'ENOPROTOOPT',
  ],
  [
    'getsockopt EOPNOTSUPP level 12345 option 1: …',
    invoke('udp', 'getOption', 12_345, 1, 4),
    'EOPNOTSUPP',
  ],
  [
    'setsockopt EINVAL SO_ATTACH_FILTER: … (check() of berkeley/bpf says why)',
    set('udp', 'SO_ATTACH_FILTER', [{ code: 0xffff, jt: 0, jf: 0, k: 0 }]),
    'EINVAL',
  ],
  [
    'setsockopt EPERM SO_DETACH_FILTER: … (SO_LOCK_FILTER is on)',
    afterSetting(['SO_LOCK_FILTER', true], 'SO_DETACH_FILTER', null),
    'EPERM',
  ],
  [
    'setsockopt EPERM SO_ATTACH_FILTER: … (SO_LOCK_FILTER is on)',
    afterSetting(['SO_LOCK_FILTER', true], 'SO_ATTACH_FILTER', ACCEPT),
    'EPERM',
  ],
  [
    'setsockopt EPERM SO_ATTACH_REUSEPORT_CBPF: … (SO_LOCK_FILTER is on)',
    afterSetting(['SO_LOCK_FILTER', true], 'SO_ATTACH_REUSEPORT_CBPF', ACCEPT),
    'EPERM',
  ],
  [
    'setsockopt EPERM SO_DETACH_FILTER: … (SO_LOCK_FILTER is on)', // by its number
    afterSetting(['SO_LOCK_FILTER', true], 'SOL_SOCKET', 'SO_DETACH_FILTER', new Uint8Array(4)),
    'EPERM',
  ],
  [
    'setsockopt EPERM SO_LOCK_FILTER: … (it cannot be turned off)',
    afterSetting(['SO_LOCK_FILTER', true], 'SO_LOCK_FILTER', false),
    'EPERM',
  ],
  [
    'setsockopt ENOENT SO_DETACH_FILTER: … (no filter is attached)',
    set('udp', 'SO_DETACH_FILTER', null),
    'ENOENT',
  ],
  [
    'setsockopt EINVAL SO_DETACH_REUSEPORT_BPF: … (the socket is not in a SO_REUSEPORT group)',
    set('udp', 'SO_DETACH_REUSEPORT_BPF', null),
    'EINVAL',
  ],
  [
    'setsockopt EPERM TCP_REPAIR_QUEUE: … (TCP_REPAIR must be on)',
    set('tcp', 'TCP_REPAIR_QUEUE', 1),
    'EPERM',
  ],

  // Groups
  [
    'setsockopt EADDRINUSE MCAST_JOIN_GROUP: … (the socket has already joined the group)',
    afterSetting(['MCAST_JOIN_GROUP', GROUP], 'MCAST_JOIN_GROUP', GROUP),
    'EADDRINUSE',
  ],
  [
    'setsockopt EADDRINUSE IP_ADD_MEMBERSHIP: … (the socket has already joined the group)',
    afterSetting(['MCAST_JOIN_GROUP', GROUP], 'IP_ADD_MEMBERSHIP', GROUP),
    'EADDRINUSE',
  ],
  [
    'setsockopt EADDRNOTAVAIL MCAST_LEAVE_GROUP: … (the socket has not joined the group, or on another interface)',
    set('udp', 'MCAST_LEAVE_GROUP', GROUP),
    'EADDRNOTAVAIL',
  ],
  [
    'setsockopt EADDRNOTAVAIL IPV6_LEAVE_GROUP: … (the socket has not joined the group, or on another interface)',
    set('udp6', 'IPV6_LEAVE_GROUP', { group: 'ff02::1234', interfaceIndex: 1 }),
    'EADDRNOTAVAIL',
    noIPv6,
  ],
  [
    'setsockopt EADDRNOTAVAIL MCAST_JOIN_SOURCE_GROUP: … (the socket has already joined the group for this source)',
    afterSetting(['MCAST_JOIN_SOURCE_GROUP', SOURCE], 'MCAST_JOIN_SOURCE_GROUP', SOURCE),
    'EADDRNOTAVAIL',
  ],
  [
    'setsockopt EINVAL MCAST_LEAVE_SOURCE_GROUP: … (the socket has not joined the group there, or blocks sources of it)',
    set('udp', 'MCAST_LEAVE_SOURCE_GROUP', SOURCE),
    'EINVAL',
  ],
  [
    'setsockopt EINVAL MCAST_BLOCK_SOURCE: … (the socket has not joined the group there, or for some sources only)',
    set('udp', 'MCAST_BLOCK_SOURCE', SOURCE),
    'EINVAL',
  ],
  [
    'setsockopt EADDRNOTAVAIL MCAST_UNBLOCK_SOURCE: … (the source is not blocked)',
    afterSetting(['MCAST_JOIN_GROUP', GROUP], 'MCAST_UNBLOCK_SOURCE', SOURCE),
    'EADDRNOTAVAIL',
  ],
  [
    'setsockopt ENOENT IPV6_LEAVE_ANYCAST: … (the socket has not joined this address, or on another interface)',
    set('udp6', 'IPV6_LEAVE_ANYCAST', { group: '2001:db8::', interfaceIndex: 1 }),
    'ENOENT',
    noIPv6,
  ],

  // Of another kind of socket
  [
    'getsockopt ENODATA SO_PEERPIDFD: … (the socket is AF_INET)',
    invoke('tcp', 'getOption', 'SO_PEERPIDFD'),
    'ENODATA',
  ],
  [
    'setsockopt EOPNOTSUPP IP_TTL: … (the socket is IPPROTO_MPTCP)',
    set('mptcp', 'IP_TTL', 5),
    'EOPNOTSUPP',
    lacksKind('mptcp'),
  ],
  ...OTHER_KINDS.map(
    ([kind, is, name, value, code]): Refusal => [
      `setsockopt ${code} ${name}: … (the socket is ${is})`,
      set(kind, name, value),
      code,
    ],
  ),
])

/** Whether a kernel refuses these depends on its settings and on the user. */
const HINTS: readonly [name: OptionName, value: unknown, code: string, hint: string][] = [
  [
    'TCP_CONGESTION',
    'bbr',
    'EPERM',
    'those not in net.ipv4.tcp_allowed_congestion_control need CAP_NET_ADMIN',
  ],
  ['SO_PRIORITY', 7, 'EPERM', 'above 6 it needs CAP_NET_ADMIN or CAP_NET_RAW'],
  ['SO_MARK', 7, 'EPERM', 'needs CAP_NET_ADMIN or CAP_NET_RAW'],
  ['IP_TRANSPARENT', true, 'EPERM', 'needs CAP_NET_ADMIN or CAP_NET_RAW'],
  ['SO_BUSY_POLL', 50, 'EPERM', 'raising it needs CAP_NET_ADMIN'],
  [
    'SO_TXTIME',
    { clockid: 11, flags: 0 },
    'EPERM',
    'clocks other than CLOCK_MONOTONIC need CAP_NET_ADMIN',
  ],
  ['NETLINK_ADD_MEMBERSHIP', 1, 'EPERM', 'needs CAP_NET_ADMIN, for NETLINK_AUDIT CAP_AUDIT_READ'],
]

for (const [name, value, code, hint] of HINTS) {
  test(`${name} ${code} hints: ${hint}`, () => {
    const row = optionByName(name)
    assert.ok(row)
    using socket = new Socket('AF_INET')

    const text = optionText('setsockopt', row, socket[DESCRIPTOR], value)

    assert.equal(text.hint?.(code), hint)
  })
}

test('SCTP_GET_ASSOC_ID_LIST EINVAL hints: there are more associations than fit', () => {
  const row = optionByName('SCTP_GET_ASSOC_ID_LIST')
  assert.ok(row)
  using socket = new Socket('AF_INET')

  const text = optionText('getsockopt', row, socket[DESCRIPTOR], undefined)

  assert.equal(text.hint?.('EINVAL'), 'there are more than 65536 associations')
})

// Newer kernels do not refuse it.
for (const code of ['EINVAL', 'ESRCH']) {
  test(`SO_PEERPIDFD ${code} hints: the process of the peer has ended`, () => {
    const row = optionByName('SO_PEERPIDFD')
    assert.ok(row)
    using socket = new Socket('AF_UNIX')

    const text = optionText('getsockopt', row, socket[DESCRIPTOR], undefined)

    assert.equal(text.hint?.(code), 'the process of the peer has ended')
  })
}
