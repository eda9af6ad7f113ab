import assert from 'node:assert/strict'
import { test } from 'node:test'
import vm from 'node:vm'
import { constants, poll, Socket } from '../../src/index.ts'
import { calls as raw } from '../../src/raw.ts'
import { inChild } from '../support/child.ts'
import { moved } from '../support/moved.ts'
import { forms } from '../support/forms.ts'
import { closing } from '../support/kinds.ts'

// Whatever the caller's code does or throws while a call reads its arguments affects only that
// call: not another file with the same number, and not other waiting calls.

/** Closes the socket when read, and lets another file have its number. */
function trap<T>(
  socket: Socket,
  value: T,
): { readonly sprung: () => Socket; readonly value: () => T } {
  let stranger: Socket | undefined
  return {
    value() {
      if (!stranger) {
        const { fd } = socket
        socket.close()
        stranger = Socket.adopt(moved(raw.socket(constants.AF_INET, constants.SOCK_DGRAM, 0), fd))
      }
      return value
    },
    sprung() {
      assert.ok(stranger, 'the trap was not read')
      return stranger
    },
  }
}

type Trap<T> = ReturnType<typeof trap<T>>
const getter = (key: string, { value }: Trap<unknown>) =>
  Object.defineProperty({}, key, { get: value, enumerable: true })

const calls: Record<string, (socket: Socket) => [Trap<unknown>, () => unknown]> = {
  bind(socket) {
    const port = trap(socket, 0)
    const address = Object.assign(getter('port', port), { family: 'AF_INET', address: '127.0.0.1' })
    return [
      port,
      () => {
        socket.bind(address as never)
      },
    ]
  },
  connect(socket) {
    const port = trap(socket, 9)
    const address = Object.assign(getter('port', port), { family: 'AF_INET', address: '127.0.0.1' })
    return [port, async () => socket.connect(address as never)]
  },
  'connect, its options'(socket) {
    const timeout = trap(socket, 9)
    return [timeout, async () => socket.connect('127.0.0.1:9', getter('timeout', timeout))]
  },
  setOption(socket) {
    const seconds = trap(socket, 7)
    const value = Object.assign(getter('seconds', seconds), { onoff: true })
    return [
      seconds,
      () => {
        socket.setOption('SO_LINGER', value as never)
      },
    ]
  },
  recv(socket) {
    const flags = trap(socket, constants.MSG_PEEK)
    return [flags, async () => socket.recv(1, getter('flags', flags))]
  },
  recvSync(socket) {
    const timeout = trap(socket, 1)
    return [timeout, () => socket.recvSync(1, getter('timeout', timeout))]
  },
  recvMessage(socket) {
    const size = trap(socket, 8)
    return [size, async () => socket.recvMessage(getter('size', size))]
  },
  send(socket) {
    const flags = trap(socket, constants.MSG_MORE)
    return [flags, async () => socket.send('x', getter('flags', flags))]
  },
  sendTo(socket) {
    const port = trap(socket, 9)
    const address = Object.assign(getter('port', port), { family: 'AF_INET', address: '127.0.0.1' })
    return [port, async () => socket.sendTo('x', address as never)]
  },
  sendMessage(socket) {
    const data = trap(socket, 'x')
    return [data, async () => socket.sendMessage(getter('data', data))]
  },
  accept(socket) {
    const timeout = trap(socket, 1)
    return [timeout, async () => socket.accept(getter('timeout', timeout))]
  },
}

for (const [name, prepare] of Object.entries(calls)) {
  test(`a call whose argument closes the socket while being read affects no other socket: ${name}`, async () => {
    const socket = new Socket('AF_INET', 'SOCK_DGRAM')
    const [sprung, call] = prepare(socket)

    await assert.rejects(async () => await call(), { code: 'ERR_SOCKET_CLOSED' })

    using stranger = sprung.sprung()
    assert.deepEqual(stranger.localAddress, { family: 'AF_INET', address: '0.0.0.0', port: 0 })
    assert.equal(stranger.getOption('SO_LINGER').seconds, 0)
    assert.throws(() => stranger.remoteAddress, { code: 'ENOTCONN' })
  })
}

test('a backlog that is not a number is refused unread: none of the caller’s code runs', () => {
  using socket = new Socket()
  const backlog = { [Symbol.toPrimitive]: () => assert.fail('was read') }

  assert.throws(() => {
    socket.listen(backlog as never)
  }, TypeError)
})

/** A signal implemented by the caller, which throws in the given method. */
class Wrapper {
  readonly aborted = false
  readonly throws: string
  constructor(throws: string) {
    this.throws = throws
  }
  addEventListener(): void {
    if (this.throws === 'add') throw new Error('of this signal')
  }
  removeEventListener(): void {
    if (this.throws === 'remove') throw new Error('of this signal')
  }
}

