import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { constants, type ControlToSend, type SettableOption, Socket } from '../src/index.ts'
import { cannotUnshare, inChild } from './support/child.ts'
import { datagrams, nameOf, portOf } from './support/kinds.ts'
import { type Twin, twins } from './support/twins.ts'

const LINUX = process.platform !== 'linux' && 'needs Linux'
const SOON = { control: true, timeout: 5000 }
const four = datagrams.filter(({ family }) => family === 'AF_INET')
const six = datagrams.filter(({ family }) => family === 'AF_INET6')

/** Why extension headers can't be sent here; false when they can. */
const cannotExtend = whyNotExtend()

function whyNotExtend(): string | false {
  try {
    using socket = new Socket('AF_INET6', 'SOCK_DGRAM')
    socket.setOption('IPV6_HOPOPTS', new Uint8Array([0, 0, 1, 4, 0, 0, 0, 0]))
    return false
  } catch (error) {
    return `needs CAP_NET_RAW and IPv6: ${String(error)}`
  }
}

/** What comes with a datagram that is sent with `control` to a socket that asks for `ask`. */
async function roundTrip(
  twin: Twin,
  [one, other]: [Socket, Socket],
  ask: SettableOption,
  control: ControlToSend = {},
) {
  other.setOption(ask, true as never)
  await twin.call(one, 'sendMessage', { data: 'x', control })
  const { control: came, data } = await twin.call(other, 'recvMessage', SOON)
  assert.equal(String(data), 'x')
  return came
}

for (const kind of [...four, ...six]) {
  for (const twin of twins) {
    test(`the address that the sender wrote comes with a datagram: ${kind.name}, ${twin.name}`, {
      skip: kind.skip || LINUX,
    }, async (t) => {
      const pair = kind.pair(t)
      const v6 = kind.family === 'AF_INET6'

      const came = await roundTrip(twin, pair, v6 ? 'IPV6_RECVORIGDSTADDR' : 'IP_RECVORIGDSTADDR')

      assert.deepEqual(v6 ? came.IPV6_ORIGDSTADDR : came.IP_ORIGDSTADDR, nameOf(pair[1]))
    })
  }
}

for (const kind of four) {
  for (const twin of twins) {
    const on = `${kind.name}, ${twin.name}`

    test(`the IP options of a packet come with it, and so do those for an answer: ${on}`, {
      skip: kind.skip || LINUX,
    }, async (t) => {
      const pair = kind.pair(t)
      const { IPOPT_EOL, IPOPT_NOP, IPOPT_RR } = constants
      const room = [0, 0, 0, 0]
      const record = [IPOPT_RR, 7, 4, ...room, IPOPT_EOL]
      const recorded = [IPOPT_RR, 7, 8, 127, 0, 0, 1, IPOPT_EOL]
      pair[0].setOption('IP_OPTIONS', new Uint8Array(record))
      pair[1].setOption('IP_RETOPTS', true)

      const came = await roundTrip(twin, pair, 'IP_RECVOPTS')

      assert.deepEqual([...(came.IP_RECVOPTS ?? [])], recorded)
      assert.equal(came.IP_RETOPTS?.[0], IPOPT_RR)
      const sent = { IP_RETOPTS: new Uint8Array([IPOPT_NOP, IPOPT_NOP, IPOPT_NOP, IPOPT_EOL]) }
      const next = await roundTrip(twin, pair, 'IP_RECVOPTS', sent)
      assert.deepEqual(next.IP_RECVOPTS, sent.IP_RETOPTS)
    })
  }
}

