import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import {
  bind,
  bindSync,
  connect,
  connectSync,
  type HostConnectTarget,
  listen,
  listenSync,
  type SettableOptions,
  Socket,
  SocketError,
} from '../../src/index.ts'
import { race, raceSync } from '../../src/socket/connect/happy-eyeballs.ts'
import type { Resolved } from '../../src/socket/resolve.ts'
import { cannotUnshare, inChild } from '../support/child.ts'
import { cannotCount, openSockets } from '../support/descriptors.ts'
import { closing, everyKind, loopback, nameOf, portOf } from '../support/kinds.ts'
import { PATIENCE } from '../support/patience.ts'
import { twoAddresses } from '../support/two-addresses.ts'
import { noUnansweringPeer, unansweringPeer } from '../support/unanswering-peer.ts'

const LINUX = process.platform !== 'linux' && 'needs options of Linux'
/** Options that no socket accepts: setsockopt(2) fails with ENOENT. */
const REFUSED: SettableOptions = { SO_KEEPALIVE: true, TCP_CONGESTION: 'no such thing' }
const networks = everyKind.filter(({ name }) => name.startsWith('TCP'))

/** Every way to create a TCP socket with options. Some connect it to a peer. */
const creations: Record<
  string,
  (options: SettableOptions, peer: HostConnectTarget) => Socket | Promise<Socket>
> = {
  'new Socket': (options) => new Socket('AF_INET', 'SOCK_STREAM', 0, { options }),
  connect: (options, peer) => connect({ ...peer, options }),
  connectSync: (options, peer) => connectSync({ ...peer, options }),
  listen: (options) => listen({ host: '127.0.0.1', options }),
  listenSync: (options) => listenSync({ host: '127.0.0.1', options }),
  'listenSync, at an address': (options) =>
    listenSync({ family: 'AF_INET', address: '127.0.0.1', port: 0, options }),
  bind: (options) => bind({ host: '127.0.0.1', type: 'SOCK_STREAM', options }),
  bindSync: (options) => bindSync({ host: '127.0.0.1', type: 'SOCK_STREAM', options }),
}

for (const [name, create] of Object.entries(creations)) {
  test(`a socket is created with options: ${name}`, async (t) => {
    const options = { TCP_NODELAY: true, SO_KEEPALIVE: true }

    const socket = closing(t, await create(options, listening(t)))

    assert.equal(socket.getOption('TCP_NODELAY'), true)
    assert.equal(socket.getOption('SO_KEEPALIVE'), true)
  })

  test(`an option that is refused is named, and leaves nothing open: ${name}`, {
    skip: LINUX || cannotCount,
  }, async (t) => {
    const peer = listening(t)
    const before = openSockets()

    await assert.rejects(async () => await create(REFUSED, peer), {
      name: 'SocketError',
      syscall: 'setsockopt',
      code: 'ENOENT',
      address: 'TCP_CONGESTION',
    })

    assert.deepEqual(openSockets(), before)
  })

  test(`misuse of options ends a call before there is a socket: ${name}`, {
    skip: cannotCount,
  }, async (t) => {
    const wrong = { TCP_NODELAY: 'yes', NO_SUCH_OPTION: true }
    const peer = listening(t)
    const before = openSockets()

    for (const [option, value] of Object.entries(wrong)) {
      const options = { ...REFUSED, [option]: value } as never
      await assert.rejects(async () => await create(options, peer), TypeError)
    }

    assert.deepEqual(openSockets(), before)
  })

  test(`options are read once: ${name}`, async (t) => {
    let reads = 0
    const options = {
      get SO_KEEPALIVE() {
        reads++
        return true
      },
    }

    closing(t, await create(options, listening(t)))

    assert.equal(reads, 1)
  })
}

test('both sockets of a pair are created with options', (t) => {
  const options = { SO_PASSCRED: true }

  const pair = closing(t, Socket.pair('AF_UNIX', 'SOCK_DGRAM', 0, { options }))

  assert.deepEqual(
    pair.map((socket) => socket.getOption('SO_PASSCRED')),
    [true, true],
  )
})

