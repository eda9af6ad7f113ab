import assert from 'node:assert/strict'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  EVENT_READABLE,
  unwatch,
  type Watcher,
  EVENT_WRITABLE,
  watch,
} from '../../src/engine/reactor.ts'
import { constants, Socket } from '../../src/index.ts'
import { calls } from '../../src/raw.ts'
import { cannotCount, openDescriptors, openSockets } from '../support/descriptors.ts'

const MANY = 1500

/** Why this many sockets are not available; false if they are. */
const tooFew = ((): string | false => {
  const dup = calls.fcntl(0, constants.F_DUPFD_CLOEXEC, 2 * MANY + 500)
  if (dup < 0) return `needs ${2 * MANY + 500} descriptors, see ulimit -n`
  calls.close(dup)
  return false
})()

/** One turn of the event loop, in which the reactor runs. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

/**
 * Waits for the reactor, using the reactor: until it has reported a later event of another socket.
 */
async function settled(): Promise<void> {
  const [one, other] = Socket.pair()
  for (let i = 0; i < 3; i++) {
    const received = one.recv(1)
    await turn() // by now the receive waits
    other.sendSync('.')
    await received
  }
  one.close()
  other.close()
}

/** A pair of bare descriptors. */
function pair(): [number, number] {
  const fds = new Int32Array(2)
  assert.equal(calls.socketpair(constants.AF_UNIX, constants.SOCK_DGRAM, 0, fds), 0)
  return [fds[0] ?? -1, fds[1] ?? -1]
}

/** Whether any epoll descriptor of this process watches this one. See proc_pid_fdinfo(5). */
function watched(fd: number): boolean {
  const queues = readdirSync('/proc/self/fd').filter((queue) => {
    try {
      return readlinkSync(`/proc/self/fd/${queue}`) === 'anon_inode:[eventpoll]'
    } catch {
      return false // the descriptor used to read the directory
    }
  })
  const line = new RegExp(`^tfd: +${fd} `, 'm')
  return queues.some((queue) => line.test(readFileSync(`/proc/self/fdinfo/${queue}`, 'utf8')))
}

function send(fd: number, text = 'x'): void {
  assert.equal(calls.send(fd, Buffer.from(text), 0), text.length)
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}

/** Records each notification of readable data. */
class Notes implements Watcher {
  readonly readable: number[] = []
  ready(bits: number): void {
    if ((bits & EVENT_READABLE) !== 0) this.readable.push(bits)
  }
}

test('an event of the same batch never reaches the next owner of the number', async () => {
  const [[first, firstPeer], [second, secondPeer]] = [pair(), pair()]
  const next = new Notes()
  let [reopened, reopenedPeer]: [number, number] = [-1, -1]
  let told = 0
  const swap = (mine: number, others: () => void): Watcher => ({
    ready(bits) {
      if ((bits & EVENT_READABLE) === 0) return
      told++
      calls.recv(mine, new Uint8Array(1), constants.MSG_DONTWAIT)
      if (reopened < 0) others()
    },
  })
  // The first to be notified closes the other, for which the batch still has an event.
  const replace = (fd: number, watcher: Watcher) => {
    unwatch(fd, watcher)
    calls.close(fd)
    ;[reopened, reopenedPeer] = pair()
    assert.equal(reopened, fd, 'the kernel gives the least number that is free')
    watch(reopened, next)
  }
  const ofFirst: Watcher = swap(first, () => {
    replace(second, ofSecond)
  })
  const ofSecond: Watcher = swap(second, () => {
    replace(first, ofFirst)
  })
  watch(first, ofFirst)
  watch(second, ofSecond)
  await settled()

  send(firstPeer)
  send(secondPeer)
  await settled()

  assert.equal(told, 1)
  assert.deepEqual(next.readable, [])
  send(reopenedPeer)
  await settled()
  assert.equal(next.readable.length, 1)

  const survivor = reopened === first ? second : first
  unwatch(survivor, survivor === first ? ofFirst : ofSecond)
  unwatch(reopened, next)
  for (const fd of [reopened, survivor, firstPeer, secondPeer, reopenedPeer]) calls.close(fd)
})

test('a descriptor that is no longer watched reports nothing, although a duplicate stays open', {
  skip: cannotCount,
}, async () => {
  const [one, other] = pair()
  const notes = new Notes()
  watch(one, notes)
  const duplicate = calls.fcntl(one, constants.F_DUPFD_CLOEXEC, 0)
  await settled()

  const during = watched(one)
  unwatch(one, notes)
  const afterwards = watched(one)
  calls.close(one)
  send(other)
  await settled()

  assert.deepEqual([during, afterwards], [true, false])
  assert.deepEqual(notes.readable, [])
  assert.equal(calls.recv(duplicate, new Uint8Array(4), constants.MSG_DONTWAIT), 1)
  for (const fd of [duplicate, other]) calls.close(fd)
})

test('a number can be watched again after watching has ended', async () => {
  const [one, other] = pair()
  for (let i = 0; i < 100; i++) {
    const before = new Notes()
    watch(one, before)
    unwatch(one, before)
  }
  const notes = new Notes()
  watch(one, notes)

  send(other)
  await settled()

  assert.equal(notes.readable.length, 1)
  unwatch(one, notes)
  for (const fd of [one, other]) calls.close(fd)
})

