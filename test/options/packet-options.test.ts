import assert from 'node:assert/strict'
import { test } from 'node:test'
import { constants, Socket } from '../../src/index.ts'
import { cannotUnshare, inChild } from '../support/child.ts'
import { ETHERNET, IP_AND_UDP, noPackets } from '../support/packets.ts'

/** Each case has its own network, so nobody else uses its lo. */
const network = ''
const skip = cannotUnshare

test('a group of sockets shares what arrives, in turn or as a program decides', {
  skip,
}, async () => {
  const { result, errors } = await inChild(
    ({ Socket, constants, PATIENCE }) => {
      const lo = { family: 'AF_PACKET', interfaceIndex: 'lo' } as const
      const { PACKET_FANOUT_CBPF, PACKET_FANOUT_FLAG_DEFRAG, PACKET_FANOUT_LB } = constants
      const receiver = new Socket('AF_INET', 'SOCK_DGRAM')
      receiver.bind('127.0.0.1:0')
      const group = (id: number, mode: number, flags: number) =>
        [0, 1].map(() => {
          const socket = new Socket('AF_PACKET', 'SOCK_DGRAM', 'ETH_P_IP')
          socket.bind(lo)
          socket.setOption('PACKET_FANOUT', { id, mode, flags })
          return socket
        })
      const turns = group(1, PACKET_FANOUT_LB, PACKET_FANOUT_FLAG_DEFRAG)
      const chosen = group(2, PACKET_FANOUT_CBPF, 0)
      const BPF_RET = 6
      chosen[0]?.setOption('PACKET_FANOUT_DATA', [{ code: BPF_RET, jt: 0, jf: 0, k: 1 }])
      const sender = new Socket('AF_INET', 'SOCK_DGRAM')

      for (let i = 0; i < 4; i++) sender.sendToSync(`${i}`, receiver.localAddress)
      // The packet sockets had each datagram before this one.
      for (let i = 0; i < 4; i++) receiver.recvSync(9, { timeout: PATIENCE })

      return {
        counts: [...turns, ...chosen].map((one) => one.getOption('PACKET_STATISTICS').packets),
        fanout: turns[1]?.getOption('PACKET_FANOUT'),
      }
    },
    { network },
  )

  assert.ok(result, errors)
  assert.deepEqual(result.counts, [2, 2, 0, 4])
  assert.deepEqual(result.fanout, {
    id: 1,
    mode: constants.PACKET_FANOUT_LB,
    flags: constants.PACKET_FANOUT_FLAG_DEFRAG,
  })
})

test('PACKET_STATISTICS counts received and dropped packets, and is reset when read', {
  skip,
}, async () => {
  const { result, errors } = await inChild(
    ({ Socket, PATIENCE }) => {
      const lo = { family: 'AF_PACKET', interfaceIndex: 'lo' } as const
      const receiver = new Socket('AF_INET', 'SOCK_DGRAM')
      receiver.bind('127.0.0.1:0')
      const [wide, narrow] = [0, 1].map(() => new Socket('AF_PACKET', 'SOCK_RAW', 'ETH_P_IP'))
      narrow?.setOption('SO_RCVBUF', 0)
      for (const socket of [wide, narrow]) socket?.bind(lo)
      const sender = new Socket('AF_INET', 'SOCK_DGRAM')

      for (let i = 0; i < 20; i++) sender.sendToSync(new Uint8Array(1000), receiver.localAddress)
      // The packet sockets had each datagram before this one.
      for (let i = 0; i < 20; i++) receiver.recvSync(1000, { timeout: PATIENCE })

      return [wide, narrow, wide, narrow].map((one) => one?.getOption('PACKET_STATISTICS'))
    },
    { network },
  )

  assert.ok(result, errors)
  const [wide, narrow, ...again] = result
  assert.deepEqual(wide, { packets: 20, drops: 0 })
  assert.equal(narrow?.packets, 20)
  assert.ok(narrow.drops > 0 && narrow.drops < 20, `${narrow.drops} drops`)
  assert.deepEqual(again, [
    { packets: 0, drops: 0 },
    { packets: 0, drops: 0 },
  ])
})

