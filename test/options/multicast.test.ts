import assert from 'node:assert/strict'
import { test } from 'node:test'
import { constants, Socket } from '../../src/index.ts'
import { cannotUnshare, inChild } from '../support/child.ts'
import { closing, type Closes, portOf } from '../support/kinds.ts'
import { forms } from '../support/forms.ts'
import { calls, toSockaddr } from '../../src/raw.ts'
import { PATIENCE } from '../support/patience.ts'

const { MCAST_EXCLUDE, MCAST_INCLUDE } = constants
const LINUX = process.platform !== 'linux' && 'needs the loopback of Linux'
const SOON = { timeout: PATIENCE }

/** A datagram socket bound to any address, ready to join groups. */
function receiver(t: Closes, port = 0): Socket {
  const socket = closing(t, new Socket('AF_INET', 'SOCK_DGRAM'))
  socket.setOption('SO_REUSEADDR', true)
  socket.bind({ address: '0.0.0.0', port })
  return socket
}

/** A datagram socket bound to this loopback address, which sends multicast on the loopback. */
function sender(t: Closes, address: string): Socket {
  const socket = closing(t, new Socket('AF_INET', 'SOCK_DGRAM'))
  socket.bind({ address, port: 0 })
  socket.setOption('IP_MULTICAST_IF', { interfaceIndex: 'lo' })
  return socket
}

for (const form of forms) {
  test(`a group joined for one sender receives from that sender only: ${form.name}`, {
    skip: LINUX,
  }, async (t) => {
    const socket = receiver(t)
    const port = portOf(socket)
    const [chosen, other] = [sender(t, '127.0.0.5'), sender(t, '127.0.0.6')]
    const membership = { group: '239.9.9.9', source: '127.0.0.5', localAddress: '127.0.0.1' }
    const multicast = async (text: string) => {
      await form.call(other, 'sendTo', `other ${text}`, { address: '239.9.9.9', port })
      await form.call(chosen, 'sendTo', `chosen ${text}`, { address: '239.9.9.9', port })
      await form.call(other, 'sendTo', 'the end', { address: '127.0.0.1', port })
    }
    const next = async () => String(await form.call(socket, 'recv', 99, SOON))

    socket.setOption('IP_ADD_SOURCE_MEMBERSHIP', membership)
    await multicast('while joined')

    assert.equal(await next(), 'chosen while joined')
    assert.equal(await next(), 'the end')

    assert.throws(
      () => {
        socket.setOption('IP_DROP_SOURCE_MEMBERSHIP', { ...membership, source: '127.0.0.6' })
      },
      { code: 'EADDRNOTAVAIL' },
    )
    socket.setOption('IP_DROP_SOURCE_MEMBERSHIP', membership)
    await multicast('afterwards')

    assert.equal(await next(), 'the end')
  })

  test(`nothing is received from a blocked sender until it is unblocked: ${form.name}`, {
    skip: LINUX,
  }, async (t) => {
    const socket = receiver(t)
    const port = portOf(socket)
    const [good, bad] = [sender(t, '127.0.0.5'), sender(t, '127.0.0.6')]
    const group = { group: '239.9.9.10', localAddress: '127.0.0.1' }
    const fromBad = { ...group, source: '127.0.0.6' }
    const both = async () => {
      await form.call(bad, 'sendTo', 'bad', { address: group.group, port })
      await form.call(good, 'sendTo', 'good', { address: group.group, port })
    }
    const next = async () => String(await form.call(socket, 'recv', 99, SOON))
    assert.throws(
      () => {
        socket.setOption('IP_BLOCK_SOURCE', fromBad)
      },
      { code: 'EINVAL' },
    )

    socket.setOption('IP_ADD_MEMBERSHIP', group)
    socket.setOption('IP_BLOCK_SOURCE', fromBad)
    await both()
    assert.equal(await next(), 'good')

    socket.setOption('IP_UNBLOCK_SOURCE', fromBad)
    await both()
    assert.equal(await next(), 'bad')
    assert.equal(await next(), 'good')
    assert.throws(
      () => {
        socket.setOption('IP_UNBLOCK_SOURCE', fromBad)
      },
      { code: 'EADDRNOTAVAIL' },
    )
  })

  test(`without IP_MULTICAST_ALL a socket gets no groups that only others joined: ${form.name}`, {
    skip: LINUX,
  }, async (t) => {
    const joined = receiver(t)
    const port = portOf(joined)
    const [generous, strict] = [receiver(t, port), receiver(t, port)]
    const from = sender(t, '127.0.0.5')

    joined.setOption('MCAST_JOIN_GROUP', { group: '239.9.9.11', interfaceIndex: 'lo' })
    strict.setOption('IP_MULTICAST_ALL', false)
    await form.call(from, 'sendTo', 'first', { address: '239.9.9.11', port })
    strict.setOption('IP_MULTICAST_ALL', true)
    await form.call(from, 'sendTo', 'second', { address: '239.9.9.11', port })

    assert.equal(String(await form.call(joined, 'recv', 9, SOON)), 'first')
    assert.equal(String(await form.call(generous, 'recv', 9, SOON)), 'first')
    assert.equal(String(await form.call(strict, 'recv', 9, SOON)), 'second')
  })
}