for (const kind of six) {
  for (const twin of twins) {
    const on = `${kind.name}, ${twin.name}`

    test(`traffic class and flow label are sent and come as one number: ${on}`, {
      skip: kind.skip || LINUX,
    }, async (t) => {
      const pair = kind.pair(t)

      const both = { IPV6_FLOWINFO: 0xa_bcde, IPV6_TCLASS: 0xb8 }

      const came = await roundTrip(twin, pair, 'IPV6_FLOWINFO', both)

      assert.equal(came.IPV6_FLOWINFO, 0xb8a_bcde)
      await assert.rejects(
        roundTrip(twin, pair, 'IPV6_FLOWINFO', { IPV6_FLOWINFO: 2 ** 28 }),
        RangeError,
      )
    })

    const padding = new Uint8Array([17, 0, 1, 4, 0, 0, 0, 0])
    for (const [name, ask] of [
      ['IPV6_HOPOPTS', 'IPV6_RECVHOPOPTS'],
      ['IPV6_DSTOPTS', 'IPV6_RECVDSTOPTS'],
      ['IPV6_2292HOPOPTS', 'IPV6_2292HOPOPTS'],
      ['IPV6_2292DSTOPTS', 'IPV6_2292DSTOPTS'],
    ] as const) {
      test(`${name} is sent with a datagram and comes with it: ${on}`, {
        skip: kind.skip || LINUX || cannotExtend,
      }, async (t) => {
        const pair = kind.pair(t)

        const came = await roundTrip(twin, pair, ask, { [name]: padding })

        assert.deepEqual(came[name], padding) // 17 is UDP, which follows
      })
    }

    for (const [name, value] of [
      ['IPV6_2292HOPLIMIT', 9],
      ['IPV6_2292PKTINFO', { interfaceIndex: 1, address: '::1' }],
    ] as const) {
      test(`${name} is sent with a datagram and comes with it: ${on}`, {
        skip: kind.skip || LINUX,
      }, async (t) => {
        const pair = kind.pair(t)

        const came = await roundTrip(twin, pair, name, { [name]: value })

        assert.deepEqual(came[name], value)
      })
    }

    test(`what does not fit the path is refused, and the path told: ${on}`, {
      skip: kind.skip || LINUX,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      one.setOption('IPV6_RECVPATHMTU', true)
      const mtu = one.getOption('IPV6_PATHMTU').mtu
      const data = new Uint8Array(65_527)
      const control = { IPV6_DONTFRAG: true }
      assert.ok(mtu < data.length + 48)

      await assert.rejects(twin.call(one, 'sendMessage', { data, control }), { code: 'EMSGSIZE' })
      const told = await twin.call(one, 'recvMessage', SOON)

      assert.equal(told.data.length, 0)
      assert.equal(told.control.IPV6_PATHMTU?.mtu, mtu)
      assert.equal(told.control.IPV6_PATHMTU.address.address, '::1')
      await twin.call(one, 'sendMessage', { data, control: { IPV6_DONTFRAG: false } })
      assert.equal((await twin.call(other, 'recvMessage', SOON)).length, data.length)
    })
  }
}

const cut = 'ip link set lo mtu 1500'

test('the size of the largest fragment comes with what came in fragments', {
  skip: cannotUnshare,
}, async () => {
  const { result, errors } = await inChild(
    ({ Socket }) =>
      (['AF_INET', 'AF_INET6'] as const).map((family) => {
        const [one, other] = [new Socket(family, 'SOCK_DGRAM'), new Socket(family, 'SOCK_DGRAM')]
        other.bind(family === 'AF_INET' ? '127.0.0.1:0' : '[::1]:0')
        one.connectSync(other.localAddress)
        other.setOption(family === 'AF_INET' ? 'IP_RECVFRAGSIZE' : 'IPV6_RECVFRAGSIZE', true)
        return [4000, 1000].map((size) => {
          one.sendSync(new Uint8Array(size))
          const { control } = other.recvMessageSync({ control: true, timeout: 5000 })
          return control.IP_RECVFRAGSIZE ?? control.IPV6_RECVFRAGSIZE ?? null
        })
      }),
    { network: cut },
  )

  assert.deepEqual(
    result,
    [
      [1500, null],
      [1496, null],
    ],
    errors,
  )
})

test('the checksum of a datagram comes with it where the kernel had to sum it', {
  skip: cannotUnshare,
}, async () => {
  const { result, errors } = await inChild(
    ({ Socket }) => {
      const [one, other] = [
        new Socket('AF_INET', 'SOCK_DGRAM'),
        new Socket('AF_INET', 'SOCK_DGRAM'),
      ]
      other.bind('127.0.0.1:0')
      one.connectSync(other.localAddress)
      other.setOption('IP_CHECKSUM', true)
      one.sendSync(new Uint8Array(4000).fill(7)) // fragments are sent with a finished checksum
      const { control } = other.recvMessageSync({ size: 10, control: true, timeout: 5000 })
      return control.IP_CHECKSUM
    },
    { network: cut },
  )

  assert.equal((result ?? 0) % 0xffff, (2000 * 0x0707) % 0xffff, errors)
})