test('a pair is closed if an option is refused', { skip: LINUX || cannotCount }, () => {
  const before = openSockets()

  assert.throws(() => Socket.pair('AF_UNIX', 'SOCK_STREAM', 0, { options: REFUSED }), {
    code: 'EOPNOTSUPP',
    address: 'TCP_CONGESTION',
  })

  assert.deepEqual(openSockets(), before)
})

for (const [name, make] of Object.entries({ connect, connectSync })) {
  for (const { name: kind, family, skip } of networks) {
    test(`the first packet of a connection has the options: ${name}, ${kind}`, {
      skip: skip || LINUX,
    }, async (t) => {
      const v6 = family === 'AF_INET6'
      const server = closing(t, new Socket(family))
      server.setOption('TCP_SAVE_SYN', 1)
      server.bind(loopback(v6 ? 'AF_INET6' : 'AF_INET'))
      server.listen()
      const options = { IP_TOS: 0xb8, IPV6_TCLASS: 0xb8, TCP_MAXSEG: 600 }

      const host = v6 ? '::1' : '127.0.0.1'
      closing(t, await make({ host, port: portOf(server), options }))

      const syn = closing(t, server.acceptSync()).getOption('TCP_SAVED_SYN')
      const header = new DataView(syn.buffer, syn.byteOffset)
      const marked = v6 ? (header.getUint16(0) >> 4) & 0xff : header.getUint8(1)
      assert.equal(marked, 0xb8)
      const tcp = v6 ? 40 : 20
      assert.deepEqual([...syn.subarray(tcp + 20, tcp + 24)], [2, 4, 600 >> 8, 600 & 0xff])
    })
  }
}

for (const [name, make] of Object.entries({ bind, bindSync, listen, listenSync })) {
  test(`options are set before the socket is bound: ${name}`, { skip: LINUX }, async (t) => {
    const elsewhere = { host: '192.0.2.1', port: 0 }

    const socket = closing(t, await make({ ...elsewhere, options: { IP_FREEBIND: true } }))

    assert.deepEqual(nameOf(socket), {
      ...loopback('AF_INET', portOf(socket)),
      address: '192.0.2.1',
    })
    await assert.rejects(async () => make(elsewhere), { code: 'EADDRNOTAVAIL' })
  })
}

test("listen's own SO_REUSEADDR comes before the options of the caller", async (t) => {
  const server = closing(t, await listen({ options: { SO_REUSEADDR: false } }))

  assert.equal(server.getOption('SO_REUSEADDR'), false)
})

test('an accepted socket inherits what its listener was created with', async (t) => {
  const options = { TCP_NODELAY: true, TCP_USER_TIMEOUT: 5000 }
  const server = closing(t, await listen({ host: '127.0.0.1', options }))
  closing(t, connectSync(nameOf(server)))

  const accepted = closing(t, server.acceptSync())

  assert.equal(accepted.getOption('TCP_NODELAY'), true)
  assert.equal(accepted.getOption('TCP_USER_TIMEOUT'), 5000)
})

for (const name of ['connect', 'connectSync'] as const) {
  test(`a host of both families is connected to with options of both: ${name}`, {
    skip: cannotUnshare,
  }, async () => {
    const { result, errors } = await inChild(
      async ({ Socket, connect, connectSync, PATIENCE }) => {
        const make = process.env['FORM'] === 'connectSync' ? connectSync : connect
        const options = { IP_TOS: 0x28, IPV6_TCLASS: 0x28, SO_KEEPALIVE: true }
        const won: unknown[] = []
        for (const address of ['127.0.0.1', '[::1]']) {
          const family = address === '127.0.0.1' ? 'AF_INET' : 'AF_INET6'
          const listener = new Socket(family)
          if (family === 'AF_INET6') listener.setOption('IPV6_V6ONLY', true)
          listener.bind(`${address}:7000`)
          listener.listen()
          const target = { host: 'two.test', port: 7000, timeout: PATIENCE, options }
          const socket = await make(target)
          won.push([
            socket.family,
            socket.getOption(socket.family === 'AF_INET' ? 'IP_TOS' : 'IPV6_TCLASS'),
            socket.getOption('SO_KEEPALIVE'),
          ])
          socket.close()
          listener.close()
        }
        return won
      },
      { network: twoAddresses, env: { FORM: name } },
    )

    const expected = [
      ['AF_INET', 0x28, true],
      ['AF_INET6', 0x28, true],
    ]
    assert.deepEqual(result, expected, errors)
  })
}