const filters = [
  { family: 'AF_INET', group: '239.9.9.12', sources: ['127.0.0.5', '127.0.0.6', '10.1.2.3'] },
  { family: 'AF_INET6', group: 'ff02::1234', sources: ['fe80::5', 'fe80::6', '2001:db8::1'] },
] as const

for (const { family, group, sources } of filters) {
  test(`MCAST_MSFILTER is set and read with its whole list: ${family}`, { skip: LINUX }, () => {
    using socket = new Socket(family, 'SOCK_DGRAM')
    const membership = { group, interfaceIndex: 'lo' }
    const read = () => socket.getOption('MCAST_MSFILTER', membership)
    assert.throws(read, { code: 'EADDRNOTAVAIL' })

    socket.setOption('MCAST_JOIN_GROUP', membership)
    const { interfaceIndex } = read()
    const all = { group, interfaceIndex, mode: MCAST_EXCLUDE, sources: [] }
    assert.deepEqual(read(), all)

    socket.setOption('MCAST_MSFILTER', { ...membership, mode: MCAST_INCLUDE, sources })
    assert.deepEqual(read(), { ...all, mode: MCAST_INCLUDE, sources })

    socket.setOption('MCAST_LEAVE_SOURCE_GROUP', { ...membership, source: sources[0] })
    assert.deepEqual(read(), { ...all, mode: MCAST_INCLUDE, sources: sources.slice(1) })

    socket.setOption('MCAST_MSFILTER', { ...membership, mode: MCAST_INCLUDE, sources: [] })
    assert.throws(read, { code: 'EADDRNOTAVAIL' })
  })

  test(`a group is joined once, by name or number of the interface: ${family}`, {
    skip: LINUX,
  }, () => {
    using socket = new Socket(family, 'SOCK_DGRAM')

    socket.setOption('MCAST_JOIN_GROUP', { group, interfaceIndex: 'lo' })
    const { interfaceIndex } = socket.getOption('MCAST_MSFILTER', { group, interfaceIndex: 'lo' })

    assert.throws(
      () => {
        socket.setOption('MCAST_JOIN_GROUP', { group, interfaceIndex })
      },
      { code: 'EADDRINUSE' },
    )
    socket.setOption('MCAST_LEAVE_GROUP', { group, interfaceIndex })
    assert.throws(
      () => {
        socket.setOption('MCAST_LEAVE_GROUP', { group, interfaceIndex: 'lo' })
      },
      { code: 'EADDRNOTAVAIL' },
    )
  })

  test(`a source of the other family is refused before the call: ${family}`, () => {
    using socket = new Socket(family, 'SOCK_DGRAM')
    const source = family === 'AF_INET' ? '::1' : '127.0.0.1'

    assert.throws(() => {
      socket.setOption('MCAST_JOIN_SOURCE_GROUP', { group, source })
    }, TypeError)
    assert.throws(() => {
      socket.setOption('MCAST_MSFILTER', { group, mode: 0, sources: [...sources, source] })
    }, TypeError)
    assert.throws(() => {
      socket.setOption('MCAST_JOIN_GROUP', { group, interfaceIndex: 'no such one' })
    }, TypeError)
    assert.throws(() => {
      socket.setOption('MCAST_JOIN_GROUP', { group: `${group}%lo` })
    }, TypeError)
  })
}

