import assert from 'node:assert/strict'
import { closeSync, openSync } from 'node:fs'
import { test } from 'node:test'
import socket, { type ControlMessage, type Socket } from '../../src/dialects/ucode.ts'
import { constants, Socket as CoreSocket, type OptionName } from '../../src/index.ts'
import { cannotUnshare, inChild } from '../support/child.ts'

const linux = process.platform === 'linux' ? false : 'needs the control messages of Linux'
const { IPPROTO_IP, IPPROTO_IPV6, IPPROTO_TCP, IPPROTO_UDP, SOL_SOCKET } = socket
const HEADER = '\0\0\x01\x04\0\0\0\0'

interface Case {
  readonly name: string
  readonly family: 4 | 6
  /** The option that the receiver sets: one of the original or, by name, one that it lacks. */
  readonly ask: number | OptionName
  readonly send?: Partial<ControlMessage>[]
  readonly prepare?: (sender: Socket) => unknown
  readonly expected: (from: Socket, to: Socket) => unknown
  readonly needs?: string | false
}

const raw = socket.create(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_UDP)
raw?.close()
const privileged = raw ? false : 'needs CAP_NET_RAW'

const CASES: readonly Case[] = [
  {
    name: 'SO_TIMESTAMP',
    family: 4,
    ask: socket.SO_TIMESTAMP,
    expected: () => ({
      level: SOL_SOCKET,
      type: socket.SO_TIMESTAMP,
      data: { sec: '*', usec: '*' },
    }),
  },
  {
    name: 'SO_TIMESTAMP_NEW',
    family: 4,
    ask: 'SO_TIMESTAMP_NEW',
    expected: () => ({ level: SOL_SOCKET, type: 63, data: { sec: '*', usec: '*' } }),
  },
  {
    name: 'SO_TIMESTAMPNS_NEW',
    family: 4,
    ask: 'SO_TIMESTAMPNS_NEW',
    expected: () => ({ level: SOL_SOCKET, type: 64, data: { sec: '*', nsec: '*' } }),
  },
  {
    name: 'IP_TOS, sent as text of a number',
    family: 4,
    ask: socket.IP_RECVTOS,
    send: [{ level: IPPROTO_IP, type: socket.IP_TOS, data: '0xb8' }],
    expected: () => ({ level: IPPROTO_IP, type: socket.IP_TOS, data: 184 }),
  },
  {
    name: 'IP_RECVOPTS',
    family: 4,
    ask: socket.IP_RECVOPTS,
    prepare: (s) => s.setopt(IPPROTO_IP, socket.IP_OPTIONS, '\udc94\x04\0\0'),
    expected: () => ({ level: IPPROTO_IP, type: socket.IP_RECVOPTS, data: '\udc94\x04\0\0' }),
  },
  {
    name: 'IP_RETOPTS, which are those to answer with',
    family: 4,
    ask: socket.IP_RETOPTS,
    prepare: (s) => s.setopt(IPPROTO_IP, socket.IP_OPTIONS, '\udc94\x04\0\0'),
    expected: () => ({ level: IPPROTO_IP, type: socket.IP_RETOPTS, data: '' }),
  },
  {
    name: 'IP_RECVOPTS, sent as bytes of IP_RETOPTS',
    family: 4,
    ask: socket.IP_RECVOPTS,
    send: [{ level: IPPROTO_IP, type: socket.IP_RETOPTS, data: Uint8Array.of(0x94, 4, 0, 0) }],
    expected: () => ({ level: IPPROTO_IP, type: socket.IP_RECVOPTS, data: '\udc94\x04\0\0' }),
  },
  {
    name: 'IP_PKTINFO, sent as raw bytes',
    family: 4,
    ask: socket.IP_PKTINFO,
    send: [{ level: IPPROTO_IP, type: socket.IP_PKTINFO, data: '\x01\0\0\0\x7f\0\0\x09\0\0\0\0' }],
    expected: () => ({
      level: IPPROTO_IP,
      type: socket.IP_PKTINFO,
      data: { ifindex: 1, address: '127.0.0.1', destination: '127.0.0.1' },
    }),
  },
  {
    name: 'IP_ORIGDSTADDR',
    family: 4,
    ask: socket.IP_RECVORIGDSTADDR,
    expected: (_, to) => ({
      level: IPPROTO_IP,
      type: socket.IP_ORIGDSTADDR,
      data: to.sockname(),
    }),
  },
  {
    name: 'IPV6_TCLASS',
    family: 6,
    ask: socket.IPV6_RECVTCLASS,
    send: [{ level: IPPROTO_IPV6, type: socket.IPV6_TCLASS, data: 0x20 }],
    expected: () => ({ level: IPPROTO_IPV6, type: socket.IPV6_TCLASS, data: 0x20 }),
  },
  {
    name: 'IPV6_PKTINFO, by number',
    family: 6,
    ask: socket.IPV6_RECVPKTINFO,
    send: [{ level: IPPROTO_IPV6, type: socket.IPV6_PKTINFO, data: { interface: 1 } }],
    expected: () => ({
      level: IPPROTO_IPV6,
      type: socket.IPV6_PKTINFO,
      data: { addr: '::1', interface: 'lo' },
    }),
  },
  {
    name: 'IPV6_ORIGDSTADDR',
    family: 6,
    ask: socket.IPV6_RECVORIGDSTADDR,
    expected: (_, to) => ({
      level: IPPROTO_IPV6,
      type: socket.IPV6_ORIGDSTADDR,
      data: to.sockname(),
    }),
  },
  {
    name: 'IPV6_HOPOPTS, sent as text',
    family: 6,
    ask: socket.IPV6_RECVHOPOPTS,
    send: [{ level: IPPROTO_IPV6, type: socket.IPV6_HOPOPTS, data: HEADER }],
    expected: () => ({
      level: IPPROTO_IPV6,
      type: socket.IPV6_HOPOPTS,
      data: '\x11\0\x01\x04\0\0\0\0',
    }),
    needs: privileged,
  },
  {
    name: 'IPV6_DSTOPTS, of a sticky option',
    family: 6,
    ask: socket.IPV6_RECVDSTOPTS,
    prepare: (s) => s.setopt(IPPROTO_IPV6, socket.IPV6_DSTOPTS, HEADER),
    expected: () => ({
      level: IPPROTO_IPV6,
      type: socket.IPV6_DSTOPTS,
      data: '\x11\0\x01\x04\0\0\0\0',
    }),
    needs: privileged,
  },
  {
    name: 'UDP_GRO, which is there of joined datagrams alone',
    family: 4,
    ask: 'UDP_GRO',
    send: [{ level: IPPROTO_UDP, type: socket.UDP_SEGMENT, data: Uint8Array.of(0xe8, 3) }],
    expected: () => ({ level: IPPROTO_UDP, type: socket.UDP_GRO, data: 1000 }),
  },
]

