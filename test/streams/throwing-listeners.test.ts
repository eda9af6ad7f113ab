import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inChild } from '../support/child.ts'

test('a listener of data that throws does not hold up a write that waits', async () => {
  const ended = await inChild(async ({ Socket }) => {
    const uncaught: string[] = []
    process.on('uncaughtException', (error) => uncaught.push(error.message))
    const [one, other] = Socket.pair()
    const stream = one.stream()
    stream.once('data', () => {
      throw new Error('on purpose')
    })
    await new Promise(setImmediate)
    await new Promise(setImmediate) // it waits for data now
    const written = new Promise((resolve) => stream.write(Buffer.alloc(1_000_000), resolve))
    other.sendSync('x')
    let received = other.recvSync(1_000_000).length // one event: there is data, and space
    while (received < 1_000_000) received += (await other.recv(1_000_000)).length
    await written
    stream.destroy()
    return [...uncaught, received]
  })

  assert.deepEqual(ended.result, ['on purpose', 1_000_000], ended.errors)
})

test('a listener of drain that throws is reported, and concerns no other write', async () => {
  const ended = await inChild(async ({ Socket }) => {
    const uncaught: string[] = []
    process.on('uncaughtException', (error) => uncaught.push(error.message))
    const [one, other] = Socket.pair()
    const stream = one.stream()
    let failure: unknown = 'none'
    const drained = new Promise((resolve) => {
      stream.once('drain', () => {
        stream.write(Buffer.alloc(1_000_000), (error) => {
          failure = error ?? 'none'
          resolve(undefined)
        })
        throw new Error('on purpose')
      })
    })
    stream.write(Buffer.alloc(1_000_000))
    await other.recv(2_000_000, { flags: 'MSG_WAITALL' })
    await drained
    stream.destroy()
    return [...uncaught, failure]
  })

  assert.deepEqual(ended.result, ['on purpose', 'none'], ended.errors)
})

test('a listener of descriptors that destroys the stream gets no data after that', async () => {
  const ended = await inChild(async ({ Socket }) => {
    const [one, other] = Socket.pair()
    const stream = one.stream()
    const seen: string[] = []
    for (const name of ['data', 'close']) stream.on(name, () => seen.push(name))
    stream.on('fds', (fds: number[]) => {
      for (const fd of fds) Socket.adopt(fd).close()
      stream.destroy()
    })
    await other.sendDescriptors([other], 'x')
    await new Promise((resolve) => stream.once('close', resolve))
    return [...seen, stream.bytesRead]
  })

  assert.deepEqual(ended.result, ['close', 0], ended.errors)
})

test('what an owner of the caller throws fails the stream that borrows from it, once', async () => {
  const ended = await inChild(async ({ Socket }) => {
    const uncaught: string[] = []
    process.on('uncaughtException', (error) => uncaught.push(error.message))
    const [one, other] = Socket.pair()
    let throws = false
    const owner = {
      get fd() {
        if (throws) throw new Error('on purpose')
        return one.fd
      },
    }
    const stream = Socket.borrow(owner).stream()
    const failed: string[] = []
    stream.on('error', ({ message }) => failed.push(message))
    throws = true
    for (let i = 0; i < 10; i++) await new Promise(setImmediate)
    const { destroyed } = stream
    stream.destroy()
    for (const socket of [one, other]) socket.close()
    return { failed, uncaught, destroyed }
  })

  assert.deepEqual(
    ended.result,
    { failed: ['on purpose'], uncaught: [], destroyed: true },
    ended.errors,
  )
})