test('PACKET_AUXDATA reports the real length of a truncated frame, and where IP begins', {
  skip,
}, async () => {
  const { result, errors } = await inChild(
    async ({ Socket, constants, PATIENCE }) => {
      const socket = new Socket('AF_PACKET', 'SOCK_RAW', 'ETH_P_IP')
      socket.timeout = PATIENCE
      socket.bind('packet:lo')
      socket.setOption('PACKET_AUXDATA', true)
      const receiver = new Socket('AF_INET', 'SOCK_DGRAM')
      receiver.bind('127.0.0.1:0')
      const sender = new Socket('AF_INET', 'SOCK_DGRAM')
      for (let i = 0; i < 2; i++) sender.sendToSync(new Uint8Array(100), receiver.localAddress)

      const ask = { size: 20, control: true, flags: constants.MSG_TRUNC }
      const messages = [await socket.recvMessage(ask), socket.recvMessageSync(ask)]

      return messages.map(({ data, length, truncated, control }) => ({
        ...{ size: data.length, length, truncated, auxdata: control.PACKET_AUXDATA },
      }))
    },
    { network },
  )

  assert.ok(result, errors)
  const whole = ETHERNET + IP_AND_UDP + 100
  for (const { size, length, truncated, auxdata } of result) {
    assert.deepEqual({ size, length, truncated }, { size: 20, length: whole, truncated: true })
    assert.equal(auxdata?.len, whole)
    assert.equal(auxdata.snaplen, whole)
    assert.equal(auxdata.net - auxdata.mac, ETHERNET)
    assert.ok(auxdata.status & constants.TP_STATUS_USER)
  }
})

test('PACKET_AUXDATA has the VLAN tag that the kernel removed from a frame', {
  skip,
}, async () => {
  const { result, errors } = await inChild(
    ({ Socket, constants, PATIENCE }) => {
      const socket = new Socket('AF_PACKET', 'SOCK_RAW', 'ETH_P_ALL')
      socket.timeout = PATIENCE
      socket.bind('packet:far')
      socket.setOption('PACKET_AUXDATA', true)
      const sender = new Socket('AF_PACKET', 'SOCK_RAW')
      const [to, from] = ['ffffffffffff', '020000000001']
      const tag = '81002007'
      const payload = '00'.repeat(50)

      sender.sendToSync(Buffer.from(`${to}${from}${tag}88b5${payload}`, 'hex'), 'packet:near')
      const { data, control } = socket.recvMessageSync({ control: true })

      const { status = 0, vlan_tci, vlan_tpid } = control.PACKET_AUXDATA ?? {}
      const valid = constants.TP_STATUS_VLAN_VALID | constants.TP_STATUS_VLAN_TPID_VALID
      return { type: data.toString('hex', 12, 14), vlan_tci, vlan_tpid, valid: status & valid }
    },
    {
      network: `
        echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6
        ip link add near type veth peer name far
        ip link set near up
        ip link set far up`,
    },
  )

  assert.ok(result, errors)
  assert.equal(result.type, '88b5')
  assert.deepEqual([result.vlan_tci, result.vlan_tpid], [0x2007, constants.ETH_P_8021Q])
  assert.equal(result.valid, constants.TP_STATUS_VLAN_VALID | constants.TP_STATUS_VLAN_TPID_VALID)
})

