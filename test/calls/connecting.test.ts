import assert from 'node:assert/strict'
import { performance } from 'node:perf_hooks'
import { type TestContext, test } from 'node:test'
import {
  type Address,
  type AsyncWaitOptions,
  connect,
  type ConnectTarget,
  connectSync,
  constants,
  poll,
  Socket,
} from '../../src/index.ts'
import { calls } from '../../src/raw.ts'
import { unansweringPeer, noUnansweringPeer, closedPort } from '../support/unanswering-peer.ts'
import { cannotCount, openSockets } from '../support/descriptors.ts'
import { closing, connections, type Kind, loopback, nameOf } from '../support/kinds.ts'
import { peer, peerIsReady } from '../support/peer.ts'
import { forms } from '../support/forms.ts'
import { PATIENCE } from '../support/patience.ts'

const { EALREADY, ECONNABORTED, ECONNREFUSED, EINPROGRESS, EISCONN } = constants
const { F_GETFL, F_SETFL, O_NONBLOCK, POLLIN, POLLOUT, POLLRDHUP } = constants
const TIMED_OUT = { name: 'SocketTimeoutError', code: 'ERR_SOCKET_TIMEOUT', syscall: 'connect' }
const networks = ['AF_INET', 'AF_INET6'] as const

type Connect = (target: ConnectTarget, options?: AsyncWaitOptions) => Promise<Socket>

/** The two forms of connect(). */
const connects: readonly { name: string; connect: Connect }[] = [
  { name: 'awaited', connect },
  {
    name: 'blocking',
    connect: (target, options) =>
      new Promise((resolve) => {
        resolve(connectSync(target, options))
      }),
  },
]

