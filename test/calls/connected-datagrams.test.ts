import assert from 'node:assert/strict'
import { performance } from 'node:perf_hooks'
import { test } from 'node:test'
import { type Address, constants, Socket } from '../../src/index.ts'
import { arrived } from '../support/arrived.ts'
import { datagrams, type Kind, loopback, nameOf, portOf } from '../support/kinds.ts'
import { peer, peerIsReady } from '../support/peer.ts'
import { forms } from '../support/forms.ts'
import { PATIENCE } from '../support/patience.ts'

const udp = datagrams.filter(({ family }) => family !== 'AF_UNIX')

await peerIsReady()

for (const kind of udp) {
  for (const form of forms) {
    const on = `${kind.name}, ${form.name}`

    test(`connecting to AF_UNSPEC dissolves the association, and frees a port of the kernel's choice: ${on}`, {
      skip: kind.skip,
    }, async () => {
      using socket = fresh(kind)
      using stranger = fresh(kind)
      socket.bind(loopbackOf(kind))
      const before = portOf(socket)
      await form.call(socket, 'connect', loopbackOf(kind, 9))
      assert.notEqual(socket.remoteAddress, null)

      await form.call(socket, 'connect', { family: 'AF_UNSPEC' })

      assert.throws(() => socket.remoteAddress, { code: 'ENOTCONN', syscall: 'getpeername' })
      assert.notEqual(before, 0)
      assert.equal(portOf(socket), 0)
      stranger.bind(loopbackOf(kind, before)) // the port is free again
    })

    test(`connecting to AF_UNSPEC keeps a port that was bound explicitly: ${on}`, {
      skip: kind.skip,
    }, async () => {
      using socket = fresh(kind)
      using other = fresh(kind)
      other.bind(loopbackOf(kind))
      const port = portOf(other)
      other.close()
      socket.bind(loopbackOf(kind, port))
      await form.call(socket, 'connect', loopbackOf(kind, 9))

      await form.call(socket, 'connect', { family: 'AF_UNSPEC' })

      assert.throws(() => socket.remoteAddress, { code: 'ENOTCONN' })
      assert.equal(portOf(socket), port)
    })

    test(`a connected socket reports ECONNREFUSED once for each datagram that ICMP rejects: ${on}`, {
      skip: kind.skip,
    }, async () => {
      using socket = fresh(kind)
      socket.timeout = 0
      await form.call(socket, 'connect', nobody(kind))

      assert.equal(await form.call(socket, 'send', 'x'), 1)
      arrived(socket)
      assert.equal(socket.getOption('SO_ERROR'), constants.ECONNREFUSED)
      assert.equal(socket.getOption('SO_ERROR'), 0)
      assert.equal(await form.call(socket, 'send', 'x'), 1)
      arrived(socket)
      await assert.rejects(form.call(socket, 'recv'), { code: 'ECONNREFUSED', syscall: 'recv' })
      await assert.rejects(form.call(socket, 'recv'), { code: 'EAGAIN' })
      assert.equal(await form.call(socket, 'send', 'x'), 1)
      arrived(socket)
      await assert.rejects(form.call(socket, 'send', 'x'), {
        code: 'ECONNREFUSED',
        syscall: 'send',
      })
    })

    test(`a receive that waits on a connected socket fails with ECONNREFUSED, and the next one waits again: ${on}`, {
      skip: kind.skip,
    }, async () => {
      using socket = fresh(kind)
      await form.call(socket, 'connect', nobody(kind))
      const sending = peer(socket, ['pause', 60], ['send', 'x'])

      await assert.rejects(form.call(socket, 'recv', 1), { code: 'ECONNREFUSED' })

      await sending
      const start = performance.now()
      await assert.rejects(form.call(socket, 'recv', 1, { timeout: 60 }), {
        code: 'ERR_SOCKET_TIMEOUT',
      })
      assert.ok(performance.now() - start >= 60)
    })

    test(`a socket that is not connected does not report it: ${on}`, {
      skip: kind.skip,
    }, async () => {
      using socket = fresh(kind)

      await form.call(socket, 'sendTo', 'x', nobody(kind), {})

      await assert.rejects(form.call(socket, 'recv', 1, { timeout: 60 }), {
        code: 'ERR_SOCKET_TIMEOUT',
      })
      assert.equal(socket.getOption('SO_ERROR'), 0)
    })

    test(`a connected socket receives from its peer only: ${on}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      using stranger = fresh(kind)

      await form.call(stranger, 'sendTo', 'stranger', nameOf(one), {})
      await form.call(other, 'send', 'peer')

      const { data, address } = await form.call(one, 'recvFrom', 9)
      assert.deepEqual([String(data), address], ['peer', nameOf(other)])
      await assert.rejects(form.call(one, 'recv', 9, { timeout: 0 }), { code: 'EAGAIN' })
    })

    test(`a connected socket can send to another address, and be connected again: ${on}`, {
      skip: kind.skip,
    }, async (t) => {
      const [one] = kind.pair(t)
      using third = fresh(kind)
      third.bind(loopbackOf(kind))

      await form.call(one, 'sendTo', 'by address', nameOf(third), {})
      await form.call(one, 'sendMessage', { data: 'by message', address: nameOf(third) })
      await form.call(one, 'connect', nameOf(third))
      await form.call(one, 'send', 'by connection')

      assert.equal(String(await form.call(third, 'recv')), 'by address')
      assert.equal(String(await form.call(third, 'recv')), 'by message')
      const last = await form.call(third, 'recvFrom', 99)
      assert.equal(String(last.data), 'by connection')
      assert.deepEqual(last.address, nameOf(one))
    })

    test(`a datagram needs a destination: ${on}`, { skip: kind.skip }, async () => {
      using socket = fresh(kind)
      const alien = loopback(kind.family === 'AF_INET' ? 'AF_INET6' : 'AF_INET', 9)

      await assert.rejects(form.call(socket, 'send', 'x'), { code: 'EDESTADDRREQ' })
      await assert.rejects(form.call(socket, 'sendMessage', { data: 'x' }), {
        code: 'EDESTADDRREQ',
      })
      await assert.rejects(form.call(socket, 'sendTo', 'x', { path: '/nowhere' }, {}), {
        code: 'EINVAL',
        syscall: 'sendto',
        address: '/nowhere',
      })
      if (kind.family === 'AF_INET') {
        await assert.rejects(form.call(socket, 'sendTo', 'x', alien, {}), { code: 'EAFNOSUPPORT' })
        await assert.rejects(form.call(socket, 'sendTo', 'x', loopbackOf(kind, 0), {}), {
          code: 'EINVAL',
          port: 0,
        })
      }
    })
  }
}

for (const kind of udp.filter(({ family }) => family === 'AF_INET')) {
  for (const form of forms) {
    test(`a broadcast without SO_BROADCAST is EACCES: ${kind.name}, ${form.name}`, {
      skip: kind.skip,
    }, async () => {
      using sender = fresh(kind)
      using receiver = fresh(kind)
      receiver.bind({ address: '0.0.0.0', port: 0 })
      const address = { address: '127.255.255.255', port: portOf(receiver) }

      await assert.rejects(form.call(sender, 'sendTo', 'x', address, {}), {
        code: 'EACCES',
        syscall: 'sendto',
        ...address,
      })
      sender.setOption('SO_BROADCAST', true)
      await form.call(sender, 'sendTo', 'all', address, {})

      assert.equal(String(await form.call(receiver, 'recv', 9, { timeout: PATIENCE })), 'all')
    })
  }
}

function fresh(kind: Kind): Socket {
  const protocol = kind.name.startsWith('UDP-Lite') ? 'IPPROTO_UDPLITE' : 'IPPROTO_UDP'
  return new Socket(kind.family, 'SOCK_DGRAM', protocol)
}

function loopbackOf(kind: Kind, port = 0): Address {
  return loopback(kind.family === 'AF_INET6' ? 'AF_INET6' : 'AF_INET', port)
}

/** An address of this machine where nobody listens. */
function nobody(kind: Kind): Address {
  using socket = fresh(kind)
  socket.bind(loopbackOf(kind))
  return nameOf(socket)
}
