import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type Address, constants, poll, Socket, SocketError } from '../../src/index.ts'
import { calls } from '../../src/raw.ts'
import { failingAddon } from '../support/addon.ts'
import { inChild } from '../support/child.ts'
import { closing, connections, type Kind, loopback, nameOf } from '../support/kinds.ts'
import { peer, peerIsReady } from '../support/peer.ts'
import { type Form, forms } from '../support/forms.ts'
import { PATIENCE } from '../support/patience.ts'

const { F_GETFD, F_GETFL, F_SETFL, FD_CLOEXEC, O_NONBLOCK, POLLIN } = constants
const CLOSED = { code: 'ERR_SOCKET_CLOSED', syscall: 'accept' }
const networks = connections.filter(({ family }) => family !== 'AF_UNIX')

for (const kind of connections) {
  test(`close() ends every waiting accept, and no client can connect afterwards: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const listener = listenerOf(kind, t)
    const name = nameOf(listener)
    using client = new Socket(kind.family, kind.type)

    const pending = [listener.accept(), listener.accept()]
    listener.close()

    for (const each of pending) await assert.rejects(each, CLOSED)
    await assert.rejects(client.connect(name), { code: 'ECONNREFUSED' })
  })

  test(`close() ends the iteration over connections quietly: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const listener = listenerOf(kind, t)
    let taken = 0

    for await (const connection of iterated(listener, kind)) {
      taken++
      connection.close()
      listener.close()
    }

    assert.equal(taken, 1)
  })

  for (const form of forms) {
    test(`a shutdown under an accept that waits ends it with EINVAL: ${kind.name}, ${form.name}`, {
      skip: kind.skip,
    }, async (t) => {
      const listener = listenerOf(kind, t)
      await peerIsReady()

      const shut = peer(listener, ['pause', 50], ['shutdown', 'SHUT_RDWR'])
      const accepted = form.call(listener, 'accept')

      await assert.rejects(accepted, { code: 'EINVAL', syscall: 'accept' })
      await shut
    })

    test(`an accepted socket waits by default, is close-on-exec, and has no timeout from its listener: ${kind.name}, ${form.name}`, {
      skip: kind.skip,
    }, async (t) => {
      const listener = listenerOf(kind, t)
      using client = new Socket(kind.family, kind.type)
      listener.timeout = PATIENCE
      calls.fcntl(listener.fd, F_SETFL, O_NONBLOCK)
      client.connectSync(nameOf(listener))

      using accepted = await form.call(listener, 'accept')

      assert.equal(accepted.timeout, null)
      assert.equal(calls.fcntl(accepted.fd, F_GETFL, 0) & O_NONBLOCK, 0)
      assert.equal(calls.fcntl(accepted.fd, F_GETFD, 0), FD_CLOEXEC)
      assert.deepEqual(
        [accepted.family, accepted.type, accepted.protocol, accepted.listening],
        [kind.family, kind.type, listener.protocol, false],
      )
    })

    test(`connections are accepted in the order of their arrival: ${kind.name}, ${form.name}`, {
      skip: kind.skip,
    }, async (t) => {
      const listener = listenerOf(kind, t)
      const clients = Array.from({ length: 3 }, () => new Socket(kind.family, kind.type))
      for (const [i, client] of clients.entries()) {
        client.connectSync(nameOf(listener))
        client.sendSync(`${i}`)
      }

      const heard: string[] = []
      for (const client of clients) {
        using accepted = await form.call(listener, 'accept')
        heard.push((await form.call(accepted, 'recv')).toString())
        client.close()
      }

      assert.deepEqual(heard, ['0', '1', '2'])
    })

    test(`a listener refuses to connect, send and receive: ${kind.name}, ${form.name}`, {
      skip: kind.skip,
    }, async (t) => {
      const listener = listenerOf(kind, t)
      const unix = kind.family === 'AF_UNIX'

      await refused(form, listener, 'recv', unix && kind.stream ? 'EINVAL' : 'ENOTCONN')
      await refused(form, listener, 'send', unix ? 'ENOTCONN' : 'EPIPE', 'x')
      await refused(form, listener, 'connect', unix ? 'EINVAL' : 'EISCONN', nameOf(listener))
      assert.throws(() => listener.remoteAddress, { code: 'ENOTCONN' })
      assert.equal(listener.listening, true)
    })

    test(`accept of a socket that does not listen is refused: ${kind.name}, ${form.name}`, {
      skip: kind.skip,
    }, async (t) => {
      using fresh = new Socket(kind.family, kind.type)
      const [connected] = kind.pair(t)

      await refused(form, fresh, 'accept', 'EINVAL')
      await refused(form, connected, 'accept', 'EINVAL')
    })
  }
}