for (const { name, family, ask, send, prepare, expected, needs = false } of CASES) {
  test(`${name} is received with a datagram`, { skip: linux || needs }, () => {
    const [from, to] = pairOf(family, ask)
    prepare?.(from)

    const sent = from.sendmsg('x'.repeat(2000), send ?? [], to.sockname())

    assert.equal(sent, 2000, from.error() ?? '')
    const { ancillary = [], data } = to.recvmsg(3000, 500) ?? assert.fail(to.error() ?? '')
    assert.equal(data.length, 2000)
    assert.deepEqual(ancillary.map(withoutTimes(expected(from, to))), [expected(from, to)])
    from.close()
    to.close()
  })
}

/** Two sockets, the second of which has the option set. */
function pairOf(family: 4 | 6, ask: number | OptionName): [Socket, Socket] {
  const [domain, level, place] =
    family === 4
      ? [socket.AF_INET, IPPROTO_IP, '127.0.0.1:0']
      : [socket.AF_INET6, IPPROTO_IPV6, '[::1]:0']
  const to =
    typeof ask === 'string'
      ? socket.open(withOption(ask))
      : socket.create(domain, socket.SOCK_DGRAM)
  const from = socket.create(domain, socket.SOCK_DGRAM)
  assert.ok(from && to)
  if (typeof ask === 'number') {
    const of = ask === socket.SO_TIMESTAMP ? SOL_SOCKET : level
    assert.equal(to.setopt(of, ask, true), true, to.error() ?? '')
  }
  for (const one of [from, to]) assert.ok(one.bind(place), one.error() ?? '')
  return [from, to]
}