for (const form of forms) {
  test(`a connect without an answer gives up at its deadline, and the connection stays pending: ${form.name}`, {
    skip: noUnansweringPeer,
  }, async (t) => {
    const address = unansweringPeer(t)
    using client = new Socket()
    const start = performance.now()

    await assert.rejects(form.call(client, 'connect', address, { timeout: 300 }), TIMED_OUT)

    assert.ok(performance.now() - start >= 300, 'not before')
    await assert.rejects(form.call(client, 'connect', address), {
      code: 'EALREADY',
      errno: -EALREADY,
    })
  })

  test(`a connect with timeout 0 begins to connect and fails with EAGAIN: ${form.name}`, {
    skip: noUnansweringPeer,
  }, async (t) => {
    const address = unansweringPeer(t)
    using client = new Socket()

    await assert.rejects(form.call(client, 'connect', address, { timeout: 0 }), {
      name: 'SocketError',
      code: 'EAGAIN',
    })

    await assert.rejects(form.call(client, 'connect', address, { timeout: 0 }), {
      code: 'EALREADY',
    })
  })

  for (const family of networks) {
    test(`a refused connect reports the address, and leaves no pending error: ${family}, ${form.name}`, async () => {
      const address = closedPort(family)
      using client = new Socket(family)

      await assert.rejects(form.call(client, 'connect', address), {
        code: 'ECONNREFUSED',
        errno: -ECONNREFUSED,
        syscall: 'connect',
        address: 'address' in address ? address.address : '',
        port: 'port' in address ? address.port : 0,
      })

      assert.equal(client.getOption('SO_ERROR'), 0)
    })
  }

  for (const kind of connections) {
    test(`a connect connects the socket, and further ones fail with EISCONN: ${kind.name}, ${form.name}`, {
      skip: kind.skip,
    }, async (t) => {
      const listener = listenerOf(kind, t)
      using client = new Socket(kind.family, kind.type)

      await form.call(client, 'connect', nameOf(listener))

      assert.deepEqual(client.remoteAddress, nameOf(listener))
      // Linux lets the first repeated connect of a TCP socket succeed, as for a caller that has not
      // yet asked for the result.
      await form.call(client, 'connect', nameOf(listener)).catch(() => undefined)
      await assert.rejects(form.call(client, 'connect', nameOf(listener)), { code: 'EISCONN' })
    })

    test(`a connect leaves O_NONBLOCK as it was: ${kind.name}, ${form.name}`, {
      skip: kind.skip,
    }, async (t) => {
      const listener = listenerOf(kind, t)
      for (const flag of [0, O_NONBLOCK]) {
        using client = new Socket(kind.family, kind.type)
        calls.fcntl(client.fd, F_SETFL, flag)

        await form.call(client, 'connect', nameOf(listener))

        assert.equal(calls.fcntl(client.fd, F_GETFL, 0) & O_NONBLOCK, flag)
      }
    })
  }

  test(`a connect to a full Unix listener waits until there is space: ${form.name}`, async (t) => {
    const listener = fullUnixListener(t)
    await peerIsReady()
    using client = new Socket('AF_UNIX')

    const accepted = peer(listener, ['pause', 100], ['accept'])
    await form.call(client, 'connect', nameOf(listener), { timeout: PATIENCE })

    assert.deepEqual(client.remoteAddress, nameOf(listener))
    await accepted
  })

  test(`a connect to a full Unix listener gives up at its deadline, and can be tried again: ${form.name}`, async (t) => {
    const listener = fullUnixListener(t)
    using client = new Socket('AF_UNIX')
    const start = performance.now()

    await assert.rejects(form.call(client, 'connect', nameOf(listener), { timeout: 50 }), TIMED_OUT)

    assert.ok(performance.now() - start >= 50, 'not before')
    await assert.rejects(form.call(client, 'connect', nameOf(listener), { timeout: 0 }), {
      code: 'EAGAIN',
    })
    listener.acceptSync().close()
    await form.call(client, 'connect', nameOf(listener), { timeout: 0 })
  })

  for (const family of networks) {
    test(`a socket that connects to itself talks to itself: ${family}, ${form.name}`, async () => {
      using socket = new Socket(family)
      socket.bind(loopback(family))

      await form.call(socket, 'connect', nameOf(socket))
      socket.sendSync('echo')

      assert.deepEqual(socket.remoteAddress, socket.localAddress)
      assert.equal((await form.call(socket, 'recv')).toString(), 'echo')
    })
  }
}

test('the raw call returns EINPROGRESS, then poll and SO_ERROR report the outcome', async () => {
  using listener = new Socket()
  listener.bind(loopback('AF_INET'))
  listener.listen()
  using client = new Socket()
  calls.fcntl(client.fd, F_SETFL, O_NONBLOCK)

  const first = calls.connect(client.fd, sockaddr(nameOf(listener)))
  await poll([{ socket: client, events: POLLOUT }])
  const error = client.getOption('SO_ERROR')
  const [second, third] = [1, 2].map(() => calls.connect(client.fd, sockaddr(nameOf(listener))))

  assert.equal(first, -EINPROGRESS)
  assert.equal(error, 0)
  assert.deepEqual([second, third], [0, -EISCONN])
})

test('the raw call to a closed port: poll 0x201d, SO_ERROR once, then ECONNABORTED', async () => {
  using client = new Socket()
  const address = closedPort()
  calls.fcntl(client.fd, F_SETFL, O_NONBLOCK)

  const first = calls.connect(client.fd, sockaddr(address))
  const [entry] = await poll([{ socket: client, events: POLLIN | POLLOUT | POLLRDHUP }])
  const errors = [client.getOption('SO_ERROR'), client.getOption('SO_ERROR')]
  const second = calls.connect(client.fd, sockaddr(address))

  assert.equal(first, -EINPROGRESS)
  assert.equal(entry?.revents, 0x201d)
  assert.deepEqual(errors, [ECONNREFUSED, 0])
  assert.equal(second, -ECONNABORTED)
})

