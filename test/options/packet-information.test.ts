import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bindSync, type ControlToSend, Socket } from '../../src/index.ts'
import { cannotUnshare, inChild } from '../support/child.ts'
import { forms } from '../support/forms.ts'
import {
  type Closes,
  closing,
  datagrams,
  loopback,
  nameOf,
  noIPv6,
  portOf,
} from '../support/kinds.ts'
import { PATIENCE } from '../support/patience.ts'

// IP_PKTINFO and IPV6_PKTINFO: where a datagram arrived, and where to send one from.

const LINUX = process.platform !== 'linux' && 'needs Linux'
const SOON = { control: true, timeout: PATIENCE }
const four = datagrams.filter(({ family }) => family === 'AF_INET')
const six = datagrams.filter(({ family }) => family === 'AF_INET6')

/** Commands that create two interfaces, each with an address of each family. */
const twoInterfaces = [1, 2].reduce(
  (commands, i) => `${commands}
    echo 1 > /proc/sys/net/ipv6/conf/v${i}/addr_gen_mode # no link-local address but the one below
    ip link set v${i} up
    ip addr add 10.9.${i}.1/24 dev v${i}
    ip addr add fe80::${i}/64 dev v${i} nodad`,
  'ip link add v1 type veth peer name v2',
)

for (const { name } of forms) {
  for (const family of ['AF_INET', 'AF_INET6'] as const) {
    test(`a datagram is sent through an interface that is given by name or number: ${family}, ${name}`, {
      skip: cannotUnshare,
    }, async () => {
      const { result, errors } = await inChild(
        async ({ Socket, forms, interfaceIndex, interfaceName, PATIENCE }) => {
          const form = forms.find(({ name }) => name === process.env['FORM'])
          if (!form) throw new Error('No such form')
          const v6 = process.env['FAMILY'] === 'AF_INET6'
          const [group, any] = v6 ? ['ff02::1234', '::'] : ['239.9.9.11', '0.0.0.0']
          const socket = new Socket(v6 ? 'AF_INET6' : 'AF_INET', 'SOCK_DGRAM')
          socket.bind({ address: any, port: 0 })
          socket.setOption(v6 ? 'IPV6_RECVPKTINFO' : 'IP_PKTINFO', true)
          const { port } = socket.localAddress as { port: number }
          const reached: unknown[] = []
          for (const name of ['v1', 'v2']) {
            socket.setOption('MCAST_JOIN_GROUP', { group, interfaceIndex: name })
            for (const through of [name, interfaceIndex(name) ?? 0]) {
              const info = { interfaceIndex: through }
              await form.call(socket, 'sendMessage', {
                data: 'x',
                address: { address: group, port },
                control: v6 ? { IPV6_PKTINFO: info } : { IP_PKTINFO: info },
              })
              const options = { control: true, timeout: PATIENCE }
              const { control, address } = await form.call(socket, 'recvMessage', options)
              const came = control.IP_PKTINFO ?? control.IPV6_PKTINFO
              const from = address && 'address' in address ? address.address : address
              reached.push([interfaceName(came?.interfaceIndex ?? 0), from])
            }
            socket.setOption('MCAST_LEAVE_GROUP', { group, interfaceIndex: name })
          }
          return reached
        },
        { network: twoInterfaces, env: { FORM: name, FAMILY: family } },
      )

      const [one, two] = family === 'AF_INET' ? ['10.9.1.1', '10.9.2.1'] : ['fe80::1', 'fe80::2']
      assert.deepEqual(
        result,
        [
          ['v1', one],
          ['v1', one],
          ['v2', two],
          ['v2', two],
        ],
        errors,
      )
    })
  }
}