test('a membership makes the interface promiscuous, or receive a group, until it is dropped', {
  skip,
}, async () => {
  const { result, errors } = await inChild(
    async ({ Socket, constants }) => {
      const { execFileSync } = await import('node:child_process')
      const { readFileSync } = await import('node:fs')
      const promiscuity = () => {
        const [, digits] =
          /promiscuity (\d+)/.exec(
            execFileSync('ip', ['-d', 'link', 'show', 'near'], { encoding: 'utf8' }),
          ) ?? []
        return Number(digits)
      }
      const groups = () =>
        readFileSync('/proc/self/net/dev_mcast', 'latin1').includes('01005e010203')
      const state = () => [promiscuity(), groups()]
      const promiscuous = { interfaceIndex: 'near', type: constants.PACKET_MR_PROMISC }
      const group = {
        ...{ interfaceIndex: 'near', type: constants.PACKET_MR_MULTICAST },
        address: '01:00:5e:01:02:03',
      }
      const socket = new Socket('AF_PACKET', 'SOCK_RAW')
      const states = [state()]

      socket.setOption('PACKET_ADD_MEMBERSHIP', promiscuous)
      states.push(state())
      socket.setOption('PACKET_ADD_MEMBERSHIP', group)
      states.push(state())
      socket.setOption('PACKET_DROP_MEMBERSHIP', promiscuous)
      states.push(state())
      socket.close()
      states.push(state())

      return states
    },
    { network: 'ip link add near type veth peer name far\nip link set near up' },
  )

  assert.ok(result, errors)
  assert.deepEqual(result, [
    [0, false],
    [1, false],
    [1, true],
    [0, true],
    [0, false],
  ])
})

test('PACKET_IGNORE_OUTGOING leaves the frame that was received', { skip }, async () => {
  const { result, errors } = await inChild(
    ({ Socket, PATIENCE }) => {
      const socket = new Socket('AF_PACKET', 'SOCK_RAW', 'ETH_P_ALL')
      socket.timeout = PATIENCE
      socket.setOption('PACKET_IGNORE_OUTGOING', true)
      socket.bind('packet:lo')
      const sender = new Socket('AF_INET', 'SOCK_DGRAM')

      sender.sendToSync('x', '127.0.0.1:9')
      const { address } = socket.recvFromSync()

      return address?.family === 'AF_PACKET' ? address.packetType : undefined
    },
    { network },
  )

  assert.equal(result, constants.PACKET_HOST, errors)
})

test('PACKET_TX_TIMESTAMP reports through the error queue that a frame was sent', {
  skip,
}, async () => {
  const { result, errors } = await inChild(
    async ({ Socket, constants, PATIENCE }) => {
      const socket = new Socket('AF_PACKET', 'SOCK_RAW')
      socket.timeout = PATIENCE
      socket.bind('packet:lo')
      const SOFTWARE = 16
      const TX_SOFTWARE = 2
      socket.setOption('SO_TIMESTAMPING', SOFTWARE | TX_SOFTWARE)
      const frame = Buffer.alloc(60)
      frame.writeUInt16BE(constants.ETH_P_802_EX1, 12)
      const ask = { flags: constants.MSG_ERRQUEUE, control: true }

      const waiting = socket.recvMessage(ask)
      socket.sendSync(frame)
      const awaited = await waiting
      socket.sendSync(frame)
      const blocking = socket.recvMessageSync(ask)

      return [awaited, blocking].map(({ control }) => control.PACKET_TX_TIMESTAMP)
    },
    { network },
  )

  const SO_EE_ORIGIN_TIMESTAMPING = 4
  assert.ok(result, errors)
  for (const sent of result) {
    assert.equal(sent?.errno, constants.ENOMSG)
    assert.equal(sent.origin, SO_EE_ORIGIN_TIMESTAMPING)
  }
})

test('PACKET_HDRLEN has a version as its query', { skip: noPackets }, () => {
  using socket = new Socket('AF_PACKET', 'SOCK_RAW')

  const lengths = [constants.TPACKET_V2, constants.TPACKET_V3].map((version) =>
    socket.getOption('PACKET_HDRLEN', version),
  )

  assert.deepEqual(lengths, [32, 48])
  assert.throws(() => socket.getOption('PACKET_HDRLEN', 77), { code: 'EINVAL' })
})