test('IP_MSFILTER is set and read with its whole list', { skip: LINUX }, () => {
  using socket = new Socket('AF_INET', 'SOCK_DGRAM')
  const membership = { group: '239.9.9.13', localAddress: '127.0.0.1' }
  const sources = ['127.0.0.5', '127.0.0.6', '10.1.2.3']
  socket.setOption('IP_ADD_MEMBERSHIP', membership)

  socket.setOption('IP_MSFILTER', { ...membership, mode: MCAST_EXCLUDE, sources })

  assert.deepEqual(socket.getOption('IP_MSFILTER', membership), {
    ...membership,
    mode: MCAST_EXCLUDE,
    sources,
  })
  assert.throws(
    () => {
      const many = Array.from({ length: 5000 }, (_, i) => `10.0.${i >> 8}.${i & 255}`)
      socket.setOption('IP_MSFILTER', { ...membership, mode: MCAST_EXCLUDE, sources: many })
    },
    { code: 'ENOBUFS' },
  )
})

for (const { name, level, group, head } of [
  { name: 'IP_MSFILTER', level: 'IPPROTO_IP', group: '239.9.9.13', head: 16 },
  { name: 'MCAST_MSFILTER', level: 'IPPROTO_IP', group: '239.9.9.13', head: 144 },
  { name: 'MCAST_MSFILTER', level: 'IPPROTO_IPV6', group: 'ff02::1234', head: 144 },
] as const) {
  test(`${name} writes no sources past the end of the view, however many are requested: ${level}`, {
    skip: LINUX,
  }, () => {
    const four = level === 'IPPROTO_IP'
    using socket = new Socket(four ? 'AF_INET' : 'AF_INET6', 'SOCK_DGRAM')
    const membership = { group, interfaceIndex: 'lo' }
    const sources = four ? ['127.0.0.5', '127.0.0.6'] : ['::1', '2001:db8::6']
    socket.setOption('MCAST_JOIN_GROUP', membership)
    socket.setOption('MCAST_MSFILTER', { ...membership, mode: MCAST_EXCLUDE, sources })
    const bytes = new Uint8Array(head + 256).fill(0xee)
    const value = bytes.subarray(0, head)
    value.set(filterHead(group, name === 'IP_MSFILTER'))

    const answer = calls.getsockopt(socket.fd, constants[level], constants[name], value)

    assert.equal(answer, -constants.EFAULT)
    assert.ok(bytes.subarray(head).every((byte) => byte === 0xee))
  })
}

/** A struct ip_msfilter or group_filter without sources that requests two. */
function filterHead(group: string, isIpv4Only: boolean): Uint8Array {
  const address = toSockaddr({
    family: group.includes(':') ? 'AF_INET6' : 'AF_INET',
    address: group,
    port: 0,
  })
  if (isIpv4Only) {
    const head = new Uint32Array(4)
    head[3] = 2
    const bytes = new Uint8Array(head.buffer)
    bytes.set(address.subarray(4, 8))
    bytes.set([127, 0, 0, 1], 4)
    return bytes
  }
  const head = new Uint32Array(36)
  head[0] = calls.ifNameToIndex('lo')
  head[35] = 2
  const bytes = new Uint8Array(head.buffer)
  bytes.set(address, 8)
  return bytes
}