for (const form of forms) {
  test(`accept of a datagram socket is EOPNOTSUPP: ${form.name}`, async () => {
    using udp = new Socket('AF_INET', 'SOCK_DGRAM')
    using unix = new Socket('AF_UNIX', 'SOCK_DGRAM')

    await refused(form, udp, 'accept', 'EOPNOTSUPP')
    await refused(form, unix, 'accept', 'EOPNOTSUPP')
  })

  for (const kind of networks) {
    test(`a connection that was reset in the meantime is accepted, knows its peer, and its first receive reports the reset: ${kind.name}, ${form.name}`, {
      skip: kind.skip,
    }, async (t) => {
      const listener = listenerOf(kind, t)
      const peer = await resetConnection(listener)

      using accepted = await form.call(listener, 'accept')

      assert.deepEqual(accepted.remoteAddress, peer)
      await refused(form, accepted, 'recv', 'ECONNRESET')
    })

    test(`an accepted socket has the options of its listener: ${kind.name}, ${form.name}`, {
      skip: kind.skip,
    }, async (t) => {
      const listener = listenerOf(kind, t)
      using client = new Socket(kind.family, kind.type)
      listener.setOption('SO_KEEPALIVE', true)
      listener.setOption('TCP_NODELAY', true)
      listener.setOption('SO_LINGER', { onoff: true, seconds: 7 })
      listener.setOption('SO_RCVBUF', 50_000)
      client.connectSync(nameOf(listener))

      using accepted = await form.call(listener, 'accept')

      assert.equal(accepted.getOption('SO_KEEPALIVE'), true)
      assert.equal(accepted.getOption('TCP_NODELAY'), true)
      assert.deepEqual(accepted.getOption('SO_LINGER'), { onoff: true, seconds: 7 })
      assert.equal(accepted.getOption('SO_RCVBUF'), listener.getOption('SO_RCVBUF'))
      accepted.setOption('SO_LINGER', { onoff: false, seconds: 0 })
    })
  }
}

