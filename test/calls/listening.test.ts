import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import {
  type Address,
  connectSync,
  listen,
  listenSync,
  type ListenTarget,
  Socket,
} from '../../src/index.ts'
import { cannotCount, openSockets } from '../support/descriptors.ts'
import {
  closing,
  connections,
  everyKind,
  noIPv6,
  freeInBothFamilies,
  loopback,
  nameOf,
  portOf,
} from '../support/kinds.ts'

const networks = connections.filter(({ family }) => family !== 'AF_UNIX')

/** The two forms of listen(). */
const listens: readonly { name: string; listen: (place: ListenTarget) => Promise<Socket> }[] = [
  { name: 'awaited', listen },
  {
    name: 'blocking',
    listen: (place) =>
      new Promise((resolve) => {
        resolve(listenSync(place))
      }),
  },
]

for (const { name, family, type, skip } of networks) {
  const network = family === 'AF_INET6' ? 'AF_INET6' : 'AF_INET'

  /** A socket bound to any port, or to a given one, with these options set. */
  function bound(
    t: TestContext,
    address: Address,
    ...options: ('SO_REUSEADDR' | 'SO_REUSEPORT')[]
  ): Socket {
    const socket = closing(t, new Socket(family, type))
    for (const option of options) socket.setOption(option, true)
    socket.bind(address)
    return socket
  }

  test(`a socket is bound once: ${name}`, { skip }, (t) => {
    const socket = bound(t, loopback(network))

    assert.throws(
      () => {
        socket.bind(loopback(network))
      },
      { code: 'EINVAL', syscall: 'bind' },
    )
  })

  test(`bind fails where another is bound, and says where: ${name}`, { skip }, (t) => {
    const first = bound(t, loopback(network))
    const { address, port } = { address: '', port: 0, ...nameOf(first) }

    for (const options of [[], ['SO_REUSEADDR'], ['SO_REUSEPORT']] as const) {
      assert.throws(() => bound(t, nameOf(first), ...options), {
        code: 'EADDRINUSE',
        syscall: 'bind',
        address,
        port,
      })
    }
  })

  test(`with SO_REUSEADDR on both, both are bound but only one listens: ${name}`, {
    skip,
  }, (t) => {
    const first = bound(t, loopback(network), 'SO_REUSEADDR')
    const second = bound(t, nameOf(first), 'SO_REUSEADDR')

    first.listen()

    assert.throws(
      () => {
        second.listen()
      },
      { code: 'EADDRINUSE', syscall: 'listen' },
    )
  })

  test(`with SO_REUSEPORT on both, both listen: ${name}`, { skip }, (t) => {
    const first = bound(t, loopback(network), 'SO_REUSEPORT')
    const second = bound(t, nameOf(first), 'SO_REUSEPORT')

    first.listen()
    second.listen()

    assert.deepEqual([first.listening, second.listening], [true, true])
  })

  test(`the address of another machine can't be bound: ${name}`, { skip }, (t) => {
    const foreign = network === 'AF_INET' ? '192.0.2.1' : '2001:db8::1'

    assert.throws(() => bound(t, { family: network, address: foreign, port: 0 }), {
      code: 'EADDRNOTAVAIL',
      syscall: 'bind',
      address: foreign,
      port: 0,
    })
  })

  test(`a connected socket can't be bound, nor listen: ${name}`, {
    skip,
  }, (t) => {
    const [one] = connectedPair(t)

    assert.throws(
      () => {
        one.bind(loopback(network))
      },
      { code: 'EINVAL', syscall: 'bind' },
    )
    assert.throws(
      () => {
        one.listen()
      },
      { code: 'EINVAL', syscall: 'listen' },
    )
  })

  test(`listen without bind picks a port, and a second listen changes the backlog: ${name}`, {
    skip,
  }, (t) => {
    const socket = closing(t, new Socket(family, type))

    assert.equal(socket.listening, false)
    socket.listen()
    socket.listen(1)

    assert.equal(socket.listening, true)
    assert.notEqual(portOf(socket), 0)
  })

  for (const [backlog, error] of [
    [-1, RangeError],
    [1.5, RangeError],
    [2 ** 31, RangeError],
    [Number.NaN, RangeError],
    ['1', TypeError],
  ] as const) {
    test(`a backlog of ${typeof backlog} ${backlog} is a ${error.name}, and nothing listens: ${name}`, {
      skip,
    }, (t) => {
      const socket = bound(t, loopback(network))

      assert.throws(() => {
        socket.listen(backlog as number)
      }, error)

      assert.equal(socket.listening, false)
    })
  }

  test(`a port in TIME_WAIT can be bound with SO_REUSEADDR alone, and listen() does: ${name}`, {
    skip,
  }, async (t) => {
    const listener = bound(t, loopback(network), 'SO_REUSEADDR')
    listener.listen()
    const address = nameOf(listener)
    const client = new Socket(family, type)
    client.connectSync(address)
    const accepted = listener.acceptSync()
    // The side that closes first keeps the port for a while.
    accepted.close()
    assert.equal(client.recvSync().length, 0)
    client.close()
    listener.close()

    assert.throws(() => bound(t, address), { code: 'EADDRINUSE' })
    using again = await listen(address)

    assert.deepEqual(again.localAddress, address)
  })

  function connectedPair(t: TestContext): [Socket, Socket] {
    const kind = everyKind.find((each) => each.name === name)
    assert.ok(kind)
    return kind.pair(t)
  }
}