test('IPV6_PKTINFO as an option is the interface of all that is sent', {
  skip: cannotUnshare,
}, async () => {
  const { result, errors } = await inChild(
    ({ Socket, interfaces }) => {
      const group = 'ff02::1234'
      const [one, other] = [
        new Socket('AF_INET6', 'SOCK_DGRAM'),
        new Socket('AF_INET6', 'SOCK_DGRAM'),
      ]
      other.bind('[::]:0')
      other.setOption('IPV6_RECVPKTINFO', true)
      const { port } = other.localAddress as { port: number }
      return ['left', 'right'].map((name) => {
        other.setOption('IPV6_JOIN_GROUP', { group, interfaceIndex: name })
        one.setOption('IPV6_PKTINFO', { address: '::', interfaceIndex: name })
        one.sendToSync('x', { address: group, port })
        const { control } = other.recvMessageSync({ control: true, timeout: 5000 })
        const index = control.IPV6_PKTINFO?.interfaceIndex
        return interfaces().find((one) => one.index === index)?.name
      })
    },
    {
      network: `
        ip link add left type veth peer name farleft
        ip link add right type veth peer name farright
        ip -6 address add fd00::5/64 dev left nodad
        ip -6 address add fd01::5/64 dev right nodad
        for link in left farleft right farright; do ip link set $link up; done`,
    },
  )

  assert.deepEqual(result, ['left', 'right'], errors)
})

/** Why packets with a routing header are not taken here; false when they are. */
const cannotRoute =
  cannotUnshare ||
  (!existsSync('/proc/sys/net/ipv6/conf/lo/seg6_enabled') && 'needs segment routing in the kernel')

test('the routing header of a packet comes with it', { skip: cannotRoute }, async () => {
  const { result, errors } = await inChild(
    ({ Socket }) => {
      const [one, other] = [
        new Socket('AF_INET6', 'SOCK_DGRAM'),
        new Socket('AF_INET6', 'SOCK_DGRAM'),
      ]
      other.bind('[::1]:0')
      other.setOption('IPV6_RECVRTHDR', true)
      const segments = new Uint8Array(24) // type 4 with one segment, ::1, which is the last
      segments.set([0, 2, 4, 0])
      segments[23] = 1
      one.setOption('IPV6_RTHDR', segments)
      one.sendToSync('x', other.localAddress)
      const { control } = other.recvMessageSync({ control: true, timeout: 5000 })
      return [
        [...one.getOption('IPV6_RTHDR')],
        [...(control.IPV6_RTHDR ?? [])].slice(1), // the first byte says that UDP follows
        [...segments],
      ]
    },
    {
      network: `
        echo 1 > /proc/sys/net/ipv6/conf/all/seg6_enabled
        echo 1 > /proc/sys/net/ipv6/conf/lo/seg6_enabled`,
    },
  )

  const [set, came, segments] = result ?? []
  assert.deepEqual(set, segments, errors)
  assert.deepEqual(came, segments?.slice(1), errors)
})