test('a signal that cannot be listened to makes its own call fail, and the bytes stay for the next', async (t) => {
  const [one, other] = closing(t, Socket.pair())

  const failing = one.recv(8, { signal: new Wrapper('add') as never })
  const next = one.recv(8)
  other.sendSync('here')

  await assert.rejects(failing, { message: 'of this signal' })
  assert.equal(String(await next), 'here')
  for (const socket of [one, other]) socket.close()
})

test('a signal that throws when its call ends does not keep other calls of the batch waiting', async () => {
  const { status, result, errors } = await inChild(async ({ Socket: Made }) => {
    const uncaught: string[] = []
    process.on('uncaughtException', ({ message }) => uncaught.push(message))
    const pairs = Array.from({ length: 4 }, () => Made.pair())
    const signal = {
      aborted: false,
      addEventListener: () => undefined,
      removeEventListener: () => {
        throw new Error('of this signal')
      },
    }
    const all = pairs.map(([one], i) => one.recv(10, i === 1 ? { signal: signal as never } : {}))
    for (const [, other] of pairs) other.sendSync('x')
    const received = (await Promise.all(all)).map(String)
    for (const socket of pairs.flat()) socket.close()
    return { received, uncaught }
  })

  assert.equal(status, 0, errors)
  assert.deepEqual(result, { received: ['x', 'x', 'x', 'x'], uncaught: ['of this signal'] })
})

for (const [method, settled, uncaught] of [
  ['addEventListener', ['of this signal', 'answered', 'answered', 'answered'], []],
  ['removeEventListener', ['answered', 'answered', 'answered', 'answered'], ['of this signal']],
] as const) {
  test(`a signal that throws from ${method} does not keep other look-ups of the batch waiting`, async () => {
    const { status, result, errors } = await inChild(
      async ({ resolve }) => {
        const thrown: string[] = []
        process.on('uncaughtException', ({ message }) => thrown.push(message))
        const signal = {
          aborted: false,
          addEventListener: () => undefined,
          removeEventListener: () => undefined,
          [process.env['THROWS'] ?? '']() {
            throw new Error('of this signal')
          },
        }
        const all = [0, 1, 2, 3].map((i) =>
          resolve(null, 'http', i === 0 ? { signal: signal as never } : {}).then(
            () => 'answered',
            (error: unknown) => {
              const { code, message } = error as { code: string; message: string }
              return code === 'EAI_SERVICE' ? 'answered' : message // without /etc/services
            },
          ),
        )
        return { settled: await Promise.all(all), uncaught: thrown }
      },
      { env: { THROWS: method } },
    )

    assert.equal(status, 0, errors)
    assert.deepEqual(result, { settled, uncaught }, errors)
  })
}

test('a signal of this realm keeps its own methods, even if they were overwritten', async (t) => {
  const [one, other] = closing(t, Socket.pair())
  const abort = new AbortController()
  Object.assign(abort.signal, {
    addEventListener: () => assert.fail('was called'),
    removeEventListener: () => assert.fail('was called'),
  })

  const receiving = one.recv(8, { signal: abort.signal })
  other.sendSync('here')
  assert.equal(String(await receiving), 'here')
  const aborted = assert.rejects(one.recv(8, { signal: abort.signal }), { name: 'AbortError' })
  abort.abort()

  await aborted
  for (const socket of [one, other]) socket.close()
})

for (const form of forms) {
  test(`buffers of another realm are sent and filled: ${form.name}`, async (t) => {
    const [one, other] = closing(t, Socket.pair())
    const [buffer, view, data] = vm.runInNewContext(
      '[new ArrayBuffer(3), new Uint8Array([1, 2]), new DataView(new ArrayBuffer(4))]',
    ) as [ArrayBuffer, Uint8Array, DataView]

    assert.equal(await form.call(one, 'send', buffer), 3)
    await form.call(one, 'sendAll', [view, data])
    assert.equal(await form.call(other, 'recvInto', data), 4)
    assert.equal(await form.call(other, 'recvInto', buffer), 3)
    for (const socket of [one, other]) socket.close()
  })
}

test('a poll with one socket in several entries lets the process end', async () => {
  const { status, errors } = await inChild(
    async ({ Socket: Made, poll: wait, constants: numbers }) => {
      const [one, other] = Made.pair()
      const entries = [numbers.POLLIN, numbers.POLLPRI, numbers.POLLIN]
      await wait(
        entries.map((events) => ({ socket: one, events })),
        5,
      )
      one.close()
      other.close()
    },
  )

  assert.equal(status, 0, errors)
})

test('a poll with one socket in several entries reports each', async (t) => {
  const [one, other] = closing(t, Socket.pair())
  const { POLLIN, POLLPRI, POLLOUT } = constants

  const waiting = poll([POLLIN, POLLPRI, POLLIN].map((events) => ({ socket: one, events })))
  other.sendSync('x')

  assert.deepEqual(
    (await waiting).map(({ events, revents }) => [events, revents]),
    [
      [POLLIN, POLLIN],
      [POLLIN, POLLIN],
    ],
  )
  assert.equal((await poll([{ socket: one, events: POLLOUT }])).length, 1)
  for (const socket of [one, other]) socket.close()
})
