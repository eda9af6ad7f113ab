import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type ControlToSend,
  constants,
  interfaces,
  type SettableOption,
  Socket,
} from '../../src/index.ts'
import { datagrams, nameOf, portOf } from '../support/kinds.ts'
import { forms } from '../support/forms.ts'

interface Row {
  /** The option that makes the receiver ask for it. */
  ask: SettableOption
  control: ControlToSend
  /** The length of its data when received. */
  length: number
}

const byFamily: Record<'AF_INET' | 'AF_INET6', readonly Row[]> = {
  AF_INET: [
    { ask: 'IP_RECVTTL', control: { IP_TTL: 9 }, length: 4 },
    { ask: 'IP_RECVTOS', control: { IP_TOS: 0xb8 }, length: 1 },
  ],
  AF_INET6: [
    { ask: 'IPV6_RECVHOPLIMIT', control: { IPV6_HOPLIMIT: 9 }, length: 4 },
    { ask: 'IPV6_RECVTCLASS', control: { IPV6_TCLASS: 0xb8 }, length: 4 },
  ],
}

const udp = datagrams.filter(({ family }) => family !== 'AF_UNIX')
const { IPPROTO_IP, IP_TTL } = constants

/** The index of the loopback interface. */
function loopbackIndex(): number {
  return interfaces().find(({ name }) => name === 'lo')?.index ?? 0
}