test('IPv6 options are refused if the caller chose IPv4', async (t) => {
  const { port } = listening(t)
  const options = { IPV6_TCLASS: 0x28 }
  const refused = { syscall: 'setsockopt', code: 'ENOPROTOOPT', address: 'IPV6_TCLASS' }

  await assert.rejects(connect({ host: 'localhost', family: 'AF_INET', port, options }), refused)
  await assert.rejects(connect({ family: 'AF_INET', address: '127.0.0.1', port, options }), refused)
})

test('IPv6 options alone are refused for a numeric host of IPv4', async (t) => {
  const { port } = listening(t)
  const host = { host: '127.0.0.1', port }
  const options = { IPV6_RECVPKTINFO: true }
  const refused = { syscall: 'setsockopt', code: 'ENOPROTOOPT', address: 'IPV6_RECVPKTINFO' }

  await assert.rejects(connect({ ...host, options }), refused)
  await assert.rejects(bind({ host: '127.0.0.1', options }), refused)
  assert.throws(() => connectSync({ ...host, options }), refused)
  assert.throws(() => bindSync({ host: '127.0.0.1', options }), refused)
  closing(t, bindSync({ host: '::1', options }))
  closing(t, bindSync({ host: '127.0.0.1', options: { ...options, IP_PKTINFO: true } }))
})

for (const [name, make] of Object.entries({ connect, connectSync })) {
  test(`an option that is refused is the error of a call that does not wait: ${name}`, {
    skip: LINUX || cannotCount,
  }, async (t) => {
    const target = { ...listening(t), timeout: 0, options: REFUSED }
    const before = openSockets()

    await assert.rejects(async () => make(target), { code: 'ENOENT', address: 'TCP_CONGESTION' })

    assert.deepEqual(openSockets(), before)
  })

  test(`the receive buffer is set before the window is announced: ${name}`, {
    skip: LINUX,
  }, async (t) => {
    const server = closing(t, listenSync({ host: '127.0.0.1' }))

    closing(t, await make({ ...target(server), options: { SO_RCVBUF: 4096 } }))

    const accepted = closing(t, server.acceptSync())
    assert.equal(accepted.getOption('TCP_INFO').snd_wscale, 0)
  })
}

for (const [name, make] of Object.entries({ race, raceSync })) {
  test(`an option that is refused ends the attempts under way: ${name}`, {
    skip: noUnansweringPeer || cannotCount,
  }, async (t) => {
    const address = unansweringPeer(t)
    const candidate: Resolved = { family: 'AF_INET', type: 'SOCK_STREAM', protocol: 0, address }
    const candidates = [candidate, candidate]
    const before = openSockets()
    let opened = 0
    const open = () => {
      if (opened++ === 0) return new Socket()
      return new Socket('AF_INET', 'SOCK_STREAM', 0, { options: REFUSED })
    }
    const limits = { timeout: PATIENCE }

    await assert.rejects(
      async () =>
        make === race ? race(candidates, open, limits) : raceSync(candidates, open, limits),
      { syscall: 'setsockopt', address: 'TCP_CONGESTION' },
    )

    assert.deepEqual(openSockets(), before)
  })
}