test('listen on a datagram socket is EOPNOTSUPP', () => {
  using udp = new Socket('AF_INET', 'SOCK_DGRAM')
  using unix = new Socket('AF_UNIX', 'SOCK_DGRAM')

  for (const socket of [udp, unix]) {
    assert.throws(
      () => {
        socket.listen()
      },
      { code: 'EOPNOTSUPP', syscall: 'listen' },
    )
  }
})

test('listen of a Unix socket without a name is EINVAL', () => {
  using socket = new Socket('AF_UNIX')

  assert.throws(
    () => {
      socket.listen()
    },
    { code: 'EINVAL', syscall: 'listen' },
  )
})

test('[::] without IPV6_V6ONLY keeps IPv4 out of its port', { skip: noIPv6 }, () => {
  using both = new Socket('AF_INET6')
  both.setOption('IPV6_V6ONLY', false)
  both.bind('[::]:0')
  both.listen()

  for (const address of ['0.0.0.0', '127.0.0.1']) {
    using other = new Socket()
    assert.throws(
      () => {
        other.bind({ address, port: portOf(both) })
      },
      { code: 'EADDRINUSE' },
    )
  }
})

test('[::] with IPV6_V6ONLY leaves the port to IPv4', { skip: noIPv6 }, () => {
  using six = new Socket('AF_INET6')
  six.setOption('IPV6_V6ONLY', true)
  six.bind({ address: '::', port: freeInBothFamilies() })
  six.listen()
  using four = new Socket()

  four.bind({ address: '0.0.0.0', port: portOf(six) })
  four.listen()

  assert.equal(portOf(four), portOf(six))
})

test('IPV6_V6ONLY is too late once the socket is bound', { skip: noIPv6 }, () => {
  using socket = new Socket('AF_INET6')
  socket.bind('[::]:0')

  assert.throws(
    () => {
      socket.setOption('IPV6_V6ONLY', true)
    },
    { code: 'EINVAL', syscall: 'setsockopt' },
  )
})