/** A descriptor with this core option set. */
function withOption(name: OptionName): number {
  const core = new CoreSocket('AF_INET', 'SOCK_DGRAM')
  ;(core as { setOption(name: OptionName, value: unknown): void }).setOption(name, true)
  return core.detach()
}

/** Replaces numbers that are not known in advance with `*`. */
function withoutTimes(expected: unknown): (message: ControlMessage) => unknown {
  const { data } = expected as ControlMessage
  const veil = (wanted: unknown, is: unknown) =>
    wanted === '*' && Number.isSafeInteger(is) && (is as number) >= 0 ? '*' : is
  return ({ level, type, data: is }) => {
    if (typeof data !== 'object' || data === null) return { level, type, data: veil(data, is) }
    const known = Object.entries(is as object).map(([key, value]) => [
      key,
      veil((data as Record<string, unknown>)[key], value),
    ])
    return { level, type, data: Object.fromEntries(known) as unknown }
  }
}

test('a stream reports the bytes still queued as TCP_CM_INQ', { skip: linux }, () => {
  const listener = socket.listen('127.0.0.1', 0) ?? assert.fail(socket.error() ?? '')
  const core = new CoreSocket('AF_INET')
  core.setOption('TCP_INQ', true)
  const client = socket.open(core.detach())
  assert.ok(client)
  assert.ok(client.connect(listener.sockname() ?? {}), client.error() ?? '')
  const peer = listener.accept()
  peer?.send('hello')

  const message = client.recvmsg(2, 100)

  const three = { level: IPPROTO_TCP, type: socket.TCP_CM_INQ, data: 3 }
  assert.deepEqual(message?.ancillary, [three])
  for (const one of [client, peer, listener]) one?.close()
})

test('a datagram that is too long for the path is reported by IPV6_PATHMTU', {
  skip: linux,
}, () => {
  const s = socket.create(socket.AF_INET6, socket.SOCK_DGRAM) ?? assert.fail()
  s.setopt(IPPROTO_IPV6, socket.IPV6_RECVPATHMTU, true)
  s.setopt(IPPROTO_IPV6, socket.IPV6_DONTFRAG, true)
  assert.ok(s.setopt(IPPROTO_IPV6, socket.IPV6_MTU, 1280), s.error() ?? '')
  assert.ok(s.connect('[::1]:9'))
  s.send('x'.repeat(1400))

  const message = s.recvmsg(10, 200, socket.MSG_DONTWAIT)

  const [first] = message?.ancillary ?? []
  assert.deepEqual(
    [first?.level, first?.type],
    [IPPROTO_IPV6, socket.IPV6_PATHMTU],
    s.error() ?? '',
  )
  const { addr, mtu } = first?.data as { addr: object; mtu: number }
  assert.deepEqual(addr, { family: socket.AF_INET6, address: '::1', port: 0, flowinfo: 0 })
  assert.equal(mtu, 1280)
  s.close()
})

