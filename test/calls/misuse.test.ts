import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as berkeley from '../../src/index.ts'
import { Socket } from '../../src/index.ts'
import { requestSync } from '../../src/netlink.ts'
import { create, invoke, type Loose, type Row, send, set } from '../support/loose.ts'
import { testMisuses } from '../support/misuse.ts'

// What a newcomer gets wrong, and the whole message. JavaScript has no types to stop it.

const library = berkeley as unknown as Loose
const { AF_NETLINK } = berkeley.constants

const OPTIONS: readonly Row[] = [
  ['SO_LINGER must be { onoff, seconds }, not 5', set('tcp', 'SO_LINGER', 5)],
  ['SO_LINGER must be { onoff, seconds }, not null', set('tcp', 'SO_LINGER', null)],
  ['SO_LINGER.onoff is missing', set('tcp', 'SO_LINGER', { seconds: 5 })],
  [
    "SO_LINGER.onoff must be true or false, not 'false'",
    set('tcp', 'SO_LINGER', { onoff: 'false', seconds: 5 }),
  ],
  [
    "SO_LINGER.seconds must be a number, not '5'",
    set('tcp', 'SO_LINGER', { onoff: true, seconds: '5' }),
  ],
  [
    "SO_LINGER has no 'time', but onoff, seconds",
    set('tcp', 'SO_LINGER', { onoff: true, time: 5 }),
  ],
  [
    "SO_LINGER has no 'second'; did you mean seconds?",
    set('tcp', 'SO_LINGER', { onoff: true, second: 5 }),
  ],
  ['TCP_NODELAY must be true or false, not 1', set('tcp', 'TCP_NODELAY', 1)],
  ["TCP_USER_TIMEOUT must be a number (ms), not '5000'", set('tcp', 'TCP_USER_TIMEOUT', '5000')],
  ["SO_RCVTIMEO must be a number (ms), not '5'", set('tcp', 'SO_RCVTIMEO', '5')],
  ['SO_RCVBUF must be a whole number (bytes), not 1.5', set('tcp', 'SO_RCVBUF', 1.5)],
  ['SO_RCVBUF must be a number (bytes), not undefined', set('tcp', 'SO_RCVBUF', undefined)],
  ['IP_TOS must be between 0 and 255, not 999', set('udp', 'IP_TOS', 999)],
  ['IP_TTL must be between -1 and 255 (hops), not 999', set('udp', 'IP_TTL', 999)],
  [
    'IP_MULTICAST_TTL must be between -1 and 255 (hops), not 256',
    set('udp', 'IP_MULTICAST_TTL', 256),
  ],
  ['SO_BINDTODEVICE must be a string, not 1', set('udp', 'SO_BINDTODEVICE', 1)],
  ['SO_TIMESTAMPING.flags is missing', set('udp', 'SO_TIMESTAMPING', { bind_phc: 0 })],
  [
    'SO_TIMESTAMPING.flags has no SOF_TIMESTAMPING_RX; did you mean SOF_TIMESTAMPING_RX_HARDWARE?',
    set('udp', 'SO_TIMESTAMPING', { flags: 'SOF_TIMESTAMPING_RX' }),
  ],
  [
    'SO_TIMESTAMPING has no SOF_TXTIME_REPORT_ERRORS',
    set('udp', 'SO_TIMESTAMPING', ['SOF_TXTIME_REPORT_ERRORS']),
  ],
  ['SO_TIMESTAMPING must be { flags, bind_phc? }, not null', set('udp', 'SO_TIMESTAMPING', null)],
  [
    'SO_TXTIME.flags must be a number, a C name or a list of C names, not true',
    set('udp', 'SO_TXTIME', { clockid: 1, flags: true }),
  ],
  [
    'SO_TXTIME.flags[1] must be a C name, not 2',
    set('udp', 'SO_TXTIME', { clockid: 1, flags: ['SOF_TXTIME_DEADLINE_MODE', 2] }),
  ],
  [
    'SO_BUF_LOCK has no SOCK_RCVBUF_LOK; did you mean SOCK_RCVBUF_LOCK?',
    set('udp', 'SO_BUF_LOCK', 'SOCK_RCVBUF_LOK'),
  ],
  [
    "SO_ATTACH_FILTER must be an array, which assemble() of berkeley/bpf makes of text, not 'ret #0'",
    set('udp', 'SO_ATTACH_FILTER', 'ret #0'),
  ],
  [
    'SO_ATTACH_FILTER[0] must be an object { code, jt, jf, k }, not an array',
    set('udp', 'SO_ATTACH_FILTER', [[6, 0, 0, 0]]),
  ],
  ['SO_ATTACH_FILTER must be an array, not 5', set('udp', 'SO_ATTACH_FILTER', 5)],
  [
    "SO_ATTACH_FILTER[1].k must be a number, not 'x'",
    set('udp', 'SO_ATTACH_FILTER', [
      { code: 6, jt: 0, jf: 0, k: 0 },
      { code: 6, jt: 0, jf: 0, k: 'x' },
    ]),
  ],
  [
    "IP_ADD_MEMBERSHIP must be { group, interfaceIndex?, localAddress? }, not '239.1.2.3'",
    set('udp', 'IP_ADD_MEMBERSHIP', '239.1.2.3'),
  ],
  [
    'IP_MULTICAST_IF must be an address or { interfaceIndex?, localAddress? }, not 5',
    set('udp', 'IP_MULTICAST_IF', 5),
  ],
  [
    "MCAST_JOIN_GROUP has no 'interface'; did you mean interfaceIndex?",
    set('udp', 'MCAST_JOIN_GROUP', { group: '239.1.2.3', interface: 'lo' }),
  ],
  [
    "MCAST_JOIN_GROUP.group must be a numeric IPv4 or IPv6 address, not 'all'",
    set('udp', 'MCAST_JOIN_GROUP', { group: 'all' }),
  ],
  [
    "MCAST_MSFILTER.sources[1] must be a numeric IPv4 or IPv6 address, not 'x'",
    set('udp', 'MCAST_MSFILTER', { group: '239.1.2.3', mode: 0, sources: ['127.0.0.5', 'x'] }),
  ],
  [
    "MCAST_MSFILTER's query must be { group, interfaceIndex? }, not undefined",
    invoke('udp', 'getOption', 'MCAST_MSFILTER'),
  ],
  [
    'TCP_MD5SIG.address.port is missing',
    set('tcp', 'TCP_MD5SIG', { address: { address: '::1' }, key: new Uint8Array(1) }),
  ],
  [
    "TCP_MD5SIG.key must be a Uint8Array, not 'k'",
    set('tcp', 'TCP_MD5SIG', { address: '127.0.0.1', key: 'k' }),
  ],
  ['SO_RCVBUF must be between 0 and 2147483647 (bytes), not -1', set('tcp', 'SO_RCVBUF', -1)],
  [
    'SO_SNDBUFFORCE must be between 0 and 2147483647 (bytes), not -1',
    set('tcp', 'SO_SNDBUFFORCE', -1),
  ],
  ['SO_PRIORITY must be between 0 and 4294967295, not -5', set('tcp', 'SO_PRIORITY', -5)],
  [
    'SO_LINGER.seconds must be between 0 and 2147483647, not -5',
    set('tcp', 'SO_LINGER', { onoff: true, seconds: -5 }),
  ],
  [
    "IP_MTU_DISCOVER must be a number, not 'IP_PMTUDISC_DO'; give constants.IP_PMTUDISC_DO",
    set('udp', 'IP_MTU_DISCOVER', 'IP_PMTUDISC_DO'),
  ],
  ["IP_MTU_DISCOVER must be a number, not 'DO'", set('udp', 'IP_MTU_DISCOVER', 'DO')],
  [
    "SO_TXTIME.clockid must be a number, not 'CLOCK_TAI'; give constants.CLOCK_TAI",
    set('udp', 'SO_TXTIME', { clockid: 'CLOCK_TAI', flags: 0 }),
  ],
  [
    "PACKET_HDRLEN's query must be a number, not 'TPACKET_V3'; give constants.TPACKET_V3",
    invoke('udp', 'getOption', 'PACKET_HDRLEN', 'TPACKET_V3'),
  ],
  [
    "IP_MULTICAST_IF must be an address or { interfaceIndex?, localAddress? }, not 'lo'",
    set('udp', 'IP_MULTICAST_IF', 'lo'),
  ],
  [
    'IPV6_MULTICAST_IF must be the number or name of an interface, not an object',
    set('udp6', 'IPV6_MULTICAST_IF', { interfaceIndex: 1 }),
  ],
  [
    "MCAST_JOIN_GROUP.interfaceIndex must be an interface; there is no 'eth77'",
    set('udp', 'MCAST_JOIN_GROUP', { group: '239.1.2.3', interfaceIndex: 'eth77' }),
  ],
  ['TCP_INFO can only be read', set('tcp', 'TCP_INFO', {})],
  ['SO_RCVBUF takes no query', invoke('tcp', 'getOption', 'SO_RCVBUF', 'x')],
  ['IP_TTL takes no query', invoke('tcp', 'getOption', 'IP_TTL', {})],
  ['options must be an object, not an array', invoke('tcp', 'setOptions', [['TCP_NODELAY', true]])],
  [
    'options must be an object, not an array',
    () => create('AF_INET', 'SOCK_STREAM', 0, { options: ['TCP_NODELAY'] }),
  ],
  ['No option SO_RCVBUFF; did you mean SO_RCVBUF?', set('tcp', 'SO_RCVBUFF', 1)],
  ['No option SO_REUSE_ADDR; did you mean SO_REUSEADDR?', set('tcp', 'SO_REUSE_ADDR', true)],
  ['No option tcp_nodelay; did you mean TCP_NODELAY?', set('tcp', 'tcp_nodelay', true)],
  ['No option TCP_KEEPALIVE; did you mean TCP_KEEPIDLE?', set('tcp', 'TCP_KEEPALIVE', 60)],
  ['No option IP_DSCP; did you mean IP_TOS?', set('udp', 'IP_DSCP', 46)],
  ['No option TCP_TIMEOUT', set('tcp', 'TCP_TIMEOUT', 5)],
  ['The name of an option must be a string, not 5', set('tcp', 5, true)],
  [
    "SO_KEEPALIVE of SOL_SOCKET must be bytes, not 1; by its name: setOption('SO_KEEPALIVE', value)",
    set('tcp', 'SOL_SOCKET', 'SO_KEEPALIVE', 1),
  ],
  [
    "IPPROTO_TCP is a level: getOption('IPPROTO_TCP', 11, length)",
    invoke('tcp', 'getOption', 'IPPROTO_TCP', 11),
  ],
  [
    "IPPROTO_TCP is a level: setOption('IPPROTO_TCP', option, bytes)",
    set('tcp', 'IPPROTO_TCP', true),
  ],
  [
    'The name of an option must be a string, not an object; setOptions takes { name: value }',
    set('tcp', { SO_KEEPALIVE: true }),
  ],
  [
    "options must be an object, not 'SO_KEEPALIVE': { SO_KEEPALIVE: value }; setOption sets one",
    invoke('tcp', 'setOptions', 'SO_KEEPALIVE', true),
  ],
  [
    'setOptions takes one argument, { name: value }',
    invoke('tcp', 'setOptions', { SO_KEEPALIVE: true }, { TCP_NODELAY: true }),
  ],
  ['SO_LINGER must be { onoff, seconds }, not true', set('tcp', 'SO_LINGER', true, 5)],
  [
    "SO_KEEPALIVE is not a level: setOption('SO_KEEPALIVE', value)",
    set('tcp', 'SO_KEEPALIVE', true, 5),
  ],
  [
    "SO_KEEPALIVE is not a level: getOption('SO_KEEPALIVE')",
    invoke('tcp', 'getOption', 'SO_KEEPALIVE', 0, 4),
  ],
  [
    'SCM_RIGHTS is a control message: sendMessage({ control: { SCM_RIGHTS: … } })',
    set('unix', 'SCM_RIGHTS', [1]),
  ],
  [
    'SCM_PIDFD is a control message: the option SO_PASSPIDFD adds it',
    set('unix', 'SCM_PIDFD', true),
  ],
  [
    'IPV6_HOPLIMIT is a control message: the option IPV6_RECVHOPLIMIT adds it',
    set('udp6', 'IPV6_HOPLIMIT', true),
  ],
  [
    'IPV6_PKTINFO must be { address?, interfaceIndex? }, not true; IPV6_RECVPKTINFO adds it to messages',
    set('udp6', 'IPV6_PKTINFO', true),
  ],
  [
    'IP_TTL must be a number (hops), not true; IP_RECVTTL adds it to messages',
    set('udp', 'IP_TTL', true),
  ],
  [
    "SOL_SOCKET is a level: getOption('SO_KEEPALIVE')",
    invoke('tcp', 'getOption', 'SOL_SOCKET', 'SO_KEEPALIVE'),
  ],
]

