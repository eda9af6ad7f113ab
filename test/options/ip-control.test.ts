import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { constants, type ControlToSend, type SettableOption, Socket } from '../../src/index.ts'
import { cannotUnshare, inChild } from '../support/child.ts'
import { datagrams, nameOf } from '../support/kinds.ts'
import { type Form, forms } from '../support/forms.ts'
import { PATIENCE } from '../support/patience.ts'

const LINUX = process.platform !== 'linux' && 'needs Linux'
const SOON = { control: true, timeout: PATIENCE }
const four = datagrams.filter(({ family }) => family === 'AF_INET')
const six = datagrams.filter(({ family }) => family === 'AF_INET6')

/** Why extension headers cannot be sent here; false if they can. */
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

/**
 * The control messages received with a datagram sent with `control`, if the receiver enables `ask`.
 */
async function roundTrip(
  form: Form,
  [one, other]: [Socket, Socket],
  ask: SettableOption,
  control: ControlToSend = {},
) {
  other.setOption(ask, true as never)
  await form.call(one, 'sendMessage', { data: 'x', control })
  const { control: came, data } = await form.call(other, 'recvMessage', SOON)
  assert.equal(String(data), 'x')
  return came
}

for (const kind of [...four, ...six]) {
  for (const form of forms) {
    test(`the address that the sender used arrives with a datagram: ${kind.name}, ${form.name}`, {
      skip: kind.skip || LINUX,
    }, async (t) => {
      const pair = kind.pair(t)
      const v6 = kind.family === 'AF_INET6'

      const came = await roundTrip(form, pair, v6 ? 'IPV6_RECVORIGDSTADDR' : 'IP_RECVORIGDSTADDR')

      assert.deepEqual(v6 ? came.IPV6_ORIGDSTADDR : came.IP_ORIGDSTADDR, nameOf(pair[1]))
    })
  }
}

for (const kind of four) {
  for (const form of forms) {
    const on = `${kind.name}, ${form.name}`

    test(`the IP options of a packet arrive with it, and so do those for an answer: ${on}`, {
      skip: kind.skip || LINUX,
    }, async (t) => {
      const pair = kind.pair(t)
      const { IPOPT_EOL, IPOPT_NOP, IPOPT_RR } = constants
      const room = [0, 0, 0, 0]
      const record = [IPOPT_RR, 7, 4, ...room, IPOPT_EOL]
      const recorded = [IPOPT_RR, 7, 8, 127, 0, 0, 1, IPOPT_EOL]
      pair[0].setOption('IP_OPTIONS', new Uint8Array(record))
      pair[1].setOption('IP_RETOPTS', true)

      const came = await roundTrip(form, pair, 'IP_RECVOPTS')

      assert.deepEqual([...(came.IP_RECVOPTS ?? [])], recorded)
      assert.equal(came.IP_RETOPTS?.[0], IPOPT_RR)
      const sent = { IP_RETOPTS: new Uint8Array([IPOPT_NOP, IPOPT_NOP, IPOPT_NOP, IPOPT_EOL]) }
      const next = await roundTrip(form, pair, 'IP_RECVOPTS', sent)
      assert.deepEqual(next.IP_RECVOPTS, sent.IP_RETOPTS)
    })
  }
}

