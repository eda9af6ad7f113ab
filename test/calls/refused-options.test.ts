import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type OptionName, Socket } from '../../src/index.ts'
import { optionByName } from '../../src/protocols/index.ts'
import { DESCRIPTOR } from '../../src/socket/open-descriptor.ts'
import { optionText } from '../../src/socket/hints/option.ts'
import { noIPv6 } from '../support/kinds.ts'
import { invoke, lacksKind, set } from '../support/loose.ts'
import { testRefusals } from '../support/refusals.ts'

// Options that the kernel refuses, and the whole message.

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
    'setsockopt EADDRNOTAVAIL IP_DROP_MEMBERSHIP: …',
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
  ['SO_MARK', 7, 'EPERM', 'needs CAP_NET_ADMIN'],
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
