import assert from 'node:assert/strict'
import { closeSync, fstatSync, openSync } from 'node:fs'
import { test } from 'node:test'
import { constants, Socket, type SocketStream } from '../../src/index.ts'
import { calls } from '../../src/raw.ts'
import { inChild } from '../support/child.ts'
import { cannotCount, openDescriptors } from '../support/descriptors.ts'
import { connections, type Kind, streams } from '../support/kinds.ts'
import { closed, event, everything, streamPair } from '../support/stream-pairs.ts'

const { F_GETFD, FD_CLOEXEC } = constants
const unix = connections.filter(({ family }) => family === 'AF_UNIX')

/** Two streams, of which the first can pass descriptors. */
function passing(t: { after(fn: () => void): void }, kind: Kind) {
  const [one, other] = streamPair(t, kind)
  const { writeWithFds = assert.fail('no writeWithFds') } = one
  return [one, other, writeWithFds] as const
}

for (const kind of unix) {
  test(`descriptors arrive before their bytes, close-on-exec: ${kind.name}`, {
    skip: cannotCount,
  }, async (t) => {
    const [one, other, writeWithFds] = passing(t, kind)
    const seen: unknown[] = []
    other.on('fds', (fds: number[]) => {
      seen.push(fds.map((fd) => calls.fcntl(fd, F_GETFD, 0) === FD_CLOEXEC))
      for (const fd of fds) closeSync(fd)
    })
    other.on('data', (chunk: Buffer) => seen.push(chunk.toString()))

    one.write('first ')
    await event(other, 'data')
    const before = openDescriptors() // by now the runtime has opened what it opens late
    const file = openSync('/dev/null', 'r')
    assert.equal(writeWithFds('with two', [file, { fd: file }]), true)
    closeSync(file) // duplicates are sent
    await event(other, 'data')

    assert.deepEqual(seen, ['first ', [true, true], 'with two'])
    assert.ok(openDescriptors() <= before)
  })

  test(`each write keeps its own descriptors, also when many are corked: ${kind.name}`, {
    skip: cannotCount,
  }, async (t) => {
    const [one, other, writeWithFds] = passing(t, kind)
    const before = openDescriptors()
    const counts: number[] = []
    other.on('fds', (fds: number[]) => {
      counts.push(fds.length)
      for (const fd of fds) closeSync(fd)
    })
    const same = Buffer.from('same ')

    one.cork()
    for (const count of [0, 1, 2, 0, 0, 3]) writeWithFds(same, Array(count).fill(0) as number[])
    one.uncork()
    one.end()

    assert.equal(String(await everything(other)), 'same '.repeat(6))
    assert.deepEqual(counts, [1, 2, 3])
    assert.equal(openDescriptors() <= before, true)
  })

  test(`a descriptor is what it was at the call, however long the write waits: ${kind.name}`, {
    skip: cannotCount,
  }, async (t) => {
    const [one, other, writeWithFds] = passing(t, kind)
    const received: boolean[] = []
    other.on('fds', ([fd = assert.fail()]: number[]) => {
      received.push(fstatSync(fd).isDirectory())
      closeSync(fd)
    })
    other.pause()
    for (let i = 0; i < 200; i++) one.write(Buffer.alloc(10_000))
    const folder = openSync('/', 'r')
    writeWithFds('x', [folder])
    closeSync(folder)
    using reused = new Socket() // may have the number now

    one.end()
    await everything(other)

    assert.deepEqual(received, [true])
    assert.equal(reused.closed, false)
  })

  test(`queued descriptors are closed when the stream is destroyed: ${kind.name}`, {
    skip: cannotCount,
  }, async (t) => {
    const [one, other, writeWithFds] = passing(t, kind)
    await new Promise(setImmediate) // the reactor, which stays open, is open now
    const before = openDescriptors()
    for (let i = 0; i < 100; i++) writeWithFds(Buffer.alloc(10_000), [0, 0])
    assert.ok(openDescriptors() > before)

    one.destroy()
    await closed(one)
    other.destroy()
    await closed(other)

    assert.ok(openDescriptors() <= before - 2)
  })

  test(`descriptors that nobody listens for are closed: ${kind.name}`, {
    skip: cannotCount,
  }, async (t) => {
    const [one, other, writeWithFds] = passing(t, kind)
    const before = openDescriptors()

    writeWithFds('x', [0, 1, 2])
    assert.equal(String((await event(other, 'data'))[0]), 'x')

    assert.ok(openDescriptors() <= before)
    assert.equal(one.destroyed, false)
  })

  test(`a write that cannot pass descriptors is refused, and nothing leaks: ${kind.name}`, {
    skip: cannotCount,
  }, async (t) => {
    const [one, other, writeWithFds] = passing(t, kind)
    const before = openDescriptors()

    assert.throws(() => writeWithFds('x', Array(254).fill(0) as number[]), {
      name: 'RangeError',
      message: 'fds must be at most 253 descriptors per message (SCM_MAX_FD), not 254',
    })
    assert.throws(() => writeWithFds('', [0]), {
      name: 'TypeError',
      message: 'On a stream, descriptors need at least one byte of data',
    })
    assert.throws(() => writeWithFds('x', [0, 99_999]), { code: 'EBADF' })
    assert.throws(() => writeWithFds('x', [-1]), { name: 'RangeError' })
    assert.throws(() => writeWithFds(7 as never, [0]), { name: 'TypeError' })
    for (const [fds, shown] of [
      [undefined, 'undefined'],
      [0, '0'],
      [new Set([0]), 'a Set'],
      [{ fd: 0 }, 'an object'],
    ] as const) {
      assert.throws(() => writeWithFds('x', fds as never), {
        name: 'TypeError',
        message: `fds must be an array, not ${shown}`,
      })
    }
    one.end('the rest')

    assert.equal(String(await everything(other)), 'the rest')
    assert.equal(openDescriptors() <= before, true)
  })

  test(`after the end a write with descriptors fails as any other: ${kind.name}`, {
    skip: cannotCount,
  }, async (t) => {
    const [one, , writeWithFds] = passing(t, kind)
    const before = openDescriptors()
    const end = closed(one)
    one.end()

    assert.equal(writeWithFds('x', [0]), false)

    const { errors } = await end
    assert.deepEqual(
      errors.map((error) => (error as { code: string }).code),
      ['ERR_STREAM_WRITE_AFTER_END'],
    )
    assert.ok(openDescriptors() <= before)
  })
}

