import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Socket } from '../../src/index.ts'
import { cannotUnshare, inChild } from '../support/child.ts'
import { closing, noIPv6 } from '../support/kinds.ts'
import { create, invoke, type Loose, lacksKind, type Row } from '../support/loose.ts'
import { type Refusal, testRefusals } from '../support/refusals.ts'

// What the kernel refuses to send or receive, and the whole message.

const NOT_LINUX = process.platform !== 'linux' && 'the causes are those of Linux'
const FOREIGN = '203.0.113.9'
const FOREIGN6 = '2001:db8::9'
const LISTENS = 'the socket listens: use what accept() returns'
const FIRST = 'connect first, or give an address'

/** A listener, and a connection to it from both ends. */
function connected(): { listener: Loose; client: Loose; server: Loose } & Disposable {
  const listener = new Socket('AF_INET')
  listener.bind('127.0.0.1:0')
  listener.listen()
  const client = new Socket('AF_INET')
  client.connectSync(listener.localAddress)
  const server = listener.acceptSync()
  const all = { listener, client, server } as unknown as ReturnType<typeof connected>
  return Object.assign(all, {
    [Symbol.dispose]() {
      for (const socket of [listener, client, server]) socket.close()
    },
  })
}

/** Does something with a connection. */
const between =
  (use: (ends: ReturnType<typeof connected>) => unknown): Row[1] =>
  () => {
    using ends = connected()
    return use(ends)
  }

/** Does something with one end of a pair of Unix sockets. */
const paired =
  (
    type: 'SOCK_STREAM' | 'SOCK_DGRAM' | 'SOCK_SEQPACKET',
    use: (socket: Loose) => unknown,
  ): Row[1] =>
  () => {
    const [socket, other] = Socket.pair('AF_UNIX', type)
    try {
      return use(socket as unknown as Loose)
    } finally {
      socket.close()
      other.close()
    }
  }

/** Calls a method of a Unix socket of this type. */
const ofUnix =
  (type: string, name: string, ...args: unknown[]): Row[1] =>
  () => {
    const socket = create('AF_UNIX', type)
    try {
      return socket[name]?.(...args)
    } finally {
      socket['close']?.()
    }
  }

const LO = { family: 'AF_PACKET', interfaceIndex: 1, protocol: 'ETH_P_IP' }

const withSize = (size: number) => new Uint8Array(size)

