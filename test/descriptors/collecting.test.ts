import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Body } from '../support/body.ts'
import { type Ended, inChild } from '../support/child.ts'

/**
 * Returns the result of the body, which runs in a process where it can run the garbage collector.
 */
async function collecting<T>(body: Body<T>): Promise<T> {
  const ended: Ended<T> = await inChild(body, { node: ['--expose-gc', '--no-warnings'] })
  assert.equal(ended.errors, '')
  assert.ok(ended.result !== undefined, `no result: ${JSON.stringify(ended)}`)
  return ended.result
}

test('an unreachable socket is closed once, with a process warning', async () => {
  const found = await collecting(async ({ Socket, calls, constants }) => {
    const warnings: object[] = []
    process.on('warning', (warning) => {
      const { name, message, code } = warning as Error & { code: unknown }
      warnings.push({ name, message, code })
    })
    const drop = () => {
      const made = new Socket()
      const [one, other] = Socket.pair()
      const adopted = Socket.adopt(made.detach())
      return [adopted.fd, one.fd, other.fd]
    }

    const fds = drop()
    const isOpen = (fd: number) => calls.fcntl(fd, constants.F_GETFD, 0) >= 0
    for (let i = 0; i < 500 && (fds.some(isOpen) || warnings.length < 3); i++) {
      globalThis.gc?.()
      await new Promise(setImmediate)
    }
    const strangers = Socket.pair('AF_UNIX', 'SOCK_DGRAM')
    for (let i = 0; i < 8; i++) {
      globalThis.gc?.()
      await new Promise(setImmediate)
    }

    const stillOpen = strangers.map(({ fd }) => isOpen(fd))
    for (const stranger of strangers) stranger.close()
    return { open: fds.filter(isOpen), stillOpen, warnings, fds }
  })

  assert.deepEqual(found.open, [])
  assert.deepEqual(found.stillOpen, [true, true])
  assert.equal(found.warnings.length, 3)
  for (const warning of found.warnings as { name: string; message: string; code: string }[]) {
    assert.equal(warning.name, 'ResourceWarning')
    assert.equal(warning.code, 'BERKELEY_UNCLOSED')
    const [number] = /\d+/.exec(warning.message) ?? []
    assert.ok(found.fds.includes(Number(number)), warning.message)
  }
})

test('the collector ignores what was closed, detached or borrowed', async () => {
  const found = await collecting(async ({ Socket, calls, constants }) => {
    const warnings: string[] = []
    process.on('warning', ({ message }) => warnings.push(message))
    const owner = new Socket()
    const drop = () => {
      new Socket().close()
      Socket.borrow(owner)
      Socket.borrow(owner.fd)
      return new Socket().detach()
    }

    const detached = drop()
    const canary = new WeakRef({})
    for (let i = 0; i < 500 && canary.deref(); i++) {
      await new Promise(setImmediate) // deref() keeps its target alive until the end of the turn
      globalThis.gc?.()
    }
    for (let i = 0; i < 8; i++) {
      globalThis.gc?.()
      await new Promise(setImmediate)
    }

    const open = [detached, owner.fd].map((fd) => calls.fcntl(fd, constants.F_GETFD, 0) >= 0)
    owner.close()
    return { warnings, open }
  })

  assert.deepEqual(found, { warnings: [], open: [true, true] })
})

test('an unreachable Descriptor is closed, with a process warning', async () => {
  const found = await collecting(async ({ Socket, calls, constants }) => {
    const codes: unknown[] = []
    process.on('warning', (warning) => codes.push('code' in warning && warning.code))
    const [one, other] = Socket.pair()
    const receive = () => {
      one.sendMessageSync({ data: 'x', control: { SCM_RIGHTS: [one] } })
      return other.recvMessageSync({ control: true }).control.SCM_RIGHTS?.[0]?.fd ?? -1
    }

    const fd = receive()
    for (let i = 0; i < 500 && codes.length < 1; i++) {
      globalThis.gc?.()
      await new Promise(setImmediate)
    }

    one.close()
    other.close()
    return { codes, answer: calls.fcntl(fd, constants.F_GETFD, 0) + constants.EBADF }
  })

  assert.deepEqual(found, { codes: ['BERKELEY_UNCLOSED'], answer: 0 })
})

test('a socket with a waiting call is not collected', async () => {
  const found = await collecting(async ({ Socket, PATIENCE }) => {
    const warnings: string[] = []
    process.on('warning', ({ message }) => warnings.push(message))
    const path = '@berkeley-collecting'
    const begin = () => {
      const waiting: Promise<unknown>[] = []
      const peers: InstanceType<typeof Socket>[] = []
      const waits = (wait: (socket: InstanceType<typeof Socket>) => Promise<unknown>) => {
        const [one, other] = Socket.pair('AF_UNIX', 'SOCK_DGRAM')
        waiting.push(wait(one))
        peers.push(other)
      }
      waits((socket) => socket.recv())
      waits((socket) => socket.recvInto(new Uint8Array(9)))
      waits((socket) => socket.recvFrom())
      waits((socket) => socket.recvFromInto(new Uint8Array(9)))
      waits((socket) => socket.recvMessage())
      waits((socket) => socket.datagrams().next())
      waits((socket) => socket.messages().next())
      const listener = new Socket('AF_UNIX')
      listener.bind(path)
      listener.listen()
      waiting.push(listener.accept())
      const [full, drain] = Socket.pair('AF_UNIX', 'SOCK_DGRAM')
      try {
        for (;;) full.sendSync('x', { timeout: 0 })
      } catch {
        waiting.push(full.send('last'))
      }
      return { waiting, peers, drain }
    }

    const { waiting, peers, drain } = begin()
    const outcomes = Promise.allSettled(waiting)
    for (let i = 0; i < 15; i++) {
      globalThis.gc?.()
      await new Promise(setImmediate)
    }
    const early = warnings.length
    for (const peer of peers) if (!peer.closed) await peer.send('x').catch(() => 0)
    for (let got = 'x'; got === 'x'; ) {
      got = await drain.recv(9, { timeout: PATIENCE }).then(String, String)
    }
    const client = new Socket('AF_UNIX')
    await client.connect(path).catch(() => undefined)
    const states = (await outcomes).map((outcome) =>
      outcome.status === 'rejected' ? String(outcome.reason) : outcome.status,
    )
    for (const socket of [...peers, drain, client]) socket.close()
    return { early, states }
  })

  assert.deepEqual(found, { early: 0, states: found.states.map(() => 'fulfilled') })
  assert.equal(found.states.length, 9)
})