test('poll and SO_ERROR report the outcome of a connect that was only started', async () => {
  using listener = new Socket()
  listener.bind(loopback('AF_INET'))
  listener.listen()
  using client = new Socket()
  const flags = calls.fcntl(client.fd, F_GETFL, 0)

  const first = client.startConnect(nameOf(listener))
  const ready = await poll([{ socket: client, events: POLLOUT }])

  assert.equal(first, false)
  assert.deepEqual([ready[0]?.revents, client.getOption('SO_ERROR')], [POLLOUT, 0])
  assert.equal(client.startConnect(nameOf(listener)), true)
  assert.throws(() => client.startConnect(nameOf(listener)), { code: 'EISCONN' })
  assert.equal(calls.fcntl(client.fd, F_GETFL, 0), flags)
})

test('a connect that is only started leaves a refusal to SO_ERROR', async () => {
  using client = new Socket()

  const first = client.startConnect(closedPort())
  await poll([{ socket: client, events: POLLOUT }])

  assert.equal(first, false)
  assert.deepEqual([client.getOption('SO_ERROR'), client.getOption('SO_ERROR')], [ECONNREFUSED, 0])
})

test('a connect that is only started succeeds or fails immediately for Unix sockets', (t) => {
  const listener = fullUnixListener(t)
  using client = new Socket('AF_UNIX')

  assert.throws(() => client.startConnect(nameOf(listener)), { code: 'EAGAIN' })
  listener.acceptSync().close()

  assert.equal(client.startConnect(nameOf(listener)), true)
})

for (const { name, connect } of connects) {
  test(`connect() that gives up leaves nothing open: ${name}`, {
    skip: noUnansweringPeer || cannotCount,
  }, async (t) => {
    const address = unansweringPeer(t)
    const before = openSockets()

    await assert.rejects(connect(address, { timeout: 100 }), TIMED_OUT)
    await assert.rejects(connect({ ...address, timeout: 100 }), TIMED_OUT)

    assert.deepEqual(openSockets(), before)
  })

  test(`connect() to a full Unix listener waits until there is space: ${name}`, async (t) => {
    const listener = fullUnixListener(t)
    await peerIsReady()

    const accepted = peer(listener, ['pause', 100], ['accept'])
    using client = await connect(nameOf(listener), { timeout: PATIENCE })

    assert.deepEqual(client.remoteAddress, nameOf(listener))
    await accepted
  })

  for (const family of networks) {
    test(`connect() does not connect to itself: ${family}, ${name}`, {
      skip: cannotCount,
    }, async () => {
      const address = closedPort(family)
      const before = openSockets()

      const connected = connect({ ...address, localAddress: address })

      await assert.rejects(connected, { code: 'ECONNREFUSED', syscall: 'connect' })
      assert.deepEqual(openSockets(), before)
    })
  }

  test(`connect() rejects misuse, and leaves nothing open: ${name}`, {
    skip: cannotCount,
  }, async () => {
    const before = openSockets()

    for (const target of [
      { address: '127.0.0.1', port: 65536 },
      { host: '127.0.0.1', port: -1 },
    ]) {
      await assert.rejects(connect(target), RangeError)
    }
    for (const target of [null, 5, { host: 'a\0b', port: 1 }, { host: '127.0.0.1', port: {} }]) {
      await assert.rejects(connect(target as never), TypeError)
    }
    await assert.rejects(connect({ host: '127.0.0.1', port: 1, timeout: -1 }), RangeError)

    assert.deepEqual(openSockets(), before)
  })

  test(`connect() binds to the given local address: ${name}`, async (t) => {
    const listener = networkListener(t)

    using client = await connect({ ...listener, localAddress: { address: '127.0.0.3', port: 0 } })

    assert.deepEqual(client.remoteAddress, listener)
    assert.ok('address' in client.localAddress)
    assert.equal(client.localAddress.address, '127.0.0.3')
  })

  test(`connect() that cannot bind reports it, and leaves nothing open: ${name}`, {
    skip: cannotCount,
  }, async (t) => {
    const listener = networkListener(t)
    const before = openSockets()

    const connected = connect({ ...listener, localAddress: '192.0.2.1:0' })

    await assert.rejects(connected, { code: 'EADDRNOTAVAIL', syscall: 'bind' })
    assert.deepEqual(openSockets(), before)
  })

  test(`connect() by host uses the given protocol: ${name}`, {
    skip: whyNoMultipath(),
  }, async (t) => {
    const listener = networkListener(t)
    const port = 'port' in listener ? listener.port : 0

    using client = await connect({ host: '127.0.0.1', port, protocol: 'IPPROTO_MPTCP' })

    assert.deepEqual(client.remoteAddress, listener)
    assert.notEqual(client.getOption('SOL_SOCKET', 'SO_PROTOCOL', 4).readInt32LE(), 0)
  })

  for (const kind of connections) {
    test(`connect() returns a socket that waits by default, close-on-exec: ${kind.name}, ${name}`, {
      skip: kind.skip,
    }, async (t) => {
      const listener = listenerOf(kind, t)

      using client = await connect({ ...nameOf(listener), type: kind.type })

      assert.equal(client.timeout, null)
      assert.equal(calls.fcntl(client.fd, F_GETFL, 0) & O_NONBLOCK, 0)
      assert.equal(calls.fcntl(client.fd, constants.F_GETFD, 0), constants.FD_CLOEXEC)
      assert.equal(client.type, kind.type)
    })
  }
}

