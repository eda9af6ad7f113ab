import assert from 'node:assert/strict'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { test } from 'node:test'
import type { Worker } from 'node:worker_threads'
import { native } from '../../src/binding.ts'
import { constants, Descriptor, Socket } from '../../src/index.ts'
import { calls } from '../../src/raw.ts'
import { cannotCount, openSockets } from '../support/descriptors.ts'
import { fileAt } from '../support/file-identity.ts'
import { closing, connections } from '../support/kinds.ts'
import type { LeavingJob } from '../support/leaving-worker.ts'
import type { Making, MakingJob } from '../support/making-worker.ts'
import { cannotReadPeerPidfd } from '../support/peer-pidfd.ts'
import { cannotTakeFromProcess } from '../support/take-from-process.ts'
import { startWorker } from '../support/workers.ts'

const MAKING = 'test/support/making-worker.ts'
const LEAVING = 'test/support/leaving-worker.ts'

const makings: readonly Making[] = [
  ...(['socket', 'socketpair', 'accept', 'fcntl F_DUPFD_CLOEXEC', 'fcntl F_DUPFD'] as const),
  ...(['recvmsg SCM_RIGHTS', 'getsockopt SO_PEERPIDFD', 'memfd_create'] as const),
  ...(['pidfd_open', 'pidfd_getfd'] as const),
]

const unsupported: Partial<Record<Making, string | false>> = {
  'getsockopt SO_PEERPIDFD': cannotReadPeerPidfd,
  pidfd_open: cannotTakeFromProcess,
  pidfd_getfd: cannotTakeFromProcess,
  memfd_create: process.platform !== 'linux' && 'needs Linux',
}

/** The ways that this kernel supports. */
const known = makings.filter((making) => !unsupported[making])

async function told<T>(worker: Worker): Promise<T> {
  const [message] = (await once(worker, 'message')) as [T]
  return message
}

test('a new descriptor has its owner immediately: a terminated worker leaves none open', {
  skip: cannotCount,
}, async () => {
  const make: MakingJob = { makings: known, owned: true }
  const worker = startWorker(MAKING, { make })
  const made = await told<number[][]>(worker)
  const before = made.map((fds) => fds.map(fileAt))

  await worker.terminate()

  assert.ok(!before.flat().includes(undefined))
  assert.equal(made.length, known.length)
  const left = known.filter((_, i) => made[i]?.some((fd, j) => fileAt(fd) === before[i]?.[j]))
  assert.deepEqual(left, [])
})

test('a descriptor created by berkeley/raw belongs to the caller, and outlives a worker', {
  skip: cannotCount,
}, async () => {
  const make: MakingJob = { makings: known, owned: false }
  const worker = startWorker(MAKING, { make })
  const made = await told<number[][]>(worker)
  const before = made.map((fds) => fds.map(fileAt))

  await worker.terminate()

  assert.ok(!before.flat().includes(undefined))
  assert.deepEqual(
    made.map((fds) => fds.map(fileAt)),
    before,
  )
  for (const fd of made.flat()) calls.close(fd)
})

test('a worker that ends closes no file that got the number of one of its sockets', async (t) => {
  const leave: LeavingJob = {}
  const worker = startWorker(LEAVING, { leave })
  const number = await told<number>(worker)
  const opened: number[] = []
  t.after(() => {
    for (const fd of opened) if (fileAt(fd) === file) closeSync(fd)
  })
  calls.close(number) // without the library's knowledge
  do opened.push(openSync('/dev/null', 'r'))
  while (opened.at(-1) !== number && opened.length < 1000)
  const file = fileAt(number)

  await worker.terminate()

  assert.equal(opened.at(-1), number)
  assert.ok(file !== undefined)
  assert.deepEqual(
    opened.map(fileAt),
    opened.map(() => file),
  )
})

for (const kind of connections.filter(({ family }) => family !== 'AF_UNIX')) {
  test(`a worker that ends leaves SO_LINGER as it is, for other processes that share the socket: ${kind.name}`, {
    skip: kind.skip || cannotCount,
  }, async (t) => {
    const [one, other] = kind.pair(t)
    const linger = { onoff: true, seconds: 7 }
    one.setOption('SO_LINGER', linger)
    const before = openSockets()
    const fd = calls.fcntl(one.fd, constants.F_DUPFD_CLOEXEC, 0)
    const leave: LeavingJob = { fd }
    const worker = startWorker(LEAVING, { leave })
    await told(worker)

    await worker.terminate()

    assert.deepEqual(one.getOption('SO_LINGER'), linger)
    other.sendSync('still open')
    assert.equal(String(await one.recv()), 'still open')
    while (openSockets().length > before.length) await new Promise(setImmediate)
  })
}

test('identity distinguishes files, and duplicates of one are the same', (t) => {
  const identityOf = (fd: number) => {
    const four = new Int32Array(4)
    assert.equal(native.identity(fd, four), 0)
    return four
  }
  const [one, other] = closing(t, Socket.pair())
  using duplicate = new Descriptor(calls.fcntl(one.fd, constants.F_DUPFD_CLOEXEC, 0))

  assert.deepEqual(identityOf(duplicate.fd), identityOf(one.fd))
  assert.notDeepEqual(identityOf(other.fd), identityOf(one.fd))

  const { fd } = one
  for (const socket of [one, other]) socket.close()
  duplicate.close()
  assert.equal(native.identity(fd, new Int32Array(4)), -constants.EBADF)
  assert.equal(native.identity(0, new Int32Array(3)), -constants.EINVAL)
  assert.equal(native.identity(0, new Uint8Array(16) as never), -constants.EINVAL)
})

test('what an object owns is neither adopted nor closed by another, until it is detached', (t) => {
  const [socket, other] = closing(t, Socket.pair())
  const { fd } = socket
  const owned = {
    name: 'TypeError',
    message: `Descriptor ${fd} is owned by another Socket or Descriptor: call its detach() first`,
  }

  assert.throws(() => Socket.adopt(fd), owned)
  assert.throws(() => new Descriptor(fd), owned)
  other.sendSync('still open')
  assert.equal(String(socket.recvSync()), 'still open')

  using descriptor = new Descriptor(socket.detach())
  assert.throws(() => Socket.adopt(descriptor.fd), owned)
  using again = descriptor.toSocket()
  assert.throws(() => new Descriptor(again.fd), owned)
})

test('a number whose file was closed behind its owner is adopted with its new file', (t) => {
  const [lost] = closing(t, [new Socket('AF_INET', 'SOCK_DGRAM')])
  const { fd } = lost
  calls.close(fd)
  const found = calls.socket(constants.AF_INET, constants.SOCK_DGRAM, 0)
  assert.equal(found, fd)

  using adopted = Socket.adopt(found)
  lost.detach()

  assert.equal(adopted.fd, fd)
})