test('a flow label belongs to who took it, and travels with what is sent', {
  skip: cannotUnshare,
}, async () => {
  const { result, errors } = await inChild(
    ({ Socket, constants }) => {
      const { IPV6_FL_A_GET, IPV6_FL_A_PUT, IPV6_FL_F_CREATE, IPV6_FL_F_EXCL } = constants
      const [one, other, thief] = [
        new Socket('AF_INET6', 'SOCK_DGRAM'),
        new Socket('AF_INET6', 'SOCK_DGRAM'),
        new Socket('AF_INET6', 'SOCK_DGRAM'),
      ]
      const codes: string[] = []
      const failing = (call: () => unknown) => {
        try {
          call()
          codes.push('')
        } catch (error) {
          codes.push((error as { code: string }).code)
        }
      }
      const label = 0xa_bcde
      const share = constants.IPV6_FL_S_EXCL
      const take = { action: IPV6_FL_A_GET, label, dst: '::1', share, flags: IPV6_FL_F_CREATE }
      other.bind('[::1]:0')
      other.setOption('IPV6_FLOWINFO', true)
      one.setOption('IPV6_FLOWLABEL_MGR', take)
      failing(() => one.getOption('IPV6_FLOWLABEL_MGR', {}))
      failing(() => {
        thief.setOption('IPV6_FLOWLABEL_MGR', { ...take, flags: take.flags + IPV6_FL_F_EXCL })
      })
      one.setOption('IPV6_FLOWINFO_SEND', true)
      const { port } = other.localAddress as { port: number }
      one.connectSync({ address: '::1', port, flowInfo: label })
      const known = one.getOption('IPV6_FLOWLABEL_MGR', {})
      one.sendSync('x')
      const { control } = other.recvMessageSync({ control: true, timeout: 5000 })
      one.setOption('IPV6_FLOWLABEL_MGR', { action: IPV6_FL_A_PUT, label })
      failing(() => one.getOption('IPV6_FLOWLABEL_MGR', {}))
      const asked = new Uint8Array(32)
      asked.set([1, 0, 0, 0, 0, 0, 255, 1, 0], 15)
      one.setOption('IPPROTO_IPV6', 'IPV6_FLOWLABEL_MGR', asked)
      const chosen = new DataView(asked.buffer).getUint32(16)
      return { codes, known, flowInfo: control.IPV6_FLOWINFO, chosen }
    },
    { network: '' },
  )

  const { codes, known, flowInfo, chosen = 0 } = result ?? {}
  assert.deepEqual(codes, ['ENOENT', 'EEXIST', 'ENOENT'], errors)
  assert.deepEqual([known?.label, known?.dst, known?.share], [0xa_bcde, '::1', 1])
  assert.equal(flowInfo, 0xa_bcde)
  assert.ok(chosen > 0 && chosen < 2 ** 20)
})

test('IP_LOCAL_PORT_RANGE is where the kernel chooses ports', { skip: LINUX }, (t) => {
  using socket = new Socket('AF_INET', 'SOCK_DGRAM')
  const range = { lowest: 40_000, highest: 40_999 }
  try {
    socket.setOption('IP_LOCAL_PORT_RANGE', range)
  } catch {
    t.skip('needs Linux 6.3')
    return
  }

  socket.bind('127.0.0.1:0')

  assert.ok(portOf(socket) >= range.lowest && portOf(socket) <= range.highest)
  assert.throws(
    () => {
      socket.setOption('IP_LOCAL_PORT_RANGE', { lowest: 2, highest: 1 })
    },
    { code: 'EINVAL' },
  )
  assert.throws(() => {
    socket.setOption('IP_LOCAL_PORT_RANGE', { lowest: 0, highest: 65_536 })
  }, RangeError)
})

/** Why nothing can be redirected here; false when it can. */
const cannotRedirect =
  cannotUnshare ||
  (spawnSync('unshare', ['--net', 'iptables', '-t', 'nat', '-L']).status !== 0 &&
    'needs iptables with NAT')

test('SO_ORIGINAL_DST tells where a connection went before NAT turned it', {
  skip: cannotRedirect,
}, async () => {
  const { result, errors } = await inChild(
    ({ Socket }) =>
      (
        [
          ['AF_INET', '0.0.0.0:8080', '127.0.0.9:80', 'SO_ORIGINAL_DST'],
          ['AF_INET6', '[::]:8080', '[::1]:80', 'IP6T_SO_ORIGINAL_DST'],
        ] as const
      ).map(([family, here, there, name]) => {
        const listener = new Socket(family)
        listener.setOption('SO_REUSEADDR', true)
        listener.bind(here)
        listener.listen(1)
        const client = new Socket(family)
        client.connectSync(there, { timeout: 5000 })
        const connection = listener.acceptSync({ timeout: 5000 })
        const original = connection.getOption(name)
        for (const socket of [connection, client, listener]) socket.close()
        return original
      }),
    {
      network: ['iptables', 'ip6tables']
        .map((tool) => `${tool} -t nat -A OUTPUT -p tcp --dport 80 -j REDIRECT --to-ports 8080`)
        .join('\n'),
    },
  )

  assert.deepEqual(
    result,
    [
      { family: 'AF_INET', address: '127.0.0.9', port: 80 },
      { family: 'AF_INET6', address: '::1', port: 80 },
    ],
    errors,
  )
})