for (const { name, listen } of listens) {
  test(`listen() without a host accepts IPv6 and IPv4: ${name}`, { skip: noIPv6 }, async () => {
    using listener = await listen({ port: 0 })
    const port = portOf(listener)
    using four = connectSync({ host: '127.0.0.1', port })
    using six = connectSync({ host: '::1', port })

    using first = listener.acceptSync()
    using second = listener.acceptSync()

    assert.equal(listener.family, 'AF_INET6')
    assert.deepEqual(first.remoteAddress, {
      family: 'AF_INET6',
      address: '::ffff:127.0.0.1',
      port: portOf(four),
    })
    assert.deepEqual(second.remoteAddress, six.localAddress)
  })

  for (const place of [{ host: '::' }, { address: '::' }, {}] as const) {
    const shown = JSON.stringify(place)

    test(`listen(${shown}) with dualStack false accepts only IPv6: ${name}`, {
      skip: noIPv6,
    }, async () => {
      const port = freeInBothFamilies()
      using listener = await listen({ port, dualStack: false, ...place })

      assert.throws(() => connectSync({ host: '127.0.0.1', port }), { code: 'ECONNREFUSED' })
      using four = await listen({ host: '0.0.0.0', port })
      using six = connectSync({ host: '::1', port })

      assert.deepEqual([portOf(listener), portOf(four)], [port, port])
      assert.deepEqual(six.remoteAddress, loopback('AF_INET6', port))
    })
  }

  test(`listen() with a family accepts only that: ${name}`, async () => {
    using listener = await listen({ family: 'AF_INET' })

    assert.deepEqual(listener.localAddress, {
      family: 'AF_INET',
      address: '0.0.0.0',
      port: portOf(listener),
    })
  })

  test(`listen() shares the port only with reusePort: ${name}`, async () => {
    using first = await listen({ host: '127.0.0.1', reusePort: true })
    const place = { host: '127.0.0.1', port: portOf(first) }

    using second = await listen({ ...place, reusePort: true })

    assert.equal(portOf(second), portOf(first))
    await assert.rejects(listen(place), { code: 'EADDRINUSE' })
  })

  test(`listen() where another listens fails with the address, and leaves nothing open: ${name}`, {
    skip: cannotCount,
  }, async () => {
    using first = await listen({ host: '127.0.0.1' })
    const before = openSockets()

    await assert.rejects(listen({ host: '127.0.0.1', port: portOf(first) }), {
      name: 'SocketError',
      code: 'EADDRINUSE',
      syscall: 'bind',
      address: '127.0.0.1',
      port: portOf(first),
    })
    await assert.rejects(listen({ host: '192.0.2.1' }), { code: 'EADDRNOTAVAIL' })

    assert.deepEqual(openSockets(), before)
  })

  test(`listen() respects its backlog: ${name}`, async () => {
    using listener = await listen({ abstract: `berkeley-listening-${process.pid}`, backlog: 0 })
    using first = new Socket('AF_UNIX')
    using second = new Socket('AF_UNIX')

    first.connectSync(nameOf(listener), { timeout: 0 })

    assert.throws(
      () => {
        second.connectSync(nameOf(listener), { timeout: 0 })
      },
      { code: 'EAGAIN' },
    )
  })

  test(`listen() accepts text and seqpacket sockets, and rejects misuse: ${name}`, {
    skip: cannotCount,
  }, async () => {
    const before = openSockets()
    {
      using text = await listen('127.0.0.1:0')
      using records = await listen({
        abstract: `berkeley-listening-${process.pid}`,
        type: 'SOCK_SEQPACKET',
      })

      assert.deepEqual([text.family, text.type], ['AF_INET', 'SOCK_STREAM'])
      assert.deepEqual([records.family, records.type], ['AF_UNIX', 'SOCK_SEQPACKET'])
      assert.ok(text.listening && records.listening)
    }

    const wrong = [null, 5, { host: 5 }, { port: {} }, { host: 'a\0b' }, { backlog: '1' }]
    for (const place of wrong as unknown as ListenTarget[]) {
      await assert.rejects(listen(place), TypeError)
    }
    for (const place of [
      { port: -1 },
      { port: 65536 },
      { address: '::1', port: 1e9 },
      { backlog: -1 },
    ]) {
      await assert.rejects(listen(place), RangeError)
    }
    assert.deepEqual(openSockets(), before)
  })
}

test('an aborted signal ends listen() before it begins', { skip: cannotCount }, async () => {
  const before = openSockets()
  const signal = AbortSignal.abort('never mind')

  for (const place of [{ port: 0 }, { host: '127.0.0.1' }, '127.0.0.1:0', { host: 'localhost' }]) {
    await assert.rejects(listen(place, { signal }), { name: 'AbortError', cause: 'never mind' })
  }

  assert.deepEqual(openSockets(), before)
})