for (const kind of networks) {
  test(`the iteration over connections survives one that was reset: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const listener = listenerOf(kind, t)
    await resetConnection(listener)
    using client = new Socket(kind.family, kind.type)
    client.connectSync(nameOf(listener))
    client.sendSync('alive')

    const heard: string[] = []
    for await (const connection of listener.connections()) {
      heard.push(await connection.recv().then(String, codeOf))
      connection.close()
      if (heard.length === 2) listener.close()
    }

    assert.deepEqual(heard, ['ECONNRESET', 'alive'])
  })
}

test('a blocking accept does not continue on a descriptor that was closed', async () => {
  const { result, errors } = await inChild(async ({ Socket, inWorker, PATIENCE }) => {
    const listener = new Socket()
    listener.bind('127.0.0.1:0')
    listener.listen()
    const closer = inWorker(async ({ calls }) => {
      const { parentPort } = await import('node:worker_threads')
      parentPort?.once('message', (fd: number) => {
        calls.pollOne(-1, 0, 100) // by then the other thread most likely waits
        calls.close(fd)
      })
      parentPort?.postMessage('ready')
    })
    await new Promise((resolve) => closer.once('message', resolve))
    closer.postMessage(listener.fd)
    let code: unknown
    try {
      listener.acceptSync({ timeout: PATIENCE }).close()
    } catch (error) {
      code = (error as { code: unknown }).code
    }
    listener.detach() // the number no longer belongs to anyone
    return code
  })

  assert.equal(result, 'EBADF', errors)
})

test('without descriptors accept fails with EMFILE, the connection stays queued, and connections() continues later', async () => {
  const { result, errors, status } = await inChild(
    async ({ Socket, constants, poll }) => {
      const listener = new Socket()
      listener.bind('127.0.0.1:0')
      listener.listen()
      const address = listener.localAddress
      const client = new Socket()
      client.connectSync(address)
      client.sendSync('patient')
      const readable = [{ socket: listener, events: constants.POLLIN }]
      await poll(readable)
      const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code
      const fillers: InstanceType<typeof Socket>[] = []
      try {
        for (;;) fillers.push(new Socket())
      } catch (error) {
        const full = codeOf(error)
        const awaited = await listener.accept().catch(codeOf)
        let blocking: unknown
        try {
          listener.acceptSync().close()
        } catch (refusal) {
          blocking = codeOf(refusal)
        }
        const [entry] = await poll(readable)
        const before = callsMade()
        const next = listener.connections().next()
        setTimeout(() => {
          for (const filler of fillers) filler.close()
        }, 400)
        const { value } = await next
        const calls = callsMade() - before
        const heard = value ? (await value.recv()).toString() : 'nothing'
        for (const socket of [value, client, listener]) socket?.close()
        return {
          full,
          awaited,
          blocking,
          revents: entry?.revents,
          heard,
          calls,
        }
      }
    },
    { limits: 'ulimit -n 100', env: failingAddon },
  )

  const { calls, ...rest } = result ?? { calls: Number.NaN }
  assert.equal(status, 0, errors)
  assert.deepEqual(rest, {
    full: 'EMFILE',
    awaited: 'EMFILE',
    blocking: 'EMFILE',
    revents: POLLIN,
    heard: 'patient',
  })
  assert.ok(calls < 1000, `${calls} calls in 400 ms without descriptors`)
})

function codeOf(error: unknown): string {
  return error instanceof SocketError ? error.code : String(error)
}

/** Iterates over connections, starting with one that is already pending. */
function iterated(listener: Socket, { family, type }: Kind): AsyncIterable<Socket> {
  const client = new Socket(family, type)
  client.connectSync(nameOf(listener))
  client.close()
  return listener.connections()
}

/** Queues a connection that its peer resets before it is accepted. */
async function resetConnection(listener: Socket): Promise<Address> {
  const client = new Socket(listener.family as 'AF_INET')
  client.connectSync(nameOf(listener))
  const { localAddress } = client
  client.setOption('SO_LINGER', { onoff: true, seconds: 0 })
  client.close()
  await poll([{ socket: listener, events: POLLIN }])
  return localAddress
}

async function refused<Name extends 'accept' | 'connect' | 'recv' | 'send'>(
  form: Form,
  socket: Socket,
  name: Name,
  code: string,
  ...args: Partial<Parameters<Socket[Name]>>
): Promise<void> {
  socket.timeout = PATIENCE
  const answer = form.call(socket, name, ...(args as unknown as Parameters<Socket[Name]>))
  await assert.rejects(answer, { name: 'SocketError', code, syscall: name })
}

let names = 0

function listenerOf({ family, type }: Kind, t: TestContext): Socket {
  const listener = closing(t, new Socket(family, type))
  if (family === 'AF_UNIX')
    listener.bind({ abstract: `berkeley-accepting-${process.pid}-${++names}` })
  else listener.bind(loopback(family === 'AF_INET6' ? 'AF_INET6' : 'AF_INET'))
  listener.listen()
  return listener
}