test('a misspelt option is reported before its host is looked up', async () => {
  const target = { host: 'no-such-host.invalid', port: 1, options: { SO_MARKK: 1 } as object }

  await assert.rejects(connect(target), TypeError)
  assert.throws(() => connectSync(target), TypeError)
})

test('an option of the socket among those of the call is told where it belongs', async () => {
  const stray = { TCP_NODELAY: true } as object
  const expected = { name: 'TypeError', message: /options: \{ TCP_NODELAY: … \}/ }

  await assert.rejects(connect({ host: '127.0.0.1', port: 1, ...stray }), expected)
  await assert.rejects(listen({ ...stray }), expected)
  await assert.rejects(bind({ ...stray }), expected)
  assert.throws(() => new Socket('AF_INET', 'SOCK_STREAM', 0, stray), expected)
  assert.throws(() => Socket.pair('AF_UNIX', 'SOCK_STREAM', 0, stray), expected)
  assert.throws(() => new Socket('AF_INET', 'SOCK_STREAM', 0, { option: {} } as object), {
    name: 'TypeError',
    message: /did you mean options\?/,
  })
})

test('setOptions sets options in the order given', { skip: LINUX }, (t) => {
  const one = closing(t, new Socket('AF_INET', 'SOCK_DGRAM'))
  const other = closing(t, new Socket('AF_INET', 'SOCK_DGRAM'))

  one.setOptions({ IP_TOS: 0xb8, SO_PRIORITY: 3 }) // IP_TOS sets SO_PRIORITY too
  other.setOptions({ SO_PRIORITY: 3, IP_TOS: 0xb8 })

  assert.equal(one.getOption('SO_PRIORITY'), 3)
  assert.notEqual(other.getOption('SO_PRIORITY'), 3)
})

test('setOptions checks all options before it sets the first', (t) => {
  const socket = closing(t, new Socket())
  const wrong = [{ NO_SUCH_OPTION: 1 }, { TCP_NODELAY: 1 }, { SO_RCVBUF: 2 ** 40 }]

  for (const last of wrong) {
    assert.throws(() => {
      socket.setOptions({ SO_KEEPALIVE: true, ...(last as object) })
    }, /TypeError|RangeError/)
  }

  assert.equal(socket.getOption('SO_KEEPALIVE'), false)
})

test('setOptions stops at the option that the kernel refuses, and names it', {
  skip: LINUX,
}, (t) => {
  const socket = closing(t, new Socket())

  assert.throws(
    () => {
      socket.setOptions({ ...REFUSED, TCP_NODELAY: true })
    },
    { syscall: 'setsockopt', code: 'ENOENT', address: 'TCP_CONGESTION' },
  )

  assert.equal(socket.getOption('SO_KEEPALIVE'), true)
  assert.equal(socket.getOption('TCP_NODELAY'), false)
})

test('setOptions refuses a closed socket, even if reading the options closed it', () => {
  const socket = new Socket()
  const options = {
    get SO_KEEPALIVE() {
      socket.close()
      return true
    },
  }

  for (const given of [options, { TCP_NODELAY: true }]) {
    assert.throws(
      () => {
        socket.setOptions(given)
      },
      (error: unknown) => error instanceof SocketError && error.code === 'ERR_SOCKET_CLOSED',
    )
  }
})

test('setOptions accepts an empty object, and refuses anything else', (t) => {
  const socket = closing(t, new Socket())

  socket.setOptions({})

  for (const nothing of [undefined, null, 'SO_KEEPALIVE', 1]) {
    assert.throws(() => {
      socket.setOptions(nothing as never)
    }, TypeError)
  }
})

/** A listening socket to connect to, closed when the test is over. */
function listening(t: TestContext): HostConnectTarget & { port: number } {
  const server = closing(t, new Socket())
  server.bind(loopback('AF_INET'))
  server.listen()
  return target(server)
}

function target(server: Socket): HostConnectTarget & { port: number } {
  return { host: '127.0.0.1', port: portOf(server) }
}