test('credentials have the sender’s number, and SO_RXQ_OVFL is bytes', {
  skip: linux,
}, () => {
  const [a, b] = socket.pair(socket.SOCK_DGRAM) ?? assert.fail()
  b.setopt(SOL_SOCKET, socket.SO_PASSCRED, true)
  const own = { pid: process.pid, uid: process.geteuid?.(), gid: process.getegid?.() }
  const u = socket.create(socket.AF_INET, socket.SOCK_DGRAM) ?? assert.fail()
  u.setopt(SOL_SOCKET, socket.SO_RXQ_OVFL, true)
  u.setopt(SOL_SOCKET, socket.SO_RCVBUF, 1)
  u.bind('127.0.0.1:0')
  for (let i = 0; i < 50; i++) a.send('x'.repeat(500), socket.MSG_DONTWAIT, undefined)
  const sender = socket.create(socket.AF_INET, socket.SOCK_DGRAM) ?? assert.fail()
  for (let i = 0; i < 50; i++) sender.send('x'.repeat(500), 0, u.sockname())
  while (u.recv(1000, socket.MSG_DONTWAIT) !== null);
  sender.send('after', 0, u.sockname())

  const named = b.recvmsg(500, 100)
  const dropped = u.recvmsg(100, 100)

  assert.deepEqual(named?.ancillary, [
    { level: SOL_SOCKET, type: socket.SCM_CREDENTIALS, data: own },
  ])
  const [overflow] = dropped?.ancillary ?? []
  assert.equal(overflow?.type, socket.SO_RXQ_OVFL)
  assert.match(String(overflow.data), /^[^]{4}$/)
  for (const one of [a, b, u, sender]) one.close()
})

test('descriptors of sockets are received as sockets, others as numbers', { skip: linux }, () => {
  const [a, b] = socket.pair() ?? assert.fail()
  const passed = socket.create(socket.AF_INET, socket.SOCK_DGRAM) ?? assert.fail()
  passed.bind('127.0.0.1:0')
  const type = socket.SCM_RIGHTS
  const file = openSync('/dev/null', 'r')

  a.sendmsg('x', [{ level: SOL_SOCKET, type, data: [passed, file, { fileno: () => file }] }])
  closeSync(file)

  const [message] = b.recvmsg(10, 100)?.ancillary ?? []
  const [come, ...numbers] = message?.data as [Socket, number, number]
  assert.deepEqual(come.sockname(), passed.sockname())
  assert.deepEqual(
    numbers.map((fd) => typeof fd),
    ['number', 'number'],
  )
  for (const fd of numbers) assert.equal(socket.open(fd)?.close(), true)
  for (const one of [come, passed, a, b]) assert.equal(one.close(), true)
})

test('a raw buffer of control messages is sent as it is', { skip: linux }, () => {
  const [a, b] = socket.pair(socket.SOCK_DGRAM) ?? assert.fail()
  b.setopt(SOL_SOCKET, socket.SO_PASSCRED, true)
  const one = new CoreSocket('AF_INET', 'SOCK_DGRAM')
  const head = Buffer.alloc(24)
  head.writeBigUInt64LE(20n, 0)
  head.writeInt32LE(constants.SOL_SOCKET, 8)
  head.writeInt32LE(constants.SCM_RIGHTS, 12)
  head.writeInt32LE(one.fd, 16)

  assert.equal(a.sendmsg('x', head.toString('latin1')), 1, a.error() ?? '')
  assert.equal(a.sendmsg('x', '\x01\0'), 1)
  assert.equal(a.sendmsg('x', `\x05${head.toString('latin1').slice(1)}`), null)

  assert.equal(a.error(), 'sendmsg(): Invalid argument')
  const types = b.recvmsg(10, 100)?.ancillary?.map(({ type, data }) => {
    if (Array.isArray(data)) for (const come of data as Socket[]) come.close()
    return type
  })
  assert.deepEqual(types, [socket.SCM_CREDENTIALS, socket.SCM_RIGHTS])
  one.close()
  a.close()
  b.close()
})

