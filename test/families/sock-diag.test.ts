import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { constants, listenSync, type Options, Socket } from '../../src/index.ts'
import {
  dump,
  dumpSync,
  inet_diag_msg,
  inet_diag_req_v2,
  type InetDiagRequest,
  memoryInfoOf,
  type Message,
  NetlinkError,
  requestSync,
  tcpInfoOf,
  textOf,
  u32Of,
  unix_diag_msg,
  unix_diag_req,
} from '../../src/netlink.ts'
import { folderOf } from '../support/folder.ts'
import { closing, everyKind } from '../support/kinds.ts'
import { noNetlink } from '../support/netlink.ts'

const { AF_UNIX, INET_DIAG_CONG, INET_DIAG_INFO, INET_DIAG_SKMEMINFO, IPPROTO_TCP } = constants
const { TCP_ESTABLISHED, TCP_LISTEN, UDIAG_SHOW_NAME, UNIX_DIAG_NAME } = constants
const type = constants.SOCK_DIAG_BY_FAMILY

/** What does not change while nothing is sent. */
const STABLE = ['state', 'options', 'rtt', 'snd_mss', 'advmss', 'pmtu', 'bytes_received'] as const

const dumps = [
  {
    name: 'awaited',
    all: async (socket: Socket, payload: Uint8Array) => {
      const answers: Message[] = []
      for await (const answer of dump(socket, { type, payload })) answers.push(answer)
      return answers
    },
  },
  {
    name: 'blocking',
    all: (socket: Socket, payload: Uint8Array) =>
      Promise.resolve([...dumpSync(socket, { type, payload })]),
  },
]

const tcp = everyKind.filter(({ name }) => name.startsWith('TCP'))
const noUnix = noNetlink || lacking(() => unix_diag_req.encode({ family: AF_UNIX }))

for (const kind of tcp) {
  const family = constants[kind.family]
  const skip = kind.skip || noNetlink || lacking(() => tcpRequest({ family }))

  for (const { name, all } of dumps) {
    test(`a dump has a connection, with what its options say: ${kind.name}, ${name}`, {
      skip,
    }, async (t) => {
      const [client, server] = kind.pair(t)
      const [near, far] = [inetAddress(server.localAddress), inetAddress(client.localAddress)]
      client.sendSync('unread')
      await server.recv(1, { flags: 'MSG_PEEK' })
      using socket = diagSocket()
      const ext = bits(INET_DIAG_INFO, INET_DIAG_CONG, INET_DIAG_SKMEMINFO)

      const answers = await all(socket, tcpRequest({ family, ext, states: 1 << TCP_ESTABLISHED }))

      const found = answers.map(({ payload }) => inet_diag_msg.decode(payload))
      assert.ok(found.every(({ state }) => state === TCP_ESTABLISHED))
      const own = found.find(({ sport, dport }) => sport === near.port && dport === far.port)
      assert.ok(own)
      const { src, dst, rqueue, cookie, attributes } = own
      assert.deepEqual([own.family, src, dst], [family, near.address, far.address])
      assert.deepEqual([rqueue, cookie], [6, server.getOption('SO_COOKIE')])
      assert.deepEqual(
        stable(tcpInfoOf(attributes, INET_DIAG_INFO)),
        stable(server.getOption('TCP_INFO')),
      )
      assert.deepEqual(
        memoryInfoOf(attributes, INET_DIAG_SKMEMINFO),
        server.getOption('SO_MEMINFO'),
      )
      assert.equal(textOf(attributes, INET_DIAG_CONG), server.getOption('TCP_CONGESTION'))
    })
  }

  test(`a connection is found by its addresses, if it has the cookie: ${kind.name}`, {
    skip,
  }, (t) => {
    const [client] = kind.pair(t)
    const [{ address: src, port: sport }, { address: dst, port: dport }] = [
      inetAddress(client.localAddress),
      inetAddress(client.remoteAddress),
    ]
    const which = { family, src, sport, dst, dport }
    const cookie = client.getOption('SO_COOKIE')
    using socket = diagSocket()

    const any = requestSync(socket, { type, payload: tcpRequest(which) })
    const own = requestSync(socket, { type, payload: tcpRequest({ ...which, cookie }) })

    for (const [message] of [any, own]) {
      assert.equal(message && inet_diag_msg.decode(message.payload).cookie, cookie)
    }
    const other = { type, payload: tcpRequest({ ...which, cookie: cookie + 1n }) }
    assert.throws(() => requestSync(socket, other), { code: 'ENOENT' })
  })
}

for (const { name, all } of dumps) {
  test(`a dump has a Unix socket with its path: ${name}`, { skip: noUnix }, async (t) => {
    const path = join(folderOf(t), 'socket')
    const [listener] = closing(t, [listenSync({ path })])
    using socket = diagSocket()
    const payload = unix_diag_req.encode({ family: AF_UNIX, show: UDIAG_SHOW_NAME })

    const answers = await all(socket, payload)

    const found = answers.map((answer) => unix_diag_msg.decode(answer.payload))
    const own = found.find(({ attributes }) => textOf(attributes, UNIX_DIAG_NAME) === path)
    assert.ok(own)
    assert.deepEqual(
      [own.family, own.type, own.state],
      [AF_UNIX, constants.SOCK_STREAM, TCP_LISTEN],
    )
    assert.equal(own.cookie, listener.getOption('SO_COOKIE'))
  })
}

test('of a pair of Unix sockets, each names the inode of the other', { skip: noUnix }, (t) => {
  const pair = closing(t, Socket.pair('AF_UNIX'))
  using socket = diagSocket()

  const [one, other] = pair.map((end) => {
    const cookie = end.getOption('SO_COOKIE')
    const show = constants.UDIAG_SHOW_PEER
    const payload = unix_diag_req.encode({ family: AF_UNIX, show })
    const all = [...dumpSync(socket, { type, payload })]
    return all
      .map((answer) => unix_diag_msg.decode(answer.payload))
      .find((m) => m.cookie === cookie)
  })

  assert.ok(one && other)
  const peers = [one, other].map(({ attributes }) => u32Of(attributes, constants.UNIX_DIAG_PEER))
  assert.deepEqual(peers, [other.ino, one.ino])
})

test('an address of another family is refused', {
  skip: noNetlink,
}, () => {
  const family = constants.AF_INET6

  assert.throws(() => tcpRequest({ family, src: '127.0.0.1' }), /^TypeError: src must be/)
})

function diagSocket(): Socket {
  return new Socket('AF_NETLINK', 'SOCK_RAW', 'NETLINK_SOCK_DIAG')
}

function tcpRequest(fields: Partial<InetDiagRequest>): Uint8Array {
  return inet_diag_req_v2.encode({ protocol: IPPROTO_TCP, ...fields })
}

/** Why the kernel has no such sockets for us; false if it does. */
function lacking(makePayload: () => Uint8Array): string | false {
  using socket = diagSocket()
  try {
    for (const message of dumpSync(socket, { type, payload: makePayload() })) assert.ok(message)
    return false
  } catch (error) {
    if (error instanceof NetlinkError && error.code === 'ENOENT') return 'needs sock_diag'
    throw error
  }
}

function bits(...attributes: number[]): number {
  return attributes.reduce((sum, attribute) => sum | (1 << (attribute - 1)), 0)
}

function stable(info: Options['TCP_INFO'] | undefined): unknown {
  return info && STABLE.map((field) => info[field])
}

function inetAddress(address: Socket['remoteAddress']): { address: string; port: number } {
  assert.ok('port' in address && 'address' in address)
  return address
}