for (const kind of udp) {
  for (const form of forms) {
    const on = `${kind.name}, ${form.name}`

    for (const { ask, control, length } of byFamily[
      kind.family === 'AF_INET6' ? 'AF_INET6' : 'AF_INET'
    ]) {
      const [name = ''] = Object.keys(control)
      test(`${name} is sent with a datagram and received with it: ${on}`, {
        skip: kind.skip,
      }, async (t) => {
        const [one, other] = kind.pair(t)
        other.setOption(ask, true)

        await form.call(one, 'sendMessage', { data: 'x', control })
        const message = await form.call(other, 'recvMessage', { control: true })

        const { raw, ...known } = message.control
        assert.deepEqual(known, control)
        assert.equal(raw.length, 1)
        assert.equal(raw[0]?.data.length, length)
        assert.equal(raw[0].type, constants[name as 'IP_TTL'])
        assert.equal(message.controlTruncated, false)
        assert.equal(String(message.data), 'x')
      })
    }

    test(`control messages that do not fit are reported as truncated, and the data is received: ${on}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      const v6 = kind.family === 'AF_INET6'
      other.setOption(v6 ? 'IPV6_RECVHOPLIMIT' : 'IP_RECVTTL', true)
      await form.call(one, 'send', 'x')
      await form.call(one, 'send', 'y')

      const none = await form.call(other, 'recvMessage', { control: 1 })
      const unasked = await form.call(other, 'recvMessage', {})

      assert.deepEqual([String(none.data), none.controlTruncated], ['x', true])
      assert.deepEqual([String(unasked.data), unasked.controlTruncated], ['y', true])
      assert.deepEqual(unasked.control, { raw: [] })
    })
  }
}

for (const kind of udp.filter(({ family }) => family === 'AF_INET')) {
  for (const form of forms) {
    const on = `${kind.name}, ${form.name}`

    test(`IP_PKTINFO reports the destination of a datagram, and sets the source of the answer: ${on}`, {
      skip: kind.skip,
    }, async () => {
      const protocol = kind.name === 'UDP4' ? 'IPPROTO_UDP' : 'IPPROTO_UDPLITE'
      using server = new Socket('AF_INET', 'SOCK_DGRAM', protocol)
      using client = new Socket('AF_INET', 'SOCK_DGRAM', protocol)
      server.bind('0.0.0.0:0')
      client.bind('127.0.0.1:0')
      server.setOption('IP_PKTINFO', true)
      const to = { family: 'AF_INET', address: '127.0.0.2', port: portOf(server) } as const
      await form.call(client, 'sendTo', 'x', to, {})

      const { address, control } = await form.call(server, 'recvMessage', { control: true })
      await form.call(server, 'sendTo', 'plain', nameOf(client), {})
      await form.call(server, 'sendMessage', {
        data: 'from there',
        address: nameOf(client),
        control: { IP_PKTINFO: { interfaceIndex: 0, localAddress: '127.0.0.2' } },
      })

      assert.deepEqual(address, nameOf(client))
      assert.deepEqual(control.IP_PKTINFO, {
        interfaceIndex: loopbackIndex(),
        localAddress: '127.0.0.2',
        destination: '127.0.0.2',
      })
      assert.equal(control.raw[0]?.data.length, 12)
      const plain = await form.call(client, 'recvFrom', 99)
      const there = await form.call(client, 'recvFrom', 99)
      assert.deepEqual(plain.address, { ...to, address: '127.0.0.1' })
      assert.deepEqual([String(there.data), there.address], ['from there', to])
    })

    test(`the kernel refuses an impossible TTL, or one of another length: ${on}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      const refused: ControlToSend[] = [
        ...[0, 256].map((ttl) => ({
          raw: [
            { level: IPPROTO_IP, type: IP_TTL, data: new Uint8Array(Int32Array.of(ttl).buffer) },
          ],
        })),
        { raw: [{ level: IPPROTO_IP, type: IP_TTL, data: new Uint8Array(3) }] },
        { raw: [{ level: 'IPPROTO_IP', type: 'IP_TTL', data: new Uint8Array(1) }] },
      ]

      for (const control of refused) {
        await assert.rejects(form.call(one, 'sendMessage', { data: 'x', control }), {
          code: 'EINVAL',
          syscall: 'sendmsg',
        })
      }

      await assert.rejects(form.call(other, 'recv', 1, { timeout: 0 }), { code: 'EAGAIN' })
    })

    test(`several control messages travel together, by name and raw: ${on}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      other.setOption('IP_RECVTTL', true)
      other.setOption('IP_RECVTOS', true)
      other.setOption('IP_PKTINFO', true)
      const ttl = new Uint8Array(Int32Array.of(7).buffer)

      await form.call(one, 'sendMessage', {
        data: ['x', 'y'],
        control: {
          IP_TOS: 16,
          raw: [{ level: 'IPPROTO_IP', type: 'IP_TTL', data: ttl }],
        },
      })
      const { control, data } = await form.call(other, 'recvMessage', { control: true })

      assert.equal(String(data), 'xy')
      assert.equal(control.IP_TOS, 16)
      assert.equal(control.IP_TTL, 7)
      assert.equal(control.IP_PKTINFO?.destination, '127.0.0.1')
      assert.equal(control.raw.length, 3)
      assert.deepEqual(control.raw.find(({ type }) => type === IP_TTL)?.data, ttl)
    })

    test(`misuse of control messages is rejected before the call: ${on}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      const send = (control: object) => form.call(one, 'sendMessage', { data: 'x', control })

      await assert.rejects(send({ IP_NOTHING: 1 }), TypeError)
      await assert.rejects(send({ IP_TTL: 'many' }), TypeError)
      await assert.rejects(send({ IP_TOS: 256 }), RangeError)
      await assert.rejects(
        send({ IP_PKTINFO: { interfaceIndex: 1, localAddress: 'x' } }),
        TypeError,
      )
      await assert.rejects(send({ raw: [{ level: 0, type: 2, data: 7 }] }), TypeError)

      await assert.rejects(other.recv(1, { timeout: 0 }), { code: 'EAGAIN' })
    })
  }
}

for (const kind of udp.filter(({ family }) => family === 'AF_INET6')) {
  for (const form of forms) {
    test(`IPV6_PKTINFO reports the destination of a datagram, and sets the source: ${kind.name}, ${form.name}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      other.setOption('IPV6_RECVPKTINFO', true)

      await form.call(one, 'sendMessage', {
        data: 'x',
        control: { IPV6_PKTINFO: { interfaceIndex: loopbackIndex(), address: '::1' } },
      })
      const { control } = await form.call(other, 'recvMessage', { control: true })

      assert.deepEqual(control.IPV6_PKTINFO, { interfaceIndex: loopbackIndex(), address: '::1' })
      assert.equal(control.raw[0]?.data.length, 20)
    })
  }
}