test('elements of a list that have nothing to send are left out', { skip: linux }, () => {
  const [u, v] = pairOf(4, socket.IP_RECVTTL)
  const nothing: unknown[] = [
    ...[null, 5, 'x', [], () => 1],
    { level: IPPROTO_IP, type: socket.IP_PKTINFO, data: { address: 'nowhere' } },
    { level: IPPROTO_IP, type: socket.IP_ORIGDSTADDR, data: 'nowhere' },
    { level: SOL_SOCKET, type: socket.SCM_RIGHTS, data: [null, 'x', { fileno: () => 'x' }] },
    { level: 99, type: 1, data: { not: 'bytes' } },
  ]

  const sent = u.sendmsg('x', nothing as ControlMessage[], v.sockname())

  assert.equal(sent, 1, u.error() ?? '')
  assert.equal(v.recvmsg(10, 100)?.ancillary?.length, 1)
  u.close()
  v.close()
})

test('what the kernel ignores on a socket of this family does not stop the data', {
  skip: linux,
}, () => {
  const [u, v] = pairOf(4, socket.IP_RECVTTL)
  const ignored: unknown[] = [
    { level: SOL_SOCKET, type: socket.SCM_RIGHTS, data: [0] },
    { level: SOL_SOCKET, type: socket.SCM_CREDENTIALS, data: { pid: 1, uid: 0, gid: 0 } },
    { level: IPPROTO_IPV6, type: socket.IPV6_PKTINFO, data: { addr: '::1', interface: 1 } },
  ]

  for (const message of ignored) {
    const sent = u.sendmsg('x', [message as ControlMessage], v.sockname())

    assert.equal(sent, 1, u.error() ?? '')
  }
  u.close()
  v.close()
})

test('IPV6_FLOWINFO is sent and received in host order', { skip: linux }, () => {
  const label = 0x10000 + (process.pid & 0xffff)
  const core = new CoreSocket('AF_INET6', 'SOCK_DGRAM')
  const lease = { action: 0, dst: '::1', share: 255, flags: 1, expires: 0, linger: 0 }
  core.setOption('IPV6_FLOWLABEL_MGR', { ...lease, label })
  const from = socket.open(core.detach()) ?? assert.fail()
  const to = socket.create(socket.AF_INET6, socket.SOCK_DGRAM) ?? assert.fail()
  to.setopt(IPPROTO_IPV6, socket.IPV6_FLOWINFO, true)
  to.bind('[::1]:0')
  const flow = { level: IPPROTO_IPV6, type: socket.IPV6_FLOWINFO, data: label }

  const sent = from.sendmsg('x', [flow], to.sockname())

  assert.equal(sent, 1, from.error() ?? '')
  assert.deepEqual(to.recvmsg(1, 100)?.ancillary, [flow])
  from.close()
  to.close()
})

test('the size of the largest fragment is received', { skip: linux || cannotUnshare }, async () => {
  const { result, errors } = await inChild<unknown[]>(
    async (library) => {
      const { default: dialect } = (await import(
        library.runnable('src/dialects/ucode.ts').href
      )) as typeof import('../../src/dialects/ucode.ts')
      return (['IP_RECVFRAGSIZE', 'IPV6_RECVFRAGSIZE'] as const).map((name, six) => {
        const core = new library.Socket(six ? 'AF_INET6' : 'AF_INET', 'SOCK_DGRAM')
        core.setOption(name, true)
        const to = dialect.open(core.detach())
        const from = dialect.create(six ? dialect.AF_INET6 : dialect.AF_INET, dialect.SOCK_DGRAM)
        to?.bind(six ? '[::1]:0' : '127.0.0.1:0')
        if (!six) from?.setopt(dialect.IPPROTO_IP, dialect.IP_MTU_DISCOVER, 0)
        from?.send('x'.repeat(3000), 0, to?.sockname() ?? '')
        return to?.recvmsg(4000, 100)?.ancillary
      })
    },
    { network: 'ip link set lo mtu 1500' },
  )

  assert.deepEqual(
    result,
    [
      [{ level: IPPROTO_IP, type: socket.IP_RECVFRAGSIZE, data: 1500 }],
      [{ level: IPPROTO_IPV6, type: socket.IPV6_RECVFRAGSIZE, data: 1496 }],
    ],
    errors,
  )
})