const CONTROL: readonly Row[] = [
  ["IP_TTL must be a number (hops), not '9'", send('udp', { IP_TTL: '9' })],
  [
    "IP_PKTINFO.localAddress must be a numeric IPv4 address, not 'x'",
    send('udp', { IP_PKTINFO: { interfaceIndex: 1, localAddress: 'x' } }),
  ],
  ['IP_TTL must be between 1 and 255 (hops), not 0', send('udp', { IP_TTL: 0 })],
  [
    "IP_TOS must be a number, not 'IPTOS_LOWDELAY'; give constants.IPTOS_LOWDELAY",
    send('udp', { IP_TOS: 'IPTOS_LOWDELAY' }),
  ],
  ['control must be an object, not an array', send('udp', [])],
  [
    'control must be an object, not an array; give { raw: […] }',
    send('udp', [{ level: 0, type: 1, data: new Uint8Array(4) }]),
  ],
  ['raw[0].data is missing', send('udp', { raw: [{ level: 0, type: 1 }] })],
  ['raw[0].level is missing', send('udp', { raw: [{ type: 1, data: new Uint8Array(4) }] })],
  ['raw must be an array, not 5', send('udp', { raw: 5 })],
  ['raw[0] must be an object, not null', send('udp', { raw: [null] })],
  ['No control message IP_TTTL; did you mean IP_TTL?', send('udp', { IP_TTTL: 9 })],
  ['No control message IP_DSCP; did you mean IP_TOS?', send('udp', { IP_DSCP: 46 })],
  ['No control message TCP_KEEPALIVE', send('udp', { TCP_KEEPALIVE: 46 })],
  ['SO_RXQ_OVFL can only be received, not sent', send('udp', { SO_RXQ_OVFL: 1 })],
  ['SCM_RIGHTS is for sockets of AF_UNIX, not AF_INET', send('udp', { SCM_RIGHTS: [0] })],
  [
    'SCM_CREDENTIALS is for sockets of AF_UNIX or AF_NETLINK, not AF_INET',
    send('tcp', { SCM_CREDENTIALS: { pid: 1, uid: 0, gid: 0 } }),
  ],
  [
    'IPV6_PKTINFO is for sockets of AF_INET6, not AF_INET',
    send('udp', { IPV6_PKTINFO: { interfaceIndex: 1 } }),
  ],
  ['IP_TTL is for sockets of AF_INET or AF_INET6, not AF_UNIX', send('unix', { IP_TTL: 9 })],
  ['SCM_RIGHTS must be an array, not an object', send('unix', { SCM_RIGHTS: {} })],
  [
    "SCM_RIGHTS[0] must be a number or have one as fd, not an object; a socket or server of Node's is passed by Socket.borrow(it)",
    send('unix', { SCM_RIGHTS: [{}] }),
  ],
  [
    "SCM_RIGHTS[1] must be a number or have one as fd, not 'x'",
    send('unix', { SCM_RIGHTS: [0, 'x'] }),
  ],
  [
    'SCM_RIGHTS[0] is closed',
    (open) => {
      const closed = open('udp')
      closed['close']?.()
      return send('unix', { SCM_RIGHTS: [closed] })(open)
    },
  ],
]