const REFUSALS: readonly Refusal[] = [
  // Without a destination
  [`send EDESTADDRREQ: … (${FIRST})`, invoke('udp', 'sendSync', 'x'), 'EDESTADDRREQ'],
  [
    `send EDESTADDRREQ: … (${FIRST})`,
    invoke('udp', 'sendSync', new Uint8Array(1)), // the path without a Request
    'EDESTADDRREQ',
  ],
  [
    `sendmsg EDESTADDRREQ: … (${FIRST})`,
    invoke('udp6', 'sendMessageSync', { data: 'x' }),
    'EDESTADDRREQ',
    noIPv6,
  ],
  [`send EDESTADDRREQ: … (${FIRST})`, invoke('udp', 'trySend', withSize(1)), 'EDESTADDRREQ'],
  [`send ENOTCONN: … (${FIRST})`, invoke('unix', 'sendSync', 'x'), 'ENOTCONN'],
  [
    'send ENXIO: … (bind to an interface first, or give an address)',
    invoke('packet', 'sendSync', 'x'),
    'ENXIO',
    lacksKind('packet'),
  ],
  [
    'sendto ENXIO packet:99999:0x0800:00:00:00:00:00:00: … (no interface has the number 99999)',
    invoke('packet', 'sendToSync', 'x', {
      ...{ family: 'AF_PACKET', interfaceIndex: 99_999, protocol: 0x800, hardwareType: 0 },
      ...{ packetType: 0, address: '00:00:00:00:00:00' },
    }),
    'ENXIO',
    lacksKind('packet'),
  ],

  // Without a connection
  ['send EPIPE: … (connect first)', invoke('tcp', 'sendSync', 'x'), 'EPIPE'],
  ['recv ENOTCONN: … (connect first)', invoke('tcp', 'recvSync'), 'ENOTCONN'],
  ['recv ENOTCONN: … (connect first)', invoke('tcp', 'recvIntoSync', withSize(1)), 'ENOTCONN'],
  [
    'recv ENOTCONN: … (connect first)',
    invoke('tcp', 'recvSync', 4, { flags: 'MSG_WAITALL' }),
    'ENOTCONN',
  ],
  ['recvfrom ENOTCONN: … (connect first)', invoke('tcp', 'recvFromSync'), 'ENOTCONN'],
  [
    'recvfrom ENOTCONN: … (connect first)',
    invoke('tcp', 'recvFromIntoSync', withSize(1)),
    'ENOTCONN',
  ],
  ['recvmsg ENOTCONN: … (connect first)', invoke('tcp', 'recvMessageSync'), 'ENOTCONN'],
  ['recv EINVAL: … (connect first)', ofUnix('SOCK_STREAM', 'recvSync'), 'EINVAL'],
  ['send ENOTCONN: … (connect first)', ofUnix('SOCK_STREAM', 'sendAllSync', 'x'), 'ENOTCONN'],
  [
    'sendto EOPNOTSUPP @nobody: … (a stream takes no address: connect first)',
    ofUnix('SOCK_STREAM', 'sendToSync', 'x', '@nobody'),
    'EOPNOTSUPP',
  ],
  [
    'sendto EISCONN @nobody: … (a connected stream takes no address: use send)',
    paired('SOCK_STREAM', (socket) => socket['sendToSync']?.('x', '@nobody')),
    'EISCONN',
  ],
  [`send EPIPE: … (${LISTENS})`, between(({ listener }) => listener['sendSync']?.('x')), 'EPIPE'],
  [
    `recv ENOTCONN: … (${LISTENS})`,
    between(({ listener }) => listener['recvSync']?.()),
    'ENOTCONN',
  ],
  [
    'send EPIPE: … (this side has shut down sending)',
    between(({ client }) => {
      client['shutdown']?.('SHUT_WR')
      client['sendAllSync']?.('x')
    }),
    'EPIPE',
  ],
  [
    'send EPIPE: …', // what ended it is not known any more
    between(({ client, server }) => {
      server['setOption']?.('SO_LINGER', { onoff: true, seconds: 0 })
      server['close']?.()
      assert.throws(() => client['sendSync']?.('x'), { code: 'ECONNRESET' })
      client['sendSync']?.('x')
    }),
    'EPIPE',
  ],
  [
    'send EPIPE: …', // either side may have ended it
    paired('SOCK_STREAM', (socket) => {
      socket['shutdown']?.('SHUT_WR')
      socket['sendSync']?.('x')
    }),
    'EPIPE',
  ],

  // Too much
  [
    'sendto EMSGSIZE 127.0.0.1:9: … (the data is 65508 bytes, a datagram takes 65507)',
    invoke('udp', 'sendToSync', withSize(65_508), '127.0.0.1:9'),
    'EMSGSIZE',
  ],
  [
    'sendmsg EMSGSIZE 127.0.0.1:9: … (the data is 70000 bytes, a datagram takes 65507)',
    invoke('udp', 'sendToSync', [withSize(30_000), withSize(40_000)], '127.0.0.1:9'),
    'EMSGSIZE',
  ],
  [
    'sendto EMSGSIZE [::1]:9: … (the data is 65528 bytes, a datagram takes 65527)',
    invoke('udp6', 'sendToSync', withSize(65_528), '[::1]:9'),
    'EMSGSIZE',
    noIPv6,
  ],
  [
    'sendto EMSGSIZE [::ffff:127.0.0.1]:9: … (the data is 65508 bytes, a datagram takes 65507)',
    invoke('udp6', 'sendToSync', withSize(65_508), '[::ffff:127.0.0.1]:9'),
    'EMSGSIZE',
    noIPv6,
  ],
  [
    'send EMSGSIZE: … (the data is 65508 bytes, a datagram takes 65507)',
    (open) => {
      const socket = open('udp')
      socket['connectSync']?.('127.0.0.1:9')
      socket['sendSync']?.(withSize(65_508))
    },
    'EMSGSIZE',
  ],
  [
    'sendmsg EMSGSIZE 127.0.0.1:9: … (the data is 2000 buffers, one call takes 1024)',
    invoke('udp', 'sendToSync', Array<string>(2000).fill('x'), '127.0.0.1:9'),
    'EMSGSIZE',
  ],
  [
    'sendto EMSGSIZE 127.0.0.1:0: … (the data is 65536 bytes)',
    invoke('raw', 'sendToSync', withSize(65_536), '127.0.0.1'),
    'EMSGSIZE',
    lacksKind('raw'),
  ],
  [
    'send EMSGSIZE: … (the data is 30000 bytes, SO_SNDBUF allows 19968)',
    paired('SOCK_DGRAM', (socket) => {
      socket['setOption']?.('SO_SNDBUF', 10_000) // doubled
      socket['sendSync']?.(withSize(30_000))
    }),
    'EMSGSIZE',
  ],

  // From elsewhere
  [
    `bind EADDRNOTAVAIL ${FOREIGN}:0: … (no interface has this address: see interfaces(), or IP_FREEBIND)`,
    invoke('udp', 'bind', `${FOREIGN}:0`),
    'EADDRNOTAVAIL',
  ],
  [
    `bind EADDRNOTAVAIL [${FOREIGN6}]:0: … (no interface has this address: see interfaces(), or IPV6_FREEBIND)`,
    invoke('udp6', 'bind', `[${FOREIGN6}]:0`),
    'EADDRNOTAVAIL',
    noIPv6,
  ],
  [
    `sendmsg ENETUNREACH 127.0.0.1:9: … (no interface has ${FOREIGN}, as IP_PKTINFO.localAddress)`,
    invoke('udp', 'sendMessageSync', {
      ...{ data: 'x', address: '127.0.0.1:9' },
      control: { IP_PKTINFO: { localAddress: FOREIGN } },
    }),
    'ENETUNREACH',
  ],
  [
    `sendmsg EINVAL [::1]:9: … (no interface has ${FOREIGN6}, as IPV6_PKTINFO.address)`,
    invoke('udp6', 'sendMessageSync', {
      ...{ data: 'x', address: '[::1]:9' },
      control: { IPV6_PKTINFO: { address: FOREIGN6 } },
    }),
    'EINVAL',
    noIPv6,
  ],
  [
    'sendmsg ENODEV 127.0.0.1:9: … (no interface has the number 99999, as IP_PKTINFO.interfaceIndex)',
    invoke('udp', 'sendMessageSync', {
      ...{ data: 'x', address: '127.0.0.1:9' },
      control: { IP_PKTINFO: { interfaceIndex: 99_999 } },
    }),
    'ENODEV',
  ],

  // Not of this kind of socket
  [
    'sendto EOPNOTSUPP 127.0.0.1:9: … (MSG_OOB is for streams, the socket is SOCK_DGRAM)',
    invoke('udp', 'sendToSync', 'x', '127.0.0.1:9', { flags: 'MSG_OOB' }),
    'EOPNOTSUPP',
  ],
  [
    'send EOPNOTSUPP: … (MSG_OOB is for streams, the socket is SOCK_SEQPACKET)',
    paired('SOCK_SEQPACKET', (socket) => socket['sendSync']?.('x', { flags: 'MSG_OOB' })),
    'EOPNOTSUPP',
  ],
  [
    'sendto EINVAL packet:1:0x0800: … (a frame begins with a header of 14 bytes, the data has 13)',
    invoke('frames', 'sendToSync', withSize(13), LO),
    'EINVAL',
    lacksKind('frames'),
  ],
  [
    'send EINVAL: … (a frame begins with a header of 14 bytes, the data has 1)',
    (open) => {
      const socket = open('frames')
      socket['bind']?.(LO)
      socket['sendSync']?.('x')
    },
    'EINVAL',
    lacksKind('frames'),
  ],

  // Twice
  [
    'connect EISCONN 127.0.0.1:9: … (the socket is connected: use another one)',
    between(({ client }) => client['connectSync']?.('127.0.0.1:9')),
    'EISCONN',
  ],
  [
    'connect EISCONN 127.0.0.1:9: … (the socket listens: connect another one)',
    between(({ listener }) => listener['connectSync']?.('127.0.0.1:9')),
    'EISCONN',
  ],
]