for (const kind of six) {
  for (const form of forms) {
    const on = `${kind.name}, ${form.name}`

    test(`traffic class and flow label are sent and received as one number: ${on}`, {
      skip: kind.skip || LINUX,
    }, async (t) => {
      const pair = kind.pair(t)

      const both = { IPV6_FLOWINFO: 0xa_bcde, IPV6_TCLASS: 0xb8 }

      const came = await roundTrip(form, pair, 'IPV6_FLOWINFO', both)

      assert.equal(came.IPV6_FLOWINFO, 0xb8a_bcde)
      await assert.rejects(
        roundTrip(form, pair, 'IPV6_FLOWINFO', { IPV6_FLOWINFO: 2 ** 28 }),
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
      test(`${name} is sent and received with a datagram: ${on}`, {
        skip: kind.skip || LINUX || cannotExtend,
      }, async (t) => {
        const pair = kind.pair(t)

        const came = await roundTrip(form, pair, ask, { [name]: padding })

        assert.deepEqual(came[name], padding) // 17 is UDP, the next header
      })
    }

    for (const [name, value] of [
      ['IPV6_2292HOPLIMIT', 9],
      ['IPV6_2292PKTINFO', { interfaceIndex: 1, address: '::1' }],
    ] as const) {
      test(`${name} is sent and received with a datagram: ${on}`, {
        skip: kind.skip || LINUX,
      }, async (t) => {
        const pair = kind.pair(t)

        const came = await roundTrip(form, pair, name, { [name]: value })

        assert.deepEqual(came[name], value)
      })
    }

    test(`a datagram larger than the path MTU is refused, and the MTU is reported: ${on}`, {
      skip: kind.skip || LINUX,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      one.setOption('IPV6_RECVPATHMTU', true)
      const mtu = one.getOption('IPV6_PATHMTU').mtu
      const data = new Uint8Array(65_527)
      const control = { IPV6_DONTFRAG: true }
      assert.ok(mtu < data.length + 48)

      await assert.rejects(form.call(one, 'sendMessage', { data, control }), { code: 'EMSGSIZE' })
      const told = await form.call(one, 'recvMessage', SOON)

      assert.equal(told.data.length, 0)
      assert.equal(told.control.IPV6_PATHMTU?.mtu, mtu)
      assert.equal(told.control.IPV6_PATHMTU.address.address, '::1')
      await form.call(one, 'sendMessage', { data, control: { IPV6_DONTFRAG: false } })
      assert.equal((await form.call(other, 'recvMessage', SOON)).length, data.length)
    })
  }
}

const cut = 'ip link set lo mtu 1500'

test('the size of the largest fragment is received with a datagram that arrived in fragments', {
  skip: cannotUnshare,
}, async () => {
  const { result, errors } = await inChild(
    ({ Socket, PATIENCE }) =>
      (['AF_INET', 'AF_INET6'] as const).map((family) => {
        const [one, other] = [new Socket(family, 'SOCK_DGRAM'), new Socket(family, 'SOCK_DGRAM')]
        other.bind(family === 'AF_INET' ? '127.0.0.1:0' : '[::1]:0')
        one.connectSync(other.localAddress)
        other.setOption(family === 'AF_INET' ? 'IP_RECVFRAGSIZE' : 'IPV6_RECVFRAGSIZE', true)
        return [4000, 1000].map((size) => {
          one.sendSync(new Uint8Array(size))
          const { control } = other.recvMessageSync({ control: true, timeout: PATIENCE })
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

test('the checksum of a datagram is received with it if the kernel had to compute it', {
  skip: cannotUnshare,
}, async () => {
  const { result, errors } = await inChild(
    ({ Socket, PATIENCE }) => {
      const [one, other] = [
        new Socket('AF_INET', 'SOCK_DGRAM'),
        new Socket('AF_INET', 'SOCK_DGRAM'),
      ]
      other.bind('127.0.0.1:0')
      one.connectSync(other.localAddress)
      other.setOption('IP_CHECKSUM', true)
      one.sendSync(new Uint8Array(4000).fill(7)) // fragments are sent with a completed checksum
      const { control } = other.recvMessageSync({ size: 10, control: true, timeout: PATIENCE })
      return control.IP_CHECKSUM
    },
    { network: cut },
  )

  assert.equal((result ?? 0) % 0xffff, (2000 * 0x0707) % 0xffff, errors)
})

/** Why packets with a routing header are not accepted here; false if they are. */
const cannotRoute =
  cannotUnshare ||
  (!existsSync('/proc/sys/net/ipv6/conf/lo/seg6_enabled') && 'needs segment routing in the kernel')

test('the routing header of a packet is received with it', { skip: cannotRoute }, async () => {
  const { result, errors } = await inChild(
    ({ Socket, PATIENCE }) => {
      const [one, other] = [
        new Socket('AF_INET6', 'SOCK_DGRAM'),
        new Socket('AF_INET6', 'SOCK_DGRAM'),
      ]
      other.bind('[::1]:0')
      other.setOption('IPV6_RECVRTHDR', true)
      const segments = new Uint8Array(24) // type 4 with one segment, ::1, which is also the last
      segments.set([0, 2, 4, 0])
      segments[23] = 1
      one.setOption('IPV6_RTHDR', segments)
      one.sendToSync('x', other.localAddress)
      const { control } = other.recvMessageSync({ control: true, timeout: PATIENCE })
      return [
        [...one.getOption('IPV6_RTHDR')],
        [...(control.IPV6_RTHDR ?? [])].slice(1), // the first byte is the next header: UDP
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