const NAMES: readonly Row[] = [
  ['No family AF_INETT; did you mean AF_INET?', () => create('AF_INETT')],
  ['No family inet6; did you mean AF_INET6?', () => create('inet6')],
  ["No family 'internet' on this platform", () => create('internet')],
  ['No type SOCK_STEAM; did you mean SOCK_STREAM?', () => create('AF_INET', 'SOCK_STEAM')],
  ['No protocol tcp; did you mean IPPROTO_TCP?', () => create('AF_INET', 'SOCK_STREAM', 'tcp')],
  [
    "The family comes before the type: 'AF_INET', 'SOCK_STREAM'",
    () => create('SOCK_STREAM', 'AF_INET'),
  ],
  ['No family AF_LOCAL; did you mean AF_UNIX?', () => create('AF_LOCAL')],
  [
    'IPPROTO_ICMP is not a protocol of AF_PACKET',
    () => create('AF_PACKET', 'SOCK_RAW', 'IPPROTO_ICMP'),
  ],
  ['CAN_RAW is not a protocol of AF_NETLINK', () => create(AF_NETLINK, 'SOCK_RAW', 'CAN_RAW')],
  [
    'ETH_P_ALL is not a protocol of AF_INET',
    () => (berkeley.Socket as unknown as Loose)['pair']?.('AF_INET', 'SOCK_STREAM', 'ETH_P_ALL'),
  ],
  ['SOCK_DGRAM is not a family; the order is family, type, protocol', () => create('SOCK_DGRAM')],
  [
    'SOCK_DGRAM is not a family; the order is family, type, protocol',
    () => (berkeley.Socket as unknown as Loose)['pair']?.('SOCK_DGRAM'),
  ],
  [
    'No protocol ETH_P_IPV4; did you mean ETH_P_IP?',
    () => create('AF_PACKET', 'SOCK_RAW', 'ETH_P_IPV4'),
  ],
  ['IPPROTO_TCP is not a type', () => create('AF_INET', 'IPPROTO_TCP')],
  ['SOCK_RCVBUF_LOCK is not a type', () => create('AF_INET', 'SOCK_RCVBUF_LOCK')],
  ['SO_LINGER is not a protocol', () => create('AF_INET', 'SOCK_STREAM', 'SO_LINGER')],
  [
    'NETLINK_ADD_MEMBERSHIP is not a protocol',
    () => create('AF_NETLINK', 'SOCK_RAW', 'NETLINK_ADD_MEMBERSHIP'),
  ],
  ['how must be SHUT_RD, SHUT_RDWR or SHUT_WR, not undefined', invoke('tcp', 'shutdown')],
  ["how must be SHUT_RD, SHUT_RDWR or SHUT_WR, not 'wr'", invoke('tcp', 'shutdown', 'wr')],
  ["how must be SHUT_RD, SHUT_RDWR or SHUT_WR, not 'write'", invoke('tcp', 'shutdown', 'write')],
  [
    'No flag MSG_PEEEK; did you mean MSG_PEEK?',
    invoke('udp', 'recvSync', 1, { flags: 'MSG_PEEEK' }),
  ],
  [
    'No flag  MSG_PEEK; did you mean MSG_PEEK?',
    invoke('udp', 'recvSync', 1, { flags: ' MSG_PEEK' }),
  ],
  [
    'No flag MSG_PEEK|; did you mean MSG_PEEK?',
    invoke('udp', 'recvSync', 1, { flags: 'MSG_PEEK|' }),
  ],
  [
    "flags must be a list of several names, ['MSG_PEEK', 'MSG_DONTWAIT'], not 'MSG_PEEK|MSG_DONTWAIT'",
    invoke('udp', 'recvSync', 1, { flags: 'MSG_PEEK|MSG_DONTWAIT' }),
  ],
  [
    "events must be a list of several names, ['POLLIN', 'POLLOUT'], not 'POLLIN | POLLOUT'",
    (open) => library['pollSync']?.([{ socket: open('udp'), events: 'POLLIN | POLLOUT' }], 0),
  ],
]

