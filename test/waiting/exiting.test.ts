import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import type { Body } from '../support/body.ts'
import { inChild } from '../support/child.ts'
import { inWorker } from '../support/workers.ts'
import { cannotCount, openSockets } from '../support/descriptors.ts'

/** Both ways to wake JavaScript. */
const wakers = ['uv_poll', 'thread'] as const

for (const waker of wakers) {
  /** The output of the body, whose process must exit by itself. */
  const printed = async (body: Body<undefined>): Promise<string> => {
    const env = waker === 'thread' ? { BERKELEY_WAKER: 'thread' } : {}
    const { status, signal, output, errors } = await inChild(body, { env })
    assert.deepEqual({ status, signal, errors }, { status: 0, signal: null, errors: '' })
    return output
  }

  test(`a promise that waits keeps the process alive: ${waker}`, async () => {
    const output = await printed(({ Socket }) => {
      const [one, other] = Socket.pair()
      void one.recv().then((data) => {
        console.log(String(data))
        one.close()
      })
      setTimeout(() => other.sendSync('came'), 200).unref()
      return undefined
    })

    assert.equal(output, 'came\n')
  })

  test(`an open socket on which nothing waits does not keep it alive: ${waker}`, async () => {
    const output = await printed(async ({ Socket }) => {
      const [one, other] = Socket.pair()
      const listener = new Socket()
      listener.bind('127.0.0.1:0')
      listener.listen()
      const received = one.recv()
      other.sendSync('once')
      console.log(String(await received))
      process.on('exit', () => {
        console.log([one, other, listener].every(({ closed }) => !closed))
      })
      return undefined
    })

    assert.equal(output, 'once\ntrue\n')
  })

  test(`an unref’d socket lets the process end, whatever waits on it: ${waker}`, async () => {
    const output = await printed(({ Socket }) => {
      const [before, other] = Socket.pair()
      const [after, another] = Socket.pair()
      const listener = new Socket('AF_UNIX').unref()
      listener.bind({ family: 'AF_UNIX' })
      listener.listen()
      const print = () => {
        console.log('never')
      }
      void before.unref().recv().then(print)
      void after.recv().then(print)
      after.unref()
      void listener.accept().then(print)
      process.on('exit', () => {
        console.log([other, another].every(({ closed }) => !closed))
      })
      return undefined
    })

    assert.equal(output, 'true\n')
  })

  test(`an unref’d socket that is ref’d again keeps the process alive: ${waker}`, async () => {
    const output = await printed(({ Socket }) => {
      const [one, other] = Socket.pair()
      one.unref().ref().unref()
      void one.recv().then((data) => {
        console.log(String(data))
      })
      one.ref()
      setTimeout(() => other.sendSync('came'), 200).unref()
      return undefined
    })

    assert.equal(output, 'came\n')
  })

  test(`an unref’d socket still receives while something else keeps the process alive: ${waker}`, async () => {
    const output = await printed(({ Socket, held }) => {
      const [one, other] = held(Socket.pair())
      const [alive] = held(Socket.pair())
      void one
        .unref()
        .recv()
        .then((data) => {
          console.log(String(data))
          alive.close()
        })
      void alive.recv().catch((error: unknown) => {
        console.log((error as { code: string }).code)
      })
      setTimeout(() => other.sendSync('came'), 100).unref()
      return undefined
    })

    assert.equal(output, 'came\nERR_SOCKET_CLOSED\n')
  })

  test(`a deadline keeps its process alive until it has passed: ${waker}`, async () => {
    const output = await printed(({ Socket, held }) => {
      const [one] = held(Socket.pair())
      void one.recv(1, { timeout: 100 }).catch((error: unknown) => {
        console.log((error as { code: string }).code)
      })
      return undefined
    })

    assert.equal(output, 'ERR_SOCKET_TIMEOUT\n')
  })

  test(`process.exit ends a process with many waiting calls: ${waker}`, async () => {
    const output = await printed(({ Socket, held }) => {
      for (let i = 0; i < 20; i++) {
        for (const socket of held(Socket.pair())) void socket.recv()
      }
      setTimeout(() => {
        console.log('going')
        process.exit()
      }, 50)
      return undefined
    })

    assert.equal(output, 'going\n')
  })
}

for (const name of ['waits in a promise', 'blocks its thread'] as const) {
  const skip = cannotCount
  test(`a worker that ${name} is terminated, and leaves no socket open`, { skip }, async () => {
    const before = openSockets()
    const worker =
      name === 'blocks its thread'
        ? inWorker(async ({ Socket, held }) => {
            const { parentPort } = await import('node:worker_threads')
            const [one] = held(Socket.pair())
            const listener = new Socket()
            parentPort?.postMessage('ready')
            one.recvSync()
            listener.close()
          })
        : inWorker(async ({ Socket }) => {
            const { parentPort } = await import('node:worker_threads')
            const [one, other] = Socket.pair()
            const listener = new Socket()
            parentPort?.postMessage('ready')
            await Promise.all([one.recv(), other.recv()])
            listener.close()
          })
    await once(worker, 'message')
    const during = openSockets()

    await worker.terminate()

    assert.equal(during.length, before.length + 3)
    assert.deepEqual(openSockets(), before)
  })
}
