import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Selectable, Socket } from '../../src/dialects/teajs.ts'
import { constants, Socket as CoreSocket } from '../../src/index.ts'
import { failingAddon } from '../support/addon.ts'
import { inChild } from '../support/child.ts'
import { startNode } from '../support/node-program.ts'
import { PATIENCE } from '../support/patience.ts'
import { bytes, closing, connected, listening, made, peer, text } from './teajs-sockets.ts'

const select = (...args: unknown[]) =>
  (Socket as unknown as { select: (...args: unknown[]) => number }).select(...args)
const { PF_INET, SOCK_DGRAM, SOCK_STREAM } = Socket

/** The indexes of the elements that are not holes. */
function kept(array: unknown[]): string {
  return Object.keys(array).join()
}

test('what is not ready is deleted, which leaves holes and the same length', async (t) => {
  const [one, other] = await connected(t)
  const silent = made(t, PF_INET, SOCK_DGRAM).bind('127.0.0.1')
  one.send('x')
  assert.equal(Socket.select([other], null, null, PATIENCE), 1) // it has arrived
  const [read, write, except] = [
    [silent, other, one],
    [one, silent],
    [one, other],
  ]

  const ready = Socket.select(read, write, except, null)

  assert.equal(ready, 3)
  assert.deepEqual([kept(read), kept(write), kept(except)], ['1', '0,1', ''])
  assert.deepEqual([read.length, write.length, except.length], [3, 2, 2])
  assert.equal(read.indexOf(other), 1)
  const seen: unknown[] = []
  read.forEach((socket) => seen.push(socket))
  assert.deepEqual(seen, [other])
})

test('holes are skipped, and remain', async (t) => {
  const [one, other] = await connected(t)
  one.send('x')
  const read: Socket[] = []
  read[5] = other
  read[9] = one

  assert.equal(Socket.select(read, null, null, PATIENCE), 1)
  assert.equal(Socket.select(read, null, null, PATIENCE), 1)

  assert.equal(kept(read), '5')
  assert.equal(read.length, 10)
})

test('a socket twice in one array counts once, in two arrays twice', async (t) => {
  const [one, other] = await connected(t)
  other.send('x')
  assert.equal(Socket.select([one], null, null, PATIENCE), 1) // it has arrived
  const [read, write] = [[one, one], [one]]

  assert.equal(Socket.select(read, write, null, 0), 2)

  assert.deepEqual([kept(read), kept(write)], ['0,1', '0'])
})

test('after the timeout: 0, and all elements are deleted', async (t) => {
  const [one, other] = await connected(t)

  for (const time of [0, 1, undefined, Number.NaN, '1', false, 0.9, 20]) {
    const [read, except] = [
      [one, other],
      [one, other],
    ]
    const before = performance.now()

    assert.equal(select(read, 'nothing', except, time), 0, String(time))

    assert.ok(performance.now() - before >= (Number(time) | 0) - 1)
    assert.deepEqual([kept(read), kept(except)], ['', ''])
  }
  assert.equal(Socket.select(null, [], null, 1), 0)
})

test('null waits indefinitely: until another program sends', async (t) => {
  const { listener, port } = await listening(t)
  startNode(t, "const socket = net.connect(args[0], '127.0.0.1', () => socket.end('hello'))", port)

  assert.equal(Socket.select([listener], null, null, null), 1)
  const accepted = closing(t, listener.accept())
  assert.equal(Socket.select([accepted], null, [accepted], null), 1)
  assert.equal(text(accepted.receive(100)), 'hello')
  assert.equal(Socket.select([accepted], null, [accepted], null), 1)
  assert.equal(bytes(accepted.receive(100)).length, 0)
})

test('a member may be an object with a socket', async (t) => {
  const [one, other] = await connected(t)
  other.send('x')
  const wrapper = { getSocket: () => one }
  const read: Selectable[] = [other, wrapper]

  assert.equal(Socket.select(read, null, null, PATIENCE), 1)

  assert.deepEqual(read, [, wrapper]) // biome-ignore lint/suspicious/noSparseArray: leaves a hole
})

test('except is urgent data, and nothing else', (t) => {
  const [other, port] = peer(t, 'SOCK_STREAM')
  const socket = made(t, PF_INET, SOCK_STREAM)
  socket.connect('127.0.0.1', port)
  using accepted = other.acceptSync()
  accepted.sendSync('not urgent')
  assert.equal(Socket.select([socket], null, null, PATIENCE), 1)
  const none = [socket]
  assert.equal(Socket.select(null, null, none, 0), 0)

  accepted.sendSync('!', { flags: constants.MSG_OOB })

  const except = [socket]
  assert.equal(Socket.select(null, null, except, PATIENCE), 1)
  assert.equal(kept(except), '0')
})