const OTHERS: readonly Row[] = [
  [
    'No event read; did you mean POLLIN?',
    (open) => library['pollSync']?.([{ socket: open('udp'), events: 'read' }], 0),
  ],
  [
    'No event write; did you mean POLLOUT?',
    (open) => library['pollSync']?.([{ socket: open('udp'), events: 'write' }], 0),
  ],
  ['listen takes one argument: bind takes the address', invoke('tcp', 'listen', 0, '127.0.0.1')],
  [
    'startConnect takes one argument: it never waits',
    invoke('tcp', 'startConnect', '127.0.0.1:9', { timeout: 5 }),
  ],
  [
    'close takes no callback: the socket is closed when it returns',
    invoke('tcp', 'close', () => undefined),
  ],
  [
    'No control message IP_RECVTTL: it is an option, which adds IP_TTL',
    send('udp', { IP_RECVTTL: true }),
  ],
  [
    'A request needs a socket of AF_NETLINK, not AF_INET',
    (open) => requestSync(open('udp') as unknown as Socket, { type: 18 }),
  ],
  [
    'A request needs a socket of AF_NETLINK, not 3',
    () => requestSync(3 as unknown as Socket, { type: 18 }),
  ],
  [
    'Unknown part of a message: to; give it as address',
    invoke('udp', 'sendMessageSync', { data: 'x', to: '127.0.0.1:9' }),
  ],
  [
    "Unknown part of a message: port; it belongs to the address, '127.0.0.1:80'",
    invoke('udp', 'sendMessageSync', { data: 'x', address: '127.0.0.1', port: 9 }),
  ],
  [
    'Unknown part of a message: flags; it belongs to the options, the next argument',
    invoke('udp', 'sendMessageSync', { data: 'x', flags: 0 }),
  ],
  [
    "control must be true, false or a number, not 'yes'",
    invoke('udp', 'recvMessageSync', { control: 'yes' }),
  ],
  [
    'control must be true, false or a number, not null',
    invoke('udp', 'recvMessageSync', { control: null }),
  ],
  [
    'An entry to poll must be { socket, events }: socket is missing; it has fd, events',
    () => library['pollSync']?.([{ fd: 0, events: 1 }], 0),
  ],
  [
    'An entry to poll must be { socket, events }: events is missing; it has socket, event',
    (open) => library['pollSync']?.([{ socket: open('udp'), event: 'POLLIN' }], 0),
  ],
  [
    'An entry to poll must be { socket, events }: events is missing; it has socket',
    (open) => library['pollSync']?.([{ socket: open('udp') }], 0),
  ],
  [
    'An entry to poll must be { socket, events }, not a socket',
    (open) => library['pollSync']?.([open('udp')], 0),
  ],
  [
    'The list to poll must be an array, not a Socket',
    (open) => library['pollSync']?.(open('udp'), 0),
  ],
]

testMisuses([...OPTIONS, ...CONTROL, ...NAMES, ...OTHERS])

test('close() has no parameters, so that test runners do not give it a callback', () => {
  assert.equal(Socket.prototype.close.length, 0)
})
