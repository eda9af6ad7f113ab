import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as api from '../../src/index.ts'
import { closing } from '../support/kinds.ts'
import { members } from '../support/members.ts'
import { closedPort } from '../support/unanswering-peer.ts'

const { connect, Socket } = api

/** Members that succeed even when the socket is closed. */
const NEVER_FAIL = new Set([
  ...['close', 'closed', 'family', 'fd', 'listening', 'ref', 'timeout', 'type', 'unref'],
  ...['connections', 'chunks', 'datagrams', 'messages'], // their iterations end immediately
  ...['Symbol.dispose', 'Symbol.asyncDispose', 'nodejs.dispose', 'nodejs.asyncDispose'],
  'nodejs.util.inspect.custom',
])

type Use = (this: unknown, ...parameters: unknown[]) => unknown

for (const [name, member] of members(Socket.prototype)) {
  if (NEVER_FAIL.has(name)) continue

  test(`the stack of an error of Socket.${name} begins there, and goes on with its caller`, async () => {
    const socket = new Socket()
    socket.close()

    const frames = await framesOf(function caller() {
      return Reflect.apply(useOf(member), socket, [])
    })

    assert.match(frames[0] ?? '', new RegExp(`Socket\\.(get )?${name}\\b`))
    assert.match(frames[1] ?? '', /\bcaller\b/)
  })
}

for (const [name, value] of Object.entries(api)) {
  if (typeof value !== 'function' || /^[A-Z]|^interfaces$/.test(name)) continue

  test(`the stack of an error of ${name} begins there, and goes on with its caller`, async () => {
    const frames = await framesOf(async function caller() {
      await (value as Use)(Symbol('nothing that it takes'))
    })

    assert.match(frames[0] ?? '', new RegExp(`\\b${name}\\b`))
    assert.match(frames[1] ?? '', /\bcaller\b/)
  })
}

for (const [what, wait] of Object.entries<(socket: api.Socket) => Promise<unknown>>({
  'a timeout': (socket) => socket.recv(1, { timeout: 1 }),
  'an abort': (socket) => socket.recv(1, { signal: AbortSignal.timeout(1) }),
  'a close': (socket) => {
    setImmediate(() => {
      socket.close()
    })
    return socket.recv(1)
  },
})) {
  test(`the stack of ${what} that ends a wait begins with whoever awaits it`, async (t) => {
    const [socket] = closing(t, Socket.pair())

    const frames = await framesOf(async function caller() {
      await wait(socket)
    })

    assert.match(frames[0] ?? '', /\basync caller\b/)
  })
}

test('the stack of an iteration that times out begins with whoever iterates', async (t) => {
  const [socket] = closing(t, Socket.pair('AF_UNIX', 'SOCK_SEQPACKET'))
  const options = { timeout: 1 }

  for (const iterate of [
    socket.chunks(9, options),
    socket.datagrams(options),
    socket.messages(options),
  ]) {
    const frames = await framesOf(async function caller() {
      for await (const received of iterate) assert.fail(`received ${typeof received}`)
    })

    assert.match(frames[0] ?? '', /\basync caller\b/)
  }
})

test('the stack of a connection that is refused later begins with connect, and goes on with its caller', async () => {
  const frames = await framesOf(async function caller() {
    await connect(closedPort())
  })

  assert.match(frames[0] ?? '', /\bconnect\b/)
  assert.match(frames[1] ?? '', /\basync caller\b/)
})

test('an error stays the error that it is when its stack is no text', (t) => {
  const [socket] = closing(t, Socket.pair())
  const before = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace') ?? {}
  t.after(() => {
    Object.defineProperty(Error, 'prepareStackTrace', before)
  })

  Error.prepareStackTrace = () => 0

  assert.throws(() => {
    socket.setOption('SO_LINGER', 5 as never)
  }, /SO_LINGER must be/)
})

test("the stack of an error of the caller's own getter stays as it is", async (t) => {
  const [socket] = closing(t, Socket.pair())

  const own = await errorOf(() =>
    socket.recv(1, {
      get flags(): never {
        throw new TypeError('mine')
      },
    }),
  )

  assert.match(framesIn(own)[0] ?? '', /\bget flags\b/)
})

function useOf(member: PropertyDescriptor): Use {
  const { value } = member as { value?: Use }
  return value ?? (Reflect.get(member, 'get') as Use)
}

async function framesOf(call: () => unknown): Promise<string[]> {
  return framesIn(await errorOf(call))
}

async function errorOf(call: () => unknown): Promise<Error> {
  try {
    await call()
  } catch (error) {
    assert.ok(error instanceof Error)
    return error
  }
  return assert.fail('No error')
}

function framesIn({ stack = '' }: Error): string[] {
  return stack.split('\n').filter((line) => line.startsWith('    at '))
}