test('an aborted signal ends connect() before it begins', { skip: cannotCount }, async (t) => {
  const address = networkListener(t)
  const before = openSockets()
  const signal = AbortSignal.abort('never mind')
  const aborted = { name: 'AbortError', code: 'ABORT_ERR', cause: 'never mind' }

  await assert.rejects(connect(address, { signal }), aborted)
  await assert.rejects(connect({ host: '127.0.0.1', port: 1, signal }), aborted)
  await assert.rejects(connect({ host: 'localhost', port: 1, signal }), aborted)

  assert.deepEqual(openSockets(), before)
})

function listenerOf({ family, type }: Kind, t: TestContext): Socket {
  const listener = closing(t, new Socket(family, type))
  if (family === 'AF_UNIX') listener.bind({ abstract: nextName() })
  else listener.bind(loopback(family === 'AF_INET6' ? 'AF_INET6' : 'AF_INET'))
  listener.listen()
  return listener
}

function networkListener(t: TestContext): Address {
  const listener = closing(t, new Socket())
  listener.bind(loopback('AF_INET'))
  listener.listen()
  return nameOf(listener)
}

/** A Unix listener whose backlog of one connection is full. */
function fullUnixListener(t: TestContext): Socket {
  const listener = closing(t, new Socket('AF_UNIX'))
  const first = closing(t, new Socket('AF_UNIX'))
  listener.bind({ abstract: nextName() })
  listener.listen(0)
  first.connectSync(nameOf(listener))
  return listener
}

let names = 0

function nextName(): string {
  return `berkeley-connecting-${process.pid}-${++names}`
}

/** The sockaddr of an IPv4 address of this machine. */
function sockaddr(address: Address): Uint8Array {
  assert.ok('address' in address && address.family === 'AF_INET')
  using socket = new Socket()
  const name = new Uint8Array(4 + 128)
  socket.bind({ address: '127.0.0.1', port: 0 })
  calls.getsockname(socket.fd, name)
  const bytes = Buffer.from(name.subarray(4, 4 + 16))
  bytes.writeUInt16BE(address.port, 2)
  return bytes
}

function whyNoMultipath(): string | false {
  try {
    using socket = new Socket('AF_INET', 'SOCK_STREAM', 'IPPROTO_MPTCP')
    return socket.closed && 'it closes at once'
  } catch (error) {
    return `no Multipath TCP here: ${String(error)}`
  }
}
