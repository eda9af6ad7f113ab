import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { Socket } from '../../src/index.ts'
import { cannotUnshare, inChild } from '../support/child.ts'
import { portOf } from '../support/kinds.ts'

const LINUX = process.platform !== 'linux' && 'needs Linux'

test('IPV6_PKTINFO as an option is the interface of everything sent', {
  skip: cannotUnshare,
}, async () => {
  const { result, errors } = await inChild(
    ({ Socket, interfaces, PATIENCE }) => {
      const group = 'ff02::1234'
      const [one, other] = [
        new Socket('AF_INET6', 'SOCK_DGRAM'),
        new Socket('AF_INET6', 'SOCK_DGRAM'),
      ]
      other.bind('[::]:0')
      other.setOption('IPV6_RECVPKTINFO', true)
      const { port } = other.localAddress
      return ['left', 'right'].map((name) => {
        other.setOption('IPV6_JOIN_GROUP', { group, interfaceIndex: name })
        one.setOption('IPV6_PKTINFO', { address: '::', interfaceIndex: name })
        one.sendToSync('x', { address: group, port })
        const { control } = other.recvMessageSync({ control: true, timeout: PATIENCE })
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

test('a flow label belongs to the socket that requested it, and is sent with its packets', {
  skip: cannotUnshare,
}, async () => {
  const { result, errors } = await inChild(
    ({ Socket, constants, PATIENCE }) => {
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
      const { port } = other.localAddress
      one.connectSync({ address: '::1', port, flowInfo: label })
      const known = one.getOption('IPV6_FLOWLABEL_MGR', {})
      one.sendSync('x')
      const { control } = other.recvMessageSync({ control: true, timeout: PATIENCE })
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

test('an anycast address is answered for until it is left, or the socket is closed', {
  skip: cannotUnshare,
}, async () => {
  const { result, errors } = await inChild(
    async ({ Socket }) => {
      const { readFileSync } = await import('node:fs')
      const known = () =>
        readFileSync('/proc/net/anycast6', 'utf8').includes('20010db8000000000000')
      const socket = new Socket('AF_INET6', 'SOCK_DGRAM')
      const anycast = { group: '2001:db8::', interfaceIndex: 'sink' }
      const seen = [known()]
      socket.setOption('IPV6_JOIN_ANYCAST', anycast)
      seen.push(known())
      socket.setOption('IPV6_LEAVE_ANYCAST', anycast)
      seen.push(known())
      socket.setOption('IPV6_JOIN_ANYCAST', anycast)
      seen.push(known())
      socket.close()
      seen.push(known())
      return seen
    },
    {
      network: `
        ip link add sink type veth peer name drain
        ip link set sink up
        ip link set drain up
        ip -6 address add 2001:db8::5/64 dev sink nodad`,
    },
  )

  assert.deepEqual(result, [false, true, false, true, false], errors)
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

/** Why connections cannot be redirected here; false if they can. */
const cannotRedirect =
  cannotUnshare ||
  (spawnSync('unshare', ['--net', 'iptables', '-t', 'nat', '-L']).status !== 0 &&
    'needs iptables with NAT')

test('SO_ORIGINAL_DST returns the destination of a connection before NAT', {
  skip: cannotRedirect,
}, async () => {
  const { result, errors } = await inChild(
    ({ Socket, PATIENCE }) =>
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
        client.connectSync(there, { timeout: PATIENCE })
        const connection = listener.acceptSync({ timeout: PATIENCE })
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
