import assert from 'node:assert/strict'
import { test } from 'node:test'
import { constants, Socket } from '../../src/index.ts'
import * as netlink from '../../src/netlink.ts'
import type { Loose } from '../support/loose.ts'
import { noNetlink as skip, routeSocket } from '../support/netlink.ts'
import { PATIENCE } from '../support/patience.ts'

const loose = netlink as unknown as Loose
const { NLM_F_CREATE, NLM_F_DUMP, NLM_F_EXCL, RTM_GETLINK } = constants

const REQUESTS: readonly [message: string | RegExp, request: unknown, options?: unknown][] = [
  ['A request must be an object, not undefined', undefined],
  ['Unknown part of a request: typ; did you mean type?', { typ: 18 }],
  ['Unknown part of a request: flag; did you mean flags?', { type: 18, flag: 5 }],
  [/^Unknown part of a request: seq\b/, { type: 18, seq: 'x' }],
  [/^type must be a number\b.*, not '18'$/, { type: '18' }],
  ['No type of messages RTM_GETLNK; did you mean RTM_GETLINK?', { type: 'RTM_GETLNK' }],
  [
    'SOCK_DIAG_BY_FAMILY is not a type of messages of NETLINK_ROUTE',
    { type: 'SOCK_DIAG_BY_FAMILY' },
  ],
  ['flags must be a number, a C name or a list of C names, not true', { type: 18, flags: true }],
  ['No flag NLM_F_DUMPP; did you mean NLM_F_DUMP?', { type: 18, flags: 'NLM_F_DUMPP' }],
  ['No flag MSG_PEEK', { type: 18, flags: ['MSG_PEEK'] }],
  [
    "flags must be a list of several names, ['NLM_F_CREATE', 'NLM_F_EXCL'], not 'NLM_F_CREATE|NLM_F_EXCL'",
    { type: 18, flags: 'NLM_F_CREATE|NLM_F_EXCL' },
  ],
  [
    'flags must not be undefined: is there a constant of that name?',
    { type: 18, flags: undefined },
  ],
  ['flags must be an integer of 32 bits, not 0.5', { type: 18, flags: 0.5 }],
  ['flags must be between 0 and 65535, not 65536', { type: 18, flags: 0x1_0000 }],
  [/^Unknown option: flagz\b/, { type: 18 }, { flagz: 1 }],
  [/^Unknown option: flags\b/, { type: 18 }, { flags: 'MSG_PEEK' }],
  ['Options must be an object, not 5: give { timeout: 5 }', { type: 18 }, 5],
  ['RTM_GETLINK needs a payload: ifinfomsg.encode()', { type: 18 }],
  ['RTM_NEWADDR needs a payload: ifaddrmsg.encode()', { type: 'RTM_NEWADDR' }],
  ['RTM_GETRULE needs a payload: rtmsg.encode()', { type: 'RTM_GETRULE', payload: Buffer.of() }],
  ['RTM_GETQDISC needs a payload: the header of its kind', { type: 'RTM_GETQDISC' }],
]

for (const [message, ...given] of REQUESTS) {
  test(`a request that is refused: ${message}`, { skip }, async () => {
    using socket = routeSocket()

    await assert.rejects(Promise.resolve(loose['request']?.(socket, ...given)), { message })
    assert.throws(() => loose['requestSync']?.(socket, ...given), { message })
    assert.throws(() => [...(loose['dumpSync']?.(socket, ...given) as [])], { message })
  })
}

const DUMPS: readonly [
  message: string,
  protocol: 'NETLINK_ROUTE' | 'NETLINK_SOCK_DIAG',
  type: string,
][] = [
  ['Cannot dump RTM_NEWADDR: use request', 'NETLINK_ROUTE', 'RTM_NEWADDR'],
  ['Cannot dump NLMSG_NOOP: use request', 'NETLINK_ROUTE', 'NLMSG_NOOP'],
  ['Cannot dump SOCK_DESTROY: use request', 'NETLINK_SOCK_DIAG', 'SOCK_DESTROY'],
]

