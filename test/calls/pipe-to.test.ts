import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { Socket, type SocketError } from '../../src/index.ts'
import { cannotCount, openDescriptors } from '../support/descriptors.ts'
import { forms } from '../support/forms.ts'
import { closing, type Kind, streams } from '../support/kinds.ts'
import { open } from '../support/loose.ts'
import { peer, peerIsReady } from '../support/peer.ts'
import { PATIENCE } from '../support/patience.ts'
import { narrow, pattern, rest } from '../support/streams.ts'

const large = pattern(5_000_001)
const small = pattern(20_003)

await peerIsReady()

/** A client, the two sockets of a proxy, and a server. */
function proxy(t: TestContext, kind: Kind): [Socket, Socket, Socket, Socket] {
  return [...kind.pair(t), ...kind.pair(t)]
}

for (const kind of streams) {
  const { skip } = kind

  for (const form of forms) {
    const on = `${kind.name}, ${form.name}`

    test(`pipeTo transfers everything, and the end: ${on}`, { skip }, async (t) => {
      const [client, one, other, server] = proxy(t, kind)
      await client.sendAll(small)
      client.shutdown('SHUT_WR')

      assert.equal(await form.call(one, 'pipeTo', other), small.length)

      assert.deepEqual(await rest(server), small)
    })

    test(`pipeTo waits for a slow sender, and for a slow receiver: ${on}`, { skip }, async (t) => {
      const [client, one, other, server] = proxy(t, kind)
      const sending = peer(
        client,
        ['sendAll', 100_000],
        ['pause', 20],
        ['sendAll', 100_000],
        ['shutdown', 'SHUT_WR'],
      )
      const draining = peer(server, ['drain', Number.POSITIVE_INFINITY, 50_000, 1])

      assert.equal(await form.call(one, 'pipeTo', other), 200_000)

      await sending
      assert.equal(await draining, 200_000)
    })

    test(`pipeTo with bytes takes no more, and leaves the other socket open: ${on}`, {
      skip,
    }, async (t) => {
      const [client, one, other, server] = proxy(t, kind)
      await client.sendAll('first second')

      assert.equal(await form.call(one, 'pipeTo', other, { bytes: 6 }), 6)
      assert.equal(await form.call(one, 'pipeTo', other, { bytes: 0 }), 0)
      await form.call(other, 'send', '|')
      assert.equal(String(await one.recv()), 'second')
      client.shutdown('SHUT_WR')
      assert.equal(await form.call(one, 'pipeTo', other, { bytes: 6 }), 0)
      await form.call(other, 'send', '|')

      other.close()
      assert.equal(String(await rest(server)), 'first ||')
    })

    test(`pipeTo that times out waiting for data has sent what came: ${on}`, {
      skip,
    }, async (t) => {
      const [client, one, other, server] = proxy(t, kind)
      await client.sendAll('some')

      await assert.rejects(form.call(one, 'pipeTo', other, { timeout: 30 }), {
        name: 'SocketTimeoutError',
        syscall: 'splice',
        bytesSent: 4,
      })

      assert.equal(String(await server.recv()), 'some')
      await client.sendAll('more')
      assert.equal(String(await one.recv()), 'more')
    })

    test(`pipeTo that times out waiting to send returns what it had taken: ${on}`, {
      skip,
    }, async (t) => {
      const [client, one, other, server] = proxy(t, kind)
      narrow(other, server)
      const sending = client.sendAll(large)
      void sending.catch(() => undefined)
      if (form.name === 'blocking') await setImmediate()

      const error = (await form
        .call(one, 'pipeTo', other, { timeout: 50 })
        .catch((reason: unknown) => reason)) as SocketError

      assert.equal(error.code, 'ERR_SOCKET_TIMEOUT')
      other.close()
      const before = await rest(server)
      assert.equal(error.bytesSent, before.length)
      const next = await one.recv(1000, { flags: 'MSG_WAITALL' })
      const seen = Buffer.concat([before, error.data ?? new Uint8Array(), next])
      assert.ok(
        seen.equals(large.subarray(0, seen.length)),
        'nothing is lost, and nothing repeated',
      )
    })

    test(`pipeTo to a peer that is gone fails, and returns what it had taken: ${on}`, {
      skip,
    }, async (t) => {
      const [client, one, other, server] = proxy(t, kind)
      await client.sendAll('lost?')
      server.close()
      await assert.rejects(async () => {
        for (;;) await other.send('x')
      })

      await assert.rejects(form.call(one, 'pipeTo', other), (error: SocketError) => {
        assert.equal(error.code, 'EPIPE')
        assert.equal(error.bytesSent, 0)
        assert.equal(String(Buffer.from(error.data ?? [])), 'lost?')
        return true
      })
    })

    test(`pipeTo carries the end to a peer that is gone without an error: ${on}`, {
      skip,
    }, async (t) => {
      const [client, one, other, server] = proxy(t, kind)
      client.shutdown('SHUT_WR')
      other.sendSync('unread')
      server.close()

      assert.equal(await form.call(one, 'pipeTo', other), 0)
    })

    test(`pipeTo keeps O_NONBLOCK of both sockets, and opens nothing for long: ${on}`, {
      skip: skip || cannotCount,
    }, async (t) => {
      const [client, one, other, server] = proxy(t, kind)
      const before = openDescriptors()

      for (const [first, second] of [
        [true, false],
        [false, true],
      ] as const) {
        one.nonblocking = first
        other.nonblocking = second
        await client.sendAll('some')

        assert.equal(await form.call(one, 'pipeTo', other, { bytes: 4 }), 4)

        assert.deepEqual([one.nonblocking, other.nonblocking], [first, second])
        await server.recv()
      }
      assert.ok(openDescriptors() - before <= 1, 'the reactor alone')
    })

    test(`pipeTo passes urgent data over, and sends what comes after it: ${on}`, {
      skip: skip || (kind.family === 'AF_UNIX' && 'splice(2) takes urgent data of Unix sockets'),
    }, async (t) => {
      const [client, one, other, server] = proxy(t, kind)
      await client.send('before ')
      await client.send('!', { flags: 'MSG_OOB' })
      await client.send('after')
      client.shutdown('SHUT_WR')

      assert.equal(await form.call(one, 'pipeTo', other, { timeout: PATIENCE }), 12)

      assert.equal(String(await rest(server)), 'before after')
    })

    test(`pipeTo to the same socket is an echo: ${on}`, { skip }, async (t) => {
      const [client, one] = kind.pair(t)
      await client.sendAll(small)
      client.shutdown('SHUT_WR')

      assert.equal(await form.call(one, 'pipeTo', one), small.length)

      assert.deepEqual(await rest(client), small)
    })
  }

  test(`two pipeTo are a proxy, for as long as either side sends: ${kind.name}`, {
    skip,
  }, async (t) => {
    const [client, one, other, server] = proxy(t, kind)
    const proxying = Promise.all([one.pipeTo(other), other.pipeTo(one)])

    for (const word of ['question', 'again']) {
      await client.send(word)
      assert.equal(String(await server.recv()), word)
      await server.send(word.toUpperCase())
      assert.equal(String(await client.recv()), word.toUpperCase())
    }
    client.shutdown('SHUT_WR')
    assert.equal((await server.recv()).length, 0)
    const sending = server.sendAll(large).finally(() => {
      server.shutdown('SHUT_WR')
    })

    assert.ok(large.equals(await rest(client)))
    await sending
    assert.deepEqual(await proxying, [13, 13 + large.length])
  })

  test(`an abort ends pipeTo, which loses nothing: ${kind.name}`, { skip }, async (t) => {
    const [client, one, other, server] = proxy(t, kind)
    narrow(other, server)
    const controller = new AbortController()
    const { signal } = controller
    const sending = client.sendAll(large)
    void sending.catch(() => undefined)

    const piping = one.pipeTo(other, { signal }).catch((reason: unknown) => reason)
    const first = await server.recv(10)
    controller.abort()
    const error = (await piping) as SocketError

    assert.equal(error.name, 'AbortError')
    other.close()
    const before = Buffer.concat([first, await rest(server)])
    assert.equal(error.bytesSent, before.length)
    const next = await one.recv(10)
    const seen = Buffer.concat([before, error.data ?? new Uint8Array(), next])
    assert.ok(seen.equals(large.subarray(0, seen.length)))
  })

  test(`closing either socket ends pipeTo, whichever it waits for: ${kind.name}`, {
    skip: skip || cannotCount,
  }, async (t) => {
    for (const waitsFor of ['data', 'space'])
      for (const closes of ['one', 'other'] as const) {
        const [client, one, other, server] = proxy(t, kind)
        narrow(other, server)
        const sockets = { one, other }
        const before = openDescriptors()
        const sending = waitsFor === 'space' ? client.sendAll(large) : undefined
        sending?.catch(() => undefined)

        const piping = one.pipeTo(other)
        for (let turn = 0; turn < 5; turn++) await setImmediate()
        sockets[closes].close()

        await assert.rejects(piping, { code: 'ERR_SOCKET_CLOSED' }, `${closes}, for ${waitsFor}`)
        client.close()
        assert.ok(openDescriptors() < before + 1)
      }
  })

  test(`a reset of the sender ends pipeTo with its error: ${kind.name}`, {
    skip: skip || (kind.family === 'AF_UNIX' && 'a Unix socket ends without a reset'),
  }, async (t) => {
    const [client, one, other] = proxy(t, kind)
    client.setOption('SO_LINGER', { onoff: true, seconds: 0 })

    const piping = one.pipeTo(other)
    client.close()

    await assert.rejects(piping, { code: 'ECONNRESET', bytesSent: 0 })
  })
}