test('all watchers of one number are notified, and still are after one has left', async () => {
  const [one, other] = pair()
  const [first, second, third] = [new Notes(), new Notes(), new Notes()]
  watch(one, first)
  watch(one, second)
  watch(one, third)
  await settled()

  send(other)
  await settled()
  unwatch(one, first)
  send(other)
  await settled()

  assert.deepEqual(
    [first, second, third].map(({ readable }) => readable.length),
    [1, 2, 2],
  )
  unwatch(one, second)
  unwatch(one, third)
  for (const fd of [one, other]) calls.close(fd)
})

test('a watcher of a file that has lost its number does not take events from the next', async () => {
  const [one, other] = pair()
  const [before, next] = [new Notes(), new Notes()]
  watch(one, before)
  calls.close(one) // without the watcher's knowledge
  const [again, peer] = pair()
  assert.equal(again, one, 'the kernel gives the least number that is free')
  watch(again, next)

  unwatch(one, before)
  send(peer)
  await settled()

  assert.equal(next.readable.length, 1)
  unwatch(again, next)
  for (const fd of [again, other, peer]) calls.close(fd)
})

test('a descriptor that cannot be watched is an error, and others can still be watched', () => {
  const [one, other] = pair()
  const notes = new Notes()

  assert.throws(
    () => {
      watch(1_000_000, notes)
    },
    { code: 'EBADF', syscall: 'epoll_ctl' },
  )

  watch(one, notes)
  unwatch(one, notes)
  for (const fd of [one, other]) calls.close(fd)
})

test('readable and writable are reported together', async () => {
  const [one, other] = pair()
  let told = 0
  const watcher: Watcher = {
    ready: (bits) => {
      told |= bits
    },
  }
  watch(one, watcher)

  send(other)
  await settled()

  assert.equal(told & (EVENT_READABLE | EVENT_WRITABLE), EVENT_READABLE | EVENT_WRITABLE)
  unwatch(one, watcher)
  for (const fd of [one, other]) calls.close(fd)
})

test('thousands of waiting calls are all served, each with its own data', {
  skip: tooFew || cannotCount,
}, async () => {
  const before = openSockets()
  const pairs = Array.from({ length: MANY }, () => Socket.pair('AF_UNIX', 'SOCK_STREAM'))

  const received = pairs.map(([one]) => one.recv(16))
  await turn()
  for (const [i, [, other]] of pairs.entries()) other.sendSync(`to ${i}`) // more than one batch
  const texts = (await Promise.all(received)).map(String)

  assert.deepEqual(
    texts,
    pairs.map((_, i) => `to ${i}`),
  )
  for (const each of pairs) for (const socket of each) socket.close()
  assert.deepEqual(openSockets(), before)
})

test('thousands of sockets closed with waiting calls reject them all, and leave nothing', {
  skip: tooFew || cannotCount,
}, async () => {
  const before = openDescriptors()
  const pairs = Array.from({ length: MANY }, () => Socket.pair())
  const ends = pairs.map(([one]) => one.recv().then(String, codeOf))
  await turn()

  for (const each of pairs) for (const socket of each) socket.close()

  assert.deepEqual(new Set(await Promise.all(ends)), new Set(['ERR_SOCKET_CLOSED']))
  assert.equal(openDescriptors(), before)
})

test('numbers that are opened and closed repeatedly never mix up their data', async () => {
  for (let round = 0; round < 300; round++) {
    const [one, other] = Socket.pair('AF_UNIX', 'SOCK_DGRAM')
    const abandoned = one.recv().catch(codeOf)
    other.sendSync(`stale ${round}`) // its event is pending when its socket is closed
    one.close()
    const [next, nextPeer] = Socket.pair('AF_UNIX', 'SOCK_DGRAM')
    const received = next.recv()
    nextPeer.sendSync(`fresh ${round}`)

    assert.equal(String(await received), `fresh ${round}`)
    assert.equal(await abandoned, 'ERR_SOCKET_CLOSED')
    for (const socket of [other, next, nextPeer]) socket.close()
  }
})

test('whatever is received, sent, aborted or skipped, waiting calls are served in order', async () => {
  type Step = 'ask' | 'send' | 'give up' | 'let pass'
  const step = fc.constantFrom<Step>('ask', 'ask', 'send', 'give up', 'let pass')

  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 30 }),
      fc.infiniteStream(fc.nat()),
      async (steps, picks) => {
        const [one, other] = Socket.pair('AF_UNIX', 'SOCK_DGRAM')
        const asked: { ended: Promise<string>; abort: AbortController; givenUp: boolean }[] = []
        let sent = 0
        let passed = Promise.resolve()
        for (const each of steps) {
          if (each === 'ask') {
            const abort = new AbortController()
            const ended = one.recv(16, { signal: abort.signal }).then(String, codeOf)
            asked.push({ ended, abort, givenUp: false })
          } else if (each === 'send') other.sendSync(String(sent++))
          else if (each === 'give up') {
            const chosen = asked[(picks.next().value ?? 0) % (asked.length || 1)]
            if (chosen) {
              chosen.abort.abort()
              chosen.givenUp = true
            }
          } else await (passed = settled())
        }
        await passed
        while (sent < asked.length) other.sendSync(String(sent++))
        const ends = await Promise.all(asked.map(({ ended }) => ended))

        const served = ends.filter((end) => end !== 'ABORT_ERR')
        assert.deepEqual(
          served,
          served.map((_, i) => String(i)),
        )
        assert.ok(asked.every(({ givenUp }, i) => givenUp || ends[i] !== 'ABORT_ERR'))
        one.close()
        other.close()
      },
    ),
    { numRuns: 60 },
  )
})