test('an IPv6 socket joins groups of both families, an IPv4 socket its own', {
  skip: LINUX,
}, () => {
  using six = new Socket('AF_INET6', 'SOCK_DGRAM')
  using four = new Socket('AF_INET', 'SOCK_DGRAM')

  six.setOption('MCAST_JOIN_GROUP', { group: '239.9.9.14', interfaceIndex: 'lo' })
  six.setOption('MCAST_JOIN_GROUP', { group: 'ff02::1234', interfaceIndex: 'lo' })

  assert.throws(
    () => {
      four.setOption('MCAST_JOIN_GROUP', { group: 'ff02::1234', interfaceIndex: 'lo' })
    },
    { code: 'ENOPROTOOPT' },
  )
})

test('the multicast interface is set by address, name or number', { skip: LINUX }, () => {
  using socket = new Socket('AF_INET', 'SOCK_DGRAM')
  const set = (value: Parameters<typeof socket.setOption<'IP_MULTICAST_IF'>>[1]) => {
    socket.setOption('IP_MULTICAST_IF', value)
    return socket.getOption('IP_MULTICAST_IF')
  }

  assert.equal(set('127.0.0.1'), '127.0.0.1')
  assert.equal(set({ interfaceIndex: 'lo' }), '0.0.0.0')
  assert.equal(set({ interfaceIndex: 'lo', localAddress: '127.0.0.9' }), '127.0.0.9')
  assert.equal(set({ localAddress: '127.0.0.1' }), '127.0.0.1')
  assert.equal(set('0.0.0.0'), '0.0.0.0')
  assert.throws(() => set({ localAddress: '192.0.2.1' }), { code: 'EADDRNOTAVAIL' })
})

test('IPv6 groups are joined, and their senders chosen and blocked', {
  skip: cannotUnshare,
}, async () => {
  const network = `
    ip link add one type veth peer name other
    ip link set one up
    ip link set other up
    ip -6 address add fd00::5/64 dev one nodad
    ip -6 address add fd00::6/64 dev one nodad`

  const { result, errors } = await inChild(
    ({ Socket, PATIENCE }) => {
      const group = 'ff02::1234'
      const here = { group, interfaceIndex: 'one' }
      const socket = new Socket('AF_INET6', 'SOCK_DGRAM')
      socket.bind('[::]:0')
      socket.setOption('IPV6_MULTICAST_ALL', false)
      const { port } = socket.localAddress
      const senders = ['fd00::5', 'fd00::6'].map((address) => {
        const sender = new Socket('AF_INET6', 'SOCK_DGRAM')
        sender.bind({ address, port: 0 })
        sender.setOption('IPV6_MULTICAST_IF', 'one')
        return sender
      })
      const heard = () => {
        for (const [i, sender] of senders.entries())
          sender.sendToSync(`from ${5 + i}`, { address: group, port })
        senders[0]?.sendToSync('the end', { address: '::1', port })
        const all: string[] = []
        for (;;) {
          const text = String(socket.recvSync(99, { timeout: PATIENCE }))
          if (text === 'the end') return all.join()
          all.push(text)
        }
      }
      const results = [heard()]
      socket.setOption('IPV6_ADD_MEMBERSHIP', here)
      results.push(heard())
      socket.setOption('MCAST_BLOCK_SOURCE', { ...here, source: 'fd00::5' })
      results.push(heard())
      socket.setOption('MCAST_UNBLOCK_SOURCE', { ...here, source: 'fd00::5' })
      results.push(heard())
      socket.setOption('IPV6_DROP_MEMBERSHIP', here)
      results.push(heard())
      socket.setOption('MCAST_JOIN_SOURCE_GROUP', { ...here, source: 'fd00::5' })
      results.push(heard())
      socket.setOption('MCAST_LEAVE_SOURCE_GROUP', { ...here, source: 'fd00::5' })
      results.push(heard())
      return results
    },
    { network },
  )

  const both = 'from 5,from 6'
  assert.deepEqual(result, ['', both, 'from 6', both, '', 'from 5', ''], errors)
})
