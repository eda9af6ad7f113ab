import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failingAddon } from '../support/addon.ts'
import { noUnansweringPeer } from '../support/unanswering-peer.ts'
import { type ChildOptions, inChild } from '../support/child.ts'
import { cannotCount } from '../support/descriptors.ts'

// When the kernel, a security module or a filter refuses a system call halfway through one
// of our calls, nothing stays open, every promise is settled, and a refusal is never
// mistaken for a result.

const options: ChildOptions = { env: failingAddon }

type Library = typeof import('../support/library.ts')

/** The options of a child, whose body reads `what` from the environment. */
function about(what: string): ChildOptions {
  return { env: { ...failingAddon, ABOUT: what } }
}

test('a socket whose type cannot be read is closed again', {
  skip: cannotCount,
}, async () => {
  const { errors, result } = await inChild(async ({ Socket, constants }) => {
    const { readdirSync } = await import('node:fs')
    const count = () => readdirSync('/proc/self/fd').length
    const before = count()
    const codes: unknown[] = []
    const attempts = [
      () => new Socket(),
      () => Socket.pair(),
      () => {
        fail('getsockopt', constants.ENOBUFS, 2)
        return Socket.pair()
      },
    ]
    for (const attempt of attempts) {
      fail('getsockopt', constants.ENOBUFS)
      try {
        attempt()
      } catch (error) {
        codes.push((error as { code: string }).code)
      }
    }
    return { codes, left: count() - before }
  }, options)

  assert.deepEqual(result, { codes: ['ENOBUFS', 'ENOBUFS', 'ENOBUFS'], left: 0 }, errors)
})

test('connect settles when the addresses of the connection cannot be read', async () => {
  const { errors, result } = await inChild(async ({ Socket, connect, connectSync, constants }) => {
    const listener = new Socket('AF_INET')
    listener.bind('127.0.0.1:0')
    listener.listen()
    const { localAddress } = listener
    const how: string[] = []
    for (const call of ['getsockname', 'getpeername']) {
      for (const one of [connect, connectSync]) {
        fail(call, constants.ENOBUFS)
        const connected = await one(localAddress)
        how.push(connected.closed ? 'closed' : 'open')
        connected.close()
      }
    }
    listener.close()
    return how
  }, options)

  assert.deepEqual(result, ['open', 'open', 'open', 'open'], errors)
})

for (const call of ['socket', 'bind', 'connect', 'fcntl', 'getsockopt', 'reactorWatch']) {
  test(`connect settles, and leaves nothing open, whichever call is refused: ${call}`, {
    skip: cannotCount,
  }, async () => {
    const { status, errors, result } = await inChild(whicheverIsRefused, about(call))

    assert.equal(status, 0, errors)
    assert.deepEqual(result, { left: 0 }, errors) // if one never settles, there is no result
  })
}

async function whicheverIsRefused(library: Library): Promise<unknown> {
  const { Socket, connect, connectSync, constants } = library
  const call = process.env['ABOUT'] ?? ''
  const { readdirSync } = await import('node:fs')
  const count = () => readdirSync('/proc/self/fd').length
  const listener = new Socket('AF_INET')
  listener.bind('127.0.0.1:0')
  listener.listen()
  const to = listener.localAddress
  const target = { ...to, localAddress: '127.0.0.1:0' }
  const first = await connect(to) // creates the reactor
  await first.recv(1, { timeout: 1 }).catch(() => undefined)
  const before = count()
  for (let at = 1; at <= 4; at++) {
    fail(call, constants.ENOBUFS, at)
    await connect(target).then(
      (socket) => {
        socket.close()
      },
      () => undefined,
    )
    fail(call, constants.ENOBUFS, at)
    try {
      connectSync(target).close()
    } catch {
      // refused
    }
  }
  const left = count() - before
  first.close()
  listener.close()
  return { left }
}

test('a poll whose second entry cannot be watched fails, and keeps nothing', async () => {
  const { status, errors, result } = await inChild(async ({ Socket, poll, constants }) => {
    const [one, other] = Socket.pair()
    fail('reactorWatch', constants.ENOMEM, 2)
    const code = await poll([
      { socket: one, events: constants.POLLIN },
      { socket: other, events: constants.POLLIN },
    ]).then(
      () => 'ready',
      (error: unknown) => (error as { code: string }).code,
    )
    return code
  }, options)

  assert.equal(status, 0, errors) // exited by itself, so nothing keeps it alive
  assert.equal(result, 'ENOMEM')
})

test('a receive that waits for SO_RCVLOWAT settles, although poll(2) is refused at its deadline', async () => {
  const { errors, status, result } = await inChild(async ({ Socket, constants }) => {
    const listener = new Socket('AF_INET')
    listener.bind('127.0.0.1:0')
    listener.listen()
    const client = new Socket()
    client.connectSync(listener.localAddress)
    const accepted = listener.acceptSync()
    accepted.setOption('SO_RCVLOWAT', 10)

    const received = accepted.recv(10, { timeout: 20 })
    fail('pollOne', constants.ENOMEM)
    const code = await received.catch((error: unknown) => (error as { code: string }).code)
    client.sendSync('0123456789')
    return [code, String(await accepted.recv(10))]
  }, options)

  assert.equal(status, 0, errors)
  assert.deepEqual(result, ['ENOMEM', '0123456789'])
})

for (const name of ['EINTR', 'EINVAL']) {
  test(`a poll(2) that returns ${name} does not count as a connection`, {
    skip: noUnansweringPeer,
  }, async () => {
    const { errors, result } = await inChild(notMadeByPoll, about(name))

    const code = name === 'EINTR' ? 'ERR_SOCKET_TIMEOUT' : 'EINVAL'
    assert.deepEqual(result, [code, code], errors)
  })
}

async function notMadeByPoll({
  Socket,
  SocketError,
  arrived,
  constants,
}: Library): Promise<unknown> {
  const errno = process.env['ABOUT'] === 'EINTR' ? constants.EINTR : constants.EINVAL
  const listener = new Socket('AF_INET')
  listener.bind('127.0.0.1:0')
  listener.listen(0)
  const { localAddress } = listener
  const first = new Socket()
  first.connectSync(localAddress)
  arrived(listener) // its backlog is full
  const codeOf = (error: unknown) => (error instanceof SocketError ? error.code : String(error))
  const codes: string[] = []
  fail('pollOne', errno, 1, errno === constants.EINTR ? 3 : 1e9)
  const socket = new Socket()
  codes.push(await socket.connect(localAddress, { timeout: 100 }).then(() => 'made', codeOf))
  const another = new Socket()
  fail('pollOne', errno, 1, errno === constants.EINTR ? 3 : 1e9)
  try {
    another.connectSync(localAddress, { timeout: 100 })
    codes.push('made')
  } catch (error) {
    codes.push(codeOf(error))
  }
  for (const one of [listener, first, socket, another]) one.close()
  return codes
}

test('a sendAllSync whose poll(2) is refused reports how much was sent', async () => {
  const { errors, result } = await inChild(({ Socket, constants }) => {
    const [one, other] = Socket.pair()
    fail('pollOne', constants.ENOMEM)
    try {
      one.sendAllSync(Buffer.alloc(10_000_000))
      return 'sent'
    } catch (error) {
      const { code, bytesSent } = error as { code: string; bytesSent: number }
      return [code, bytesSent === other.bytesReadable && bytesSent > 0]
    }
  }, options)

  assert.deepEqual(result, ['ENOMEM', true], errors)
})