for (const [message, protocol, type] of DUMPS) {
  test(`a dump that would never end is refused: ${message}`, { skip }, async () => {
    using socket = new Socket('AF_NETLINK', 'SOCK_RAW', protocol)
    const request = { type, payload: Buffer.alloc(64) }
    const limit = { timeout: PATIENCE }
    const dump = loose['dump']?.(socket, request, limit) as AsyncGenerator

    await assert.rejects(dump.next(), { name: 'TypeError', message })
    assert.throws(() => [...(loose['dumpSync']?.(socket, request, limit) as [])], { message })
  })
}

test('a payload of one byte, struct rtgenmsg, remains enough for a dump', { skip }, () => {
  using socket = routeSocket()

  const links = [...netlink.dumpSync(socket, { type: 'RTM_GETLINK', payload: Buffer.alloc(1) })]

  assert.ok(links.length > 0)
})

const LISTS: readonly [message: string | RegExp, encode: string, given: unknown][] = [
  ['Unknown part of a message: flagz; did you mean flags?', 'encodeMessages', [{ flagz: 1 }]],
  [/^Unknown part of a message: seq\b/, 'encodeMessages', [{ type: 1, seq: 1 }]],
  ['No flag MSG_PEEK', 'encodeMessages', [{ type: 1, flags: 'MSG_PEEK' }]],
  [
    'No type of messages NLM_DONE; did you mean NLMSG_DONE?',
    'encodeMessages',
    [{ type: 'NLM_DONE' }],
  ],
  ['Unknown part of an attribute: dat; did you mean data?', 'encodeAttributes', [{ dat: '' }]],
  [
    "type must be a number, not 'IFLA_MTU'; give constants.IFLA_MTU",
    'encodeAttributes',
    [{ type: 'IFLA_MTU', data: Buffer.of() }],
  ],
]

for (const [message, encode, given] of LISTS) {
  test(`a list that is refused: ${message}`, { skip }, () => {
    assert.throws(() => loose[encode]?.(given), { message })
  })
}

test('what reads an attribute needs a list of them', { skip }, () => {
  const readers = Object.keys(netlink).filter((name) => name.endsWith('Of'))

  assert.ok(readers.includes('tcpInfoOf') && readers.includes('attributeOf'), readers.join())
  for (const name of readers) {
    assert.throws(() => loose[name]?.(undefined, 2), {
      name: 'TypeError',
      message: 'Attributes must be an array, not undefined',
    })
  }
})

test('what reads an attribute needs the number of its type', { skip }, () => {
  const readers = Object.keys(netlink).filter((name) => name.endsWith('Of'))

  for (const name of readers) {
    assert.throws(() => loose[name]?.([], 'INET_DIAG_INFO'), {
      name: 'TypeError',
      message: "type must be a number, not 'INET_DIAG_INFO'; give constants.INET_DIAG_INFO",
    })
    assert.throws(() => loose[name]?.([], undefined), {
      name: 'TypeError',
      message: 'type must be a number, not undefined',
    })
  }
})

test('flags may be given by their names', { skip }, () => {
  using socket = routeSocket()
  const flags = ['NLM_F_CREATE', 'NLM_F_EXCL'] as const
  const payload = netlink.ifinfomsg.encode()

  const named = netlink.encodeMessages([{ type: 1, flags }])
  // Without NLM_F_DUMP the kernel would refuse to get a link that is not named.
  const links = netlink.requestSync(socket, { type: RTM_GETLINK, flags: 'NLM_F_DUMP', payload })
  const same = netlink.requestSync(socket, { type: RTM_GETLINK, flags: NLM_F_DUMP, payload })

  const [message] = netlink.decodeMessages(named)
  assert.equal(message?.flags, NLM_F_CREATE | NLM_F_EXCL)
  assert.ok(links.length > 0)
  assert.equal(links.length, same.length)
  // @ts-expect-error: not a flag of netlink
  assert.throws(() => netlink.encodeMessages([{ type: 1, flags: 'MSG_PEEK' }]), TypeError)
})