for (const kind of [...four, ...six]) {
  for (const form of forms) {
    test(`a datagram is sent from an address, whatever the interface: ${kind.name}, ${form.name}`, {
      skip: kind.skip || LINUX,
    }, async (t) => {
      const [, other] = kind.pair(t)
      const v6 = kind.family === 'AF_INET6'
      const from = v6 ? '::1' : '127.0.0.9'
      const one = closing(t, new Socket(kind.family, 'SOCK_DGRAM', other.protocol))
      other.connectSync({ family: 'AF_UNSPEC' })
      other.bind(loopback(v6 ? 'AF_INET6' : 'AF_INET'))

      await form.call(one, 'sendMessage', {
        data: 'x',
        address: nameOf(other),
        control: v6 ? { IPV6_PKTINFO: { address: from } } : { IP_PKTINFO: { localAddress: from } },
      })

      const { address } = await form.call(other, 'recvFrom', 99, { timeout: PATIENCE })
      assert.equal(address && 'address' in address && address.address, from)
    })
  }
}

test('a socket for both families sends to IPv4 through an interface', {
  skip: noIPv6 || LINUX,
}, (t) => {
  const socket = closing(t, bindSync())
  const other = closing(t, bindSync({ host: '127.0.0.1' }))
  const address = { ...loopback('AF_INET6', portOf(other)), address: '::ffff:127.0.0.1' }
  const send = (control: ControlToSend) => socket.sendMessageSync({ data: 'x', address, control })

  for (const control of [
    { IP_PKTINFO: { interfaceIndex: 'lo' } },
    { IPV6_PKTINFO: { interfaceIndex: 'lo', address: '::ffff:0.0.0.0' } },
  ]) {
    send(control)
    assert.equal(String(other.recvSync(9, { timeout: PATIENCE })), 'x')
  }
  assert.throws(() => send({ IPV6_PKTINFO: { interfaceIndex: 'lo' } }), { code: 'EINVAL' })
})

test('what is received as packet information can be sent', { skip: LINUX }, (t) => {
  const [one, other] = udp4(t)
  other.setOption('IP_PKTINFO', true)
  one.sendSync('question')
  const { control } = other.recvMessageSync(SOON)

  const { IP_PKTINFO } = control
  assert.ok(IP_PKTINFO)
  other.sendMessageSync({ data: 'answer', control: { IP_PKTINFO } })

  assert.equal(String(one.recvSync(99, { timeout: PATIENCE })), 'answer')
})

test('an interface of packet information that does not exist is a TypeError that names it', (t) => {
  const [one] = udp4(t)
  const nowhere = { interfaceIndex: 'no-such-if' }

  assert.throws(() => one.sendMessageSync({ data: 'x', control: { IP_PKTINFO: nowhere } }), {
    name: 'TypeError',
    message: "IP_PKTINFO.interfaceIndex must be an interface; there is no 'no-such-if'",
  })
})

test('SO_BINDTOIFINDEX takes the name of an interface', { skip: cannotUnshare }, async () => {
  const { result, errors } = await inChild(
    ({ Socket, interfaceIndex }) => {
      const socket = new Socket('AF_INET', 'SOCK_DGRAM')
      socket.setOption('SO_BINDTOIFINDEX', 'v2')
      return socket.getOption('SO_BINDTOIFINDEX') === interfaceIndex('v2')
    },
    { network: twoInterfaces },
  )

  assert.equal(result, true, errors)
})

test('IPV6_PKTINFO as an option takes an interface alone, for every datagram', {
  skip: cannotUnshare,
}, async () => {
  const { result, errors } = await inChild(
    ({ Socket, PATIENCE }) => {
      const group = { group: 'ff02::1234', interfaceIndex: 'v2' }
      const socket = new Socket('AF_INET6', 'SOCK_DGRAM')
      socket.setOption('IPV6_PKTINFO', { interfaceIndex: 'v2' })
      socket.setOption('IPV6_ADD_MEMBERSHIP', group)
      socket.bind('[::]:0')
      const { port } = socket.localAddress as { port: number }
      socket.sendToSync('x', { address: group.group, port })
      const { address } = socket.recvFromSync(1, { timeout: PATIENCE })
      return address && 'address' in address ? address.address : address
    },
    { network: twoInterfaces },
  )

  assert.equal(result, 'fe80::2', errors)
})

function udp4(t: Closes): [Socket, Socket] {
  const pair = four[0]?.pair(t)
  assert.ok(pair)
  return pair
}