testRefusals(
  REFUSALS.map(([message, call, code, skip = false]) => [message, call, code, NOT_LINUX || skip]),
)

test('a promise is rejected with the same cause', { skip: NOT_LINUX }, async (t) => {
  const [tcp, udp] = closing(t, [new Socket('AF_INET'), new Socket('AF_INET', 'SOCK_DGRAM')])

  await assert.rejects(tcp.recv(), { code: 'ENOTCONN', message: /\(connect first\)$/ })
  await assert.rejects(udp.send(withSize(1)), {
    code: 'EDESTADDRREQ',
    message: / \(connect f.*\)$/,
  })
  await assert.rejects(udp.sendAll('x'), { code: 'EDESTADDRREQ', bytesSent: 0 })
})

test('a source that is an address of this machine is not said to be foreign', {
  skip: NOT_LINUX,
}, (t) => {
  const [udp] = closing(t, [new Socket('AF_INET', 'SOCK_DGRAM')])
  const control = { IP_PKTINFO: { localAddress: '127.0.0.1' } }

  assert.throws(() => udp.sendMessageSync({ data: 'x', address: '127.0.0.1:0', control }), {
    code: 'EINVAL',
    message: /\(the port is 0, as of an address without one\)$/,
  })
})

test('a datagram that may not be fragmented is compared with the MTU', {
  skip: NOT_LINUX || cannotUnshare,
}, async () => {
  const { result, errors } = await inChild(
    ({ Socket, constants }) => {
      const attempt = (send: () => unknown) => {
        try {
          return send()
        } catch (error) {
          return (error as Error).message.replace(/^.*\(/, '(')
        }
      }
      const udp = new Socket('AF_INET', 'SOCK_DGRAM')
      udp.setOption('IP_MTU_DISCOVER', constants.IP_PMTUDISC_DO)
      const alone = attempt(() => udp.sendToSync(new Uint8Array(2000), '127.0.0.1:9'))
      const receivers = [
        new Socket('AF_INET', 'SOCK_DGRAM'),
        new Socket('AF_INET6', 'SOCK_DGRAM'),
      ] as const
      receivers[0].bind('127.0.0.1:0')
      receivers[1].bind('[::1]:0')
      udp.connectSync(receivers[0].localAddress)
      const udp6 = new Socket('AF_INET6', 'SOCK_DGRAM')
      udp6.setOption('IPV6_MTU_DISCOVER', constants.IPV6_PMTUDISC_DO)
      udp6.connectSync(receivers[1].localAddress)
      const sizes = ([of, most]: [typeof udp | typeof udp6, number]) =>
        [2000, most + 1, most].map((size) => attempt(() => of.sendSync(new Uint8Array(size))))
      const tooLong = [sizes([udp, 1500 - 28]), sizes([udp6, 1500 - 48])]
      const data = new Uint8Array(5600)
      const segments = attempt(() => udp.sendMessageSync({ data, control: { UDP_SEGMENT: 2000 } }))
      udp.setOption('UDP_SEGMENT', 2000)
      return [alone, ...tooLong.flat(), segments, attempt(() => udp.sendSync(data))]
    },
    { network: 'ip link set lo mtu 1500 up' },
  )

  assert.deepEqual(
    result,
    [
      '(the data is 2000 bytes, and IP_MTU_DISCOVER forbids fragments)',
      '(the data is 2000 bytes, and IP_MTU_DISCOVER forbids fragments: IP_MTU is 1500)',
      '(the data is 1473 bytes, and IP_MTU_DISCOVER forbids fragments: IP_MTU is 1500)',
      1472,
      '(the data is 2000 bytes, and IPV6_MTU_DISCOVER forbids fragments: IPV6_MTU is 1500)',
      '(the data is 1453 bytes, and IPV6_MTU_DISCOVER forbids fragments: IPV6_MTU is 1500)',
      1452,
      'sendmsg EMSGSIZE: message too long', // the segments are, not the data
      'send EMSGSIZE: message too long',
    ],
    errors,
  )
})