test('pipeTo connects streams of different families', async (t) => {
  const [tcp, unix] = [streams[0], streams.at(-1)]
  assert.ok(tcp && unix)
  const [client, one] = tcp.pair(t)
  const [other, server] = unix.pair(t)
  const proxying = Promise.all([one.pipeTo(other), other.pipeTo(one)])
  const echoing = server.pipeTo(server)

  const sending = client.sendAll(large).finally(() => {
    client.shutdown('SHUT_WR')
  })

  assert.ok(large.equals(await rest(client)))
  await sending
  assert.equal(await echoing, large.length)
  assert.deepEqual(await proxying, [large.length, large.length])
})

test('misuse of pipeTo is named, with what it takes', async (t) => {
  const [one, other] = closing(t, Socket.pair())
  const datagrams = closing(t, new Socket('AF_INET', 'SOCK_DGRAM'))
  const loose = one as unknown as Record<'pipeTo', (...args: unknown[]) => Promise<unknown>>

  for (const [message, ...args] of [
    ['pipeTo takes a Socket, not undefined; of Node’s: Socket.borrow(it)'],
    [
      'pipeTo takes a Socket, not a WritableStream; of Node’s: Socket.borrow(it)',
      new WritableStream(),
    ],
    ['pipeTo needs two streams, not SOCK_DGRAM: send what messages() returns', datagrams],
    ['bytes must be a number of bytes, not null', other, { bytes: null }],
    [
      'bytes must be a whole number of bytes, 0 to 9007199254740991, not 1.5',
      other,
      { bytes: 1.5 },
    ],
    [
      'Unknown option: preventClose; with { bytes }, the other socket is not shut down',
      other,
      { preventClose: true },
    ],
    ['Options must be an object, not 9: the most bytes to transfer is { bytes }', other, 9],
  ] as const) {
    const error: unknown = await loose.pipeTo(...args).catch((reason: unknown) => reason)

    assert.ok(error instanceof TypeError || error instanceof RangeError, String(error))
    assert.equal(error.message, message.replace('’', "'"))
  }
  await assert.rejects(open(t, 'udp')['pipeTo']?.(one) as Promise<unknown>, TypeError)
})

