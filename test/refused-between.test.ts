import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { test } from 'node:test'
import { type ChildOptions, inChild } from './support/child.ts'

// What the kernel, a security module or a filter refuses in the middle of a call of ours: nothing is
// left open, no promise is left unsettled, and no refusal is taken for an answer.

/** The fault that a child can have: see failing-addon.cjs. */
declare const fail: (call: string, errno: number, from?: number, times?: number) => void

const target = `${process.platform}-${process.arch}`
const given =
  process.env['BERKELEY_ADDON'] ??
  ['berkeley.glibc.node', 'berkeley.musl.node', 'berkeley.node']
    .map((name) => fileURLToPath(new URL(`../prebuilds/${target}/${name}`, import.meta.url)))
    .find((path) => existsSync(path)) ??
  ''
const options: ChildOptions = {
  env: {
    FAILING_ADDON: given,
    BERKELEY_ADDON: fileURLToPath(new URL('support/failing-addon.cjs', import.meta.url)),
  },
}

type Library = typeof import('./support/library.ts')

/** The options of a child whose body reads something of its test. */
function about(what: string): ChildOptions {
  return { env: { ...options.env, ABOUT: what } }
}

test('a socket whose type cannot be asked for is closed again', async () => {
  const { errors, result } = await inChild(async ({ Socket }) => {
    const { readdirSync } = await import('node:fs')
    const count = () => readdirSync('/proc/self/fd').length
    const before = count()
    const codes: unknown[] = []
    const attempts = [
      () => new Socket(),
      () => Socket.pair(),
      () => {
        fail('getsockopt', 105, 2)
        return Socket.pair()
      },
    ]
    for (const attempt of attempts) {
      fail('getsockopt', 105)
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

test('connect settles when the names of the connection cannot be had', async () => {
  const { errors, result } = await inChild(async ({ Socket, connect, connectSync }) => {
    const listener = new Socket()
    listener.bind('127.0.0.1:0')
    listener.listen()
    const { localAddress } = listener
    const how: string[] = []
    for (const call of ['getsockname', 'getpeername']) {
      for (const one of [connect, connectSync]) {
        fail(call, 105)
        const connected = await one(localAddress as never)
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
  test(`connect settles, and leaves nothing open, whichever call is refused: ${call}`, async () => {
    const { status, errors, result } = await inChild(whicheverIsRefused, about(call))

    assert.equal(status, 0, errors)
    assert.deepEqual(result, { left: 0, unsettled: 0 }, errors)
  })
}

async function whicheverIsRefused({ Socket, connect, connectSync }: Library): Promise<unknown> {
  const call = process.env['ABOUT'] ?? ''
  const { readdirSync } = await import('node:fs')
  const count = () => readdirSync('/proc/self/fd').length
  const listener = new Socket()
  listener.bind('127.0.0.1:0')
  listener.listen()
  const to = listener.localAddress as { address: string; port: number }
  const target = { ...to, localAddress: '127.0.0.1:0' }
  const first = await connect(to) // the reactor is there
  await first.recv(1, { timeout: 1 }).catch(() => undefined)
  const before = count()
  let unsettled = 0
  for (let at = 1; at <= 4; at++) {
    fail(call, 105, at)
    unsettled++
    await connect(target).then(
      (socket) => {
        socket.close()
      },
      () => undefined,
    )
    unsettled--
    fail(call, 105, at)
    try {
      connectSync(target).close()
    } catch {
      // refused
    }
  }
  const left = count() - before
  first.close()
  listener.close()
  return { left, unsettled }
}

test('a poll whose second entry cannot be watched fails, and keeps nothing', async () => {
  const { status, errors, result } = await inChild(async ({ Socket, poll, constants }) => {
    const [one, other] = Socket.pair()
    fail('reactorWatch', 12, 2)
    const code = await poll([
      { socket: one, events: constants.POLLIN },
      { socket: other, events: constants.POLLIN },
    ]).then(
      () => 'ready',
      (error: { code: string }) => error.code,
    )
    return code
  }, options)

  assert.equal(status, 0, errors) // ended by itself: nothing keeps it alive
  assert.equal(result, 'ENOMEM')
})

for (const [name, errno] of [
  ['EINTR', 4],
  ['EINVAL', 22],
] as const) {
  test(`a connection is not made by a poll(2) that says ${name}`, async () => {
    const { errors, result } = await inChild(notMadeByPoll, about(String(errno)))

    const blocking = name === 'EINTR' ? 'ERR_SOCKET_TIMEOUT' : 'EINVAL'
    assert.deepEqual(result, ['ERR_SOCKET_TIMEOUT', blocking], errors)
  })
}

async function notMadeByPoll({ Socket, SocketError }: Library): Promise<unknown> {
  const errno = Number(process.env['ABOUT'])
  const listener = new Socket()
  listener.bind('127.0.0.1:0')
  listener.listen(0)
  const { localAddress } = listener
  const first = new Socket()
  first.connectSync(localAddress) // the queue is full
  const codeOf = (error: unknown) => (error instanceof SocketError ? error.code : String(error))
  const codes: string[] = []
  fail('pollOne', errno, 1, errno === 4 ? 3 : 1e9)
  const socket = new Socket()
  codes.push(await socket.connect(localAddress, { timeout: 100 }).then(() => 'made', codeOf))
  const another = new Socket()
  fail('pollOne', errno, 1, errno === 4 ? 3 : 1e9)
  try {
    another.connectSync(localAddress, { timeout: 100 })
    codes.push('made')
  } catch (error) {
    codes.push(codeOf(error))
  }
  for (const one of [listener, first, socket, another]) one.close()
  return codes
}
