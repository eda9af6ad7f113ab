import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  connect,
  connectSync,
  constants,
  poll,
  Socket,
  SocketError,
  SocketTimeoutError,
} from '../../src/index.ts'
import { race, raceSync } from '../../src/socket/connect/happy-eyeballs.ts'
import { asResolved } from '../../src/socket/resolve.ts'
import {
  unansweringPeer,
  noUnansweringPeer,
  closedPort,
  fullListener,
} from '../support/unanswering-peer.ts'
import { connections, loopback, nameOf, noIPv6 } from '../support/kinds.ts'
import { forms } from '../support/forms.ts'

// The outcome of a connection is what connect(2) reports, even if another call has read SO_ERROR.

/** The result of a call: 'done', or the code of its error. */
async function outcome(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'done',
    (error: unknown) => (error instanceof SocketError ? error.code : error),
  )
}

test('a refused connection is not reported as established, although a waiting receive took the error', {
  skip: noUnansweringPeer,
}, async (t) => {
  const listener = fullListener(t)
  using socket = new Socket()
  const connecting = outcome(socket.connect(nameOf(listener)))
  const receiving = outcome(socket.recv())

  listener.close() // the next SYN, a second later, is answered with RST

  assert.equal(await receiving, 'ECONNREFUSED')
  assert.equal(await connecting, 'ECONNABORTED')
})

test('a refused connection is not reported as established, although SO_ERROR was read before', {
  skip: noUnansweringPeer,
}, async (t) => {
  const listener = fullListener(t)
  const address = nameOf(listener)
  using socket = new Socket()
  assert.equal(socket.startConnect(address), false)

  listener.close()
  await poll([{ socket, events: constants.POLLOUT }])

  assert.equal(socket.getOption('SO_ERROR'), constants.ECONNREFUSED)
  assert.throws(() => socket.startConnect(address), { code: 'ECONNABORTED' })
})

for (const form of forms) {
  test(`a socket that was refused may try again, and is refused again or connected: ${form.name}`, async () => {
    const address = closedPort()
    using socket = new Socket()
    for (let i = 0; i < 3; i++) {
      await assert.rejects(async () => form.call(socket, 'connect', address), {
        code: 'ECONNREFUSED',
      })
    }
    using listener = new Socket()
    listener.bind(address)
    listener.listen()

    await form.call(socket, 'connect', address)

    assert.deepEqual(socket.remoteAddress, address)
  })

  for (const kind of connections) {
    test(`a second connect of a connected socket is EISCONN immediately: ${kind.name}, ${form.name}`, {
      skip: kind.skip,
    }, async () => {
      using listener = new Socket(kind.family, kind.type)
      listener.bind(
        kind.family === 'AF_UNIX' ? { abstract: '' } : loopback(kind.family as 'AF_INET'),
      )
      listener.listen()
      using socket = new Socket(kind.family, kind.type)
      await form.call(socket, 'connect', nameOf(listener))

      for (let i = 0; i < 2; i++) {
        await assert.rejects(async () => form.call(socket, 'connect', nameOf(listener)), {
          code: 'EISCONN',
        })
      }
    })
  }
}

const functions = [
  ['awaited', async (...args: Parameters<typeof connect>) => connect(...args)],
  // eslint-disable-next-line @typescript-eslint/require-await -- rejects, like the awaited form
  ['blocking', async (...args: Parameters<typeof connectSync>) => connectSync(...args)],
] as const

for (const [name, call] of functions) {
  for (const address of ['::', '::1', '0:0:0:0:0:0:0:1'] as const) {
    test(`a socket is not connected to itself, however the target is written: ${address}, ${name}`, {
      skip: noIPv6,
    }, async () => {
      const { port } = closedPort('AF_INET6')
      const localAddress = { address: '::1', port }

      await assert.rejects(call({ address, port, localAddress }), { code: 'ECONNREFUSED' })
    })
  }

  test(`a datagram socket may be connected to itself: ${name}`, async () => {
    const { port } = closedPort()
    const itself = { address: '127.0.0.1', port }

    using socket = await call({ ...itself, type: 'SOCK_DGRAM', localAddress: itself })

    assert.deepEqual(socket.remoteAddress, socket.localAddress)
  })

  test(`the function connects immediately or fails with EAGAIN if it must not wait: ${name}`, {
    skip: noUnansweringPeer,
  }, async (t) => {
    const full = unansweringPeer(t)
    using listener = new Socket('AF_UNIX')
    listener.bind({ abstract: '' })
    listener.listen()

    await assert.rejects(call({ ...(full as object), timeout: 0 } as never), { code: 'EAGAIN' })
    using socket = await call({ ...(nameOf(listener) as object), timeout: 0 } as never)

    assert.deepEqual(socket.remoteAddress, nameOf(listener))
  })

  test(`a connect that times out has a list of errors, which is empty here: ${name}`, {
    skip: noUnansweringPeer,
  }, async (t) => {
    const { port } = unansweringPeer(t)

    await assert.rejects(call({ host: '127.0.0.1', port }, { timeout: 50 }), {
      code: 'ERR_SOCKET_TIMEOUT',
      address: '127.0.0.1',
      port,
      errors: [],
    })
  })
}

const races = {
  awaited: race,
  // eslint-disable-next-line @typescript-eslint/require-await -- rejects, like the awaited form
  blocking: async (...race: Parameters<typeof raceSync>) => raceSync(...race),
}

for (const [name, run] of Object.entries(races)) {
  test(`a race that times out reports the errors of the other addresses: ${name}`, {
    skip: noUnansweringPeer,
  }, async (t) => {
    const candidates = [asResolved(closedPort()), asResolved(unansweringPeer(t))]

    const error: unknown = await run(candidates, () => new Socket(), { timeout: 100 }).catch(
      (failure: unknown) => failure,
    )

    assert.ok(error instanceof SocketTimeoutError)
    const codes = error.errors?.map((one) => (one as { code?: string }).code)
    assert.deepEqual(codes, ['ECONNREFUSED'])
  })
}

test('400 clients that connect at the same time to a Unix listener with a short queue all succeed', async () => {
  using listener = new Socket('AF_UNIX')
  listener.bind({ abstract: '' })
  listener.listen(4)
  const clients = Array.from({ length: 400 }, () => new Socket('AF_UNIX'))

  const connected = clients.map((client) => client.connect(nameOf(listener)))
  for (let left = clients.length; left > 0; left--) (await listener.accept()).close()

  assert.equal((await Promise.all(connected)).length, 400)
  for (const client of clients) client.close()
})