test('a listener that throws loses neither bytes nor the stream', async () => {
  const ended = await inChild(async ({ Socket }) => {
    const [one, other] = Socket.pair()
    const uncaught: string[] = []
    process.on('uncaughtException', (error) => uncaught.push(error.message))
    const [near, far] = [one.stream(), other.stream()]
    far.once('fds', () => {
      throw new Error('on purpose')
    })
    near.writeWithFds?.('x', [0])
    const chunk = await new Promise((resolve) => far.once('data', resolve))
    near.destroy()
    return [String(chunk), far.destroyed, ...uncaught]
  })

  assert.deepEqual(ended.result, ['x', false, 'on purpose'], ended.errors)
})

test('253 descriptors travel with one byte', { skip: cannotCount }, async (t) => {
  const [kind = assert.fail()] = unix
  const [, other, writeWithFds] = passing(t, kind)
  const passed = event(other, 'fds')
  other.resume()

  writeWithFds('x', Array(253).fill(0) as number[])

  const [fds] = (await passed) as [number[]]
  for (const fd of fds) closeSync(fd)
  assert.equal(fds.length, 253)
})

for (const kind of streams.filter(({ family }) => family !== 'AF_UNIX')) {
  test(`a stream that cannot pass descriptors has no writeWithFds: ${kind.name}`, {
    skip: kind.skip,
  }, (t) => {
    const [one] = streamPair(t, kind)

    assert.equal('writeWithFds' in one, false)
    assert.equal((one as SocketStream & { writeWithFds?: unknown }).writeWithFds, undefined)
  })
}