const HEADERS: readonly [message: string, header: string, given: unknown][] = [
  ['No family AF_INETT; did you mean AF_INET?', 'rtmsg', { family: 'AF_INETT' }],
  ['No family IPPROTO_TCP', 'unix_diag_req', { family: 'IPPROTO_TCP' }],
  [
    'No protocol IPPROTO_TPC; did you mean IPPROTO_TCP?',
    'inet_diag_req_v2',
    { protocol: 'IPPROTO_TPC' },
  ],
  ['No flag IFF_UPP; did you mean IFF_UP?', 'ifinfomsg', { flags: ['IFF_UPP'] }],
  [
    "states must be a number, not 'TCP_LISTEN'; give 1 << constants.TCP_LISTEN",
    'inet_diag_req_v2',
    { states: 'TCP_LISTEN' },
  ],
  [
    "states must be a number, not 'TCP_LISTEN'; give 1 << constants.TCP_LISTEN",
    'unix_diag_req',
    { states: 'TCP_LISTEN' },
  ],
  [
    "ext must be a number, not 'INET_DIAG_INFO'; give 1 << (constants.INET_DIAG_INFO - 1)",
    'inet_diag_req_v2',
    { ext: 'INET_DIAG_INFO' },
  ],
  [
    "table must be a number, not 'RT_TABLE_MAIN'; give constants.RT_TABLE_MAIN",
    'rtmsg',
    { table: 'RT_TABLE_MAIN' },
  ],
  ["table must be a number, not 'main'", 'rtmsg', { table: 'main' }],
  [
    'Unknown key of struct inet_diag_req_v2: sdiag_family; did you mean family?',
    'inet_diag_req_v2',
    { sdiag_family: 2 },
  ],
  ['Unknown key of struct rtmsg: rtm_dst_len; did you mean dst_len?', 'rtmsg', { rtm_dst_len: 8 }],
]

for (const [message, header, given] of HEADERS) {
  test(`a header that is refused: ${message}`, { skip }, () => {
    const payload = loose[header] as unknown as Loose

    assert.throws(() => payload['encode']?.(given), { name: 'TypeError', message })
  })
}

test('types, families and flags of interfaces may be given by their names', { skip }, () => {
  const { ifinfomsg, inet_diag_req_v2, encodeMessages } = netlink
  const { AF_BRIDGE, AF_INET6, IFF_UP, IPPROTO_TCP, SOCK_DIAG_BY_FAMILY } = constants

  assert.deepEqual(
    encodeMessages([{ type: 'SOCK_DIAG_BY_FAMILY' }]),
    encodeMessages([{ type: SOCK_DIAG_BY_FAMILY }]),
  )
  assert.deepEqual(
    ifinfomsg.encode({ family: 'AF_BRIDGE', flags: 'IFF_UP', change: ['IFF_UP'] }),
    ifinfomsg.encode({ family: AF_BRIDGE, flags: IFF_UP, change: IFF_UP }),
  )
  assert.deepEqual(
    inet_diag_req_v2.encode({ family: 'AF_INET6', protocol: 'IPPROTO_TCP', src: '::1' }),
    inet_diag_req_v2.encode({ family: AF_INET6, protocol: IPPROTO_TCP, src: '::1' }),
  )
})

test('a refused request is named as the protocol of its socket names it', { skip }, () => {
  using route = routeSocket()
  using diag = new Socket('AF_NETLINK', 'SOCK_RAW', 'NETLINK_SOCK_DIAG')
  const payload = netlink.inet_diag_req_v2.encode({ family: 'AF_INET' })

  assert.throws(
    () =>
      netlink.requestSync(route, {
        type: 'RTM_GETLINK',
        payload: netlink.ifinfomsg.encode({ index: 99_999 }),
      }),
    {
      message: /^netlink RTM_GETLINK ENODEV: /,
    },
  )
  assert.throws(() => netlink.requestSync(diag, { type: 'SOCK_DIAG_BY_FAMILY', payload }), {
    message: /^netlink SOCK_DIAG_BY_FAMILY E\w+: /,
  })
})