test('a hang-up and an error are readable, an error also writable', (t) => {
  const [other, port] = peer(t, 'SOCK_STREAM')
  const reset = made(t, PF_INET, SOCK_STREAM)
  reset.connect('127.0.0.1', port)
  const accepted = other.acceptSync()
  accepted.setOption('SO_LINGER', { onoff: true, seconds: 0 })
  accepted.close()
  assert.equal(Socket.select([reset], null, null, PATIENCE), 1)

  const [read, write, except] = [[reset], [reset], [reset]]
  assert.equal(Socket.select(read, write, except, 0), 2)

  assert.deepEqual([kept(read), kept(write), kept(except)], ['0', '0', ''])
  assert.throws(() => reset.receive(1), { message: 'Connection reset by peer' })
  assert.equal(bytes(reset.receive(1)).length, 0)
})

test('a hang-up that is not waited for neither ends the wait nor keeps the processor busy', async (t) => {
  const { result, errors } = await inChild(
    async ({ runnable }) => {
      const { Socket } = (await import(
        runnable('src/dialects/teajs.ts').href
      )) as typeof import('../../src/dialects/teajs.ts')
      const { PF_INET, SOCK_DGRAM, SOCK_STREAM } = Socket
      const hungUp = new Socket(PF_INET, SOCK_STREAM) // never connected: POLLHUP and POLLOUT
      const socket = new Socket(PF_INET, SOCK_DGRAM).bind('127.0.0.1')
      const [start, before] = [performance.now(), callsMade()]
      const ready = Socket.select([socket], null, [hungUp], 400)
      return { ready, time: performance.now() - start, calls: callsMade() - before }
    },
    { env: failingAddon },
  )

  assert.equal(result?.ready, 0, errors)
  assert.ok(result.time >= 399, 'not before')
  // Counted as in test/waiting/waiting-idly.test.ts.
  assert.ok(result.calls < 200, `${result.calls} calls within 400 ms`)

  const hungUp = made(t, PF_INET, SOCK_STREAM)
  const [other, port] = peer(t, 'SOCK_DGRAM')
  const socket = made(t, PF_INET, SOCK_DGRAM).bind('127.0.0.1')
  socket.send('x', '127.0.0.1', port)
  other.sendToSync('y', other.recvFromSync(10).address ?? assert.fail())
  const [read, except] = [[socket], [hungUp]]
  assert.equal(Socket.select(read, null, except, null), 1)
  assert.deepEqual([kept(read), kept(except)], ['0', ''])
})

for (const [what, args, error] of [
  ['no arguments', [], count()],
  ['three arguments', [[], [], []], count()],
  ['five arguments', [[], [], [], 0, 0], count()],
  ['a time below 0', [null, null, null, -1], { name: 'Error', message: 'Invalid argument' }],
  ['a number as a member', [[1], null, null, 0], members()],
  ['undefined as a member', [null, [undefined], null, 0], members()],
  ['an object as a member', [null, null, [{}], 0], members()],
  ['a holder of nothing', [[{ getSocket: () => null }], null, null, 0], members()],
  ['the core’s socket', [[new CoreSocket('AF_INET')], null, null, 0], members()],
] as const) {
  test(`${what}: ${error.message}, and the arrays are unchanged`, async (t) => {
    const [one] = await connected(t)
    const mine = [one, one]

    assert.throws(() => select(...args), { ...error })
    const list = args.map((value, i) =>
      i === 0 && Array.isArray(value) ? [...mine, ...value] : value,
    )
    assert.throws(() => select(...list), { ...error })

    assert.equal(kept(mine), '0,1')
    for (const value of list) {
      if (Array.isArray(value)) assert.equal(kept(value), kept(Array.from<unknown>(value)))
    }
  })
}

test('a closed member: Bad file descriptor, and the arrays are unchanged', async (t) => {
  const [one, other] = await connected(t)
  other.close()
  const [read, write] = [[one, other], [one]]

  assert.throws(() => Socket.select(read, write, null, 0), {
    message: 'Bad file descriptor',
    code: 'EBADF',
    syscall: 'select',
  })
  assert.deepEqual([kept(read), kept(write)], ['0,1', '0'])
})

test('descriptors from 1024 on work', (t) => {
  const many = Array.from({ length: 1100 }, () => {
    try {
      return made(t, PF_INET, SOCK_DGRAM)
    } catch {
      return undefined
    }
  })
  if (many.includes(undefined)) {
    t.skip('may not have so many descriptors')
    return
  }
  const write = many as Socket[]

  assert.equal(Socket.select(null, write, null, 0), 1100)
  assert.equal(Socket.select(write, null, null, 0), 0)
  assert.equal(kept(write), '')
})

test('a signal does not end the wait early', (t) => {
  const socket = made(t, PF_INET, SOCK_DGRAM).bind('127.0.0.1')
  const noted = () => undefined
  process.on('SIGUSR2', noted) // kept to the end: without a listener the signal kills the process
  startNode(
    t,
    'setInterval(() => process.kill(+args[0], "SIGUSR2"), 5); setTimeout(process.exit, 200)',
    process.pid,
  )
  const before = performance.now()

  assert.equal(Socket.select([socket], null, null, 400), 0)

  assert.ok(performance.now() - before >= 399)
})

function count(): { name: string; message: string } {
  return {
    name: 'TypeError',
    message: 'Bad argument count. Socket.select must be called with 4 arguments.',
  }
}

function members(): { name: string; message: string } {
  return { name: 'Error', message: 'Arguments must be arrays of Socket instances' }
}