test('pipeTo of a closed socket, and to one, says so', async (t) => {
  const [one, other] = closing(t, Socket.pair())
  other.close()

  for (const form of forms) {
    await assert.rejects(form.call(one, 'pipeTo', other), { code: 'ERR_SOCKET_CLOSED' })
    await assert.rejects(form.call(other, 'pipeTo', one), { code: 'ERR_SOCKET_CLOSED' })
  }
})

test('pipeTo of a socket that is not connected says so', async (t) => {
  const [one] = closing(t, Socket.pair())
  const apart = closing(t, new Socket('AF_INET', 'SOCK_STREAM'))

  await assert.rejects(apart.pipeTo(one), { code: 'ENOTCONN', message: /\(connect first\)$/ })
})

test('closing the other end ends a transfer that waits behind another call', async (t) => {
  const [source] = closing(t, Socket.pair())
  const [sink] = closing(t, Socket.pair())
  const first = source.recv()
  const piped = source.pipeTo(sink)

  sink.close()

  await assert.rejects(piped, { code: 'ERR_SOCKET_CLOSED', bytesSent: 0 })
  source.close()
  await assert.rejects(first, { code: 'ERR_SOCKET_CLOSED' })
})

test('closing the other end ends a transfer that waits for more than a byte', async (t) => {
  const [source] = closing(t, Socket.pair())
  const [sink] = closing(t, Socket.pair())
  source.setOption('SO_RCVLOWAT', 10)
  const piped = source.pipeTo(sink)

  sink.close()

  await assert.rejects(piped, { code: 'ERR_SOCKET_CLOSED', bytesSent: 0 })
})

test('pipeTo of a socket that listens says so', async (t) => {
  const [one] = closing(t, Socket.pair())
  const listener = closing(t, new Socket('AF_INET', 'SOCK_STREAM'))
  listener.bind('127.0.0.1:0')
  listener.listen()

  for (const form of forms) {
    await assert.rejects(form.call(listener, 'pipeTo', one), { code: 'ENOTCONN' })
  }
})
