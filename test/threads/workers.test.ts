import assert from 'node:assert/strict'
import type { Worker } from 'node:worker_threads'
import { test } from 'node:test'
import type { Body } from '../support/body.ts'
import { type Ended, inChild } from '../support/child.ts'
import { cannotCount } from '../support/descriptors.ts'

/** Both ways to wake JavaScript. */
const wakers = ['uv_poll', 'thread'] as const
type Waker = (typeof wakers)[number]

function runWith<T>(waker: Waker, body: Body<T>): Promise<Ended<T>> {
  return inChild(body, { env: { BERKELEY_WAKER: waker } })
}

function assertWell(ended: Ended<unknown>, status = 0): void {
  const { signal, errors } = ended
  assert.deepEqual({ status: ended.status, signal, errors }, { status, signal: null, errors: '' })
}

for (const waker of wakers) {
  test(`workers that are terminated in the middle of everything leave nothing open: ${waker}`, {
    skip: cannotCount,
  }, async () => {
    const ended = await runWith(waker, async ({ inWorker, openDescriptors }) => {
      const first = (worker: Worker) =>
        new Promise<unknown>((resolve) => worker.once('message', resolve))
      const life: Body<unknown> = async ({ Socket, connect, poll, resolve }) => {
        const { parentPort } = await import('node:worker_threads')
        process.removeAllListeners('warning') // about sockets that are intentionally not closed
        const quietly = (promise: Promise<unknown>) => void promise.catch(() => undefined)
        for (let i = 0; i < 10; i++) {
          const [one, other] = Socket.pair()
          for (const socket of [one, other]) quietly(socket.recv())
          quietly(poll([{ socket: one, events: 1 }]))
        }
        const listener = new Socket()
        listener.bind('127.0.0.1:0')
        listener.listen(0)
        const { localAddress } = listener
        for (let i = 0; i < 4; i++) quietly(new Socket().connect(localAddress))
        for (let i = 0; i < 4; i++) quietly(connect(localAddress, { timeout: 9000 }))
        const full = Socket.pair()[0]
        quietly(full.sendAll(Buffer.alloc(8 << 20)))
        const look = async () => {
          for (;;) await resolve(null, 'http')
        }
        const pingPong = async () => {
          const [one, other] = Socket.pair()
          for (;;) {
            const received = [one.recv(), other.recv()] // they wait, so the event loop turns
            await Promise.all([one.sendAll('x'), other.sendAll('y'), ...received])
          }
        }
        for (let i = 0; i < 4; i++) quietly(pingPong())
        quietly(look())
        const [here, there] = Socket.pair()
        const received = here.recv()
        there.sendSync('x')
        await received
        parentPort?.postMessage('ready')
      }
      const counts: number[] = []
      for (let round = 0; round < 3; round++) {
        const workers = [inWorker(life), inWorker(life), inWorker(life)]
        await Promise.all(
          workers.map(async (worker) => {
            await first(worker)
            await new Promise((resolve) => setTimeout(resolve, Math.random() * 20))
            await worker.terminate()
          }),
        )
        counts.push(openDescriptors())
      }
      return counts
    })

    assertWell(ended)
    const [first, ...others] = ended.result ?? []
    assert.deepEqual(others, [first, first])
  })

  test(`a worker that blocks its thread is terminated, whatever it waits for: ${waker}`, async () => {
    const ended = await runWith(waker, async ({ inWorker }) => {
      const first = (worker: Worker) =>
        new Promise<unknown>((resolve) => worker.once('message', resolve))
      const waits: Body<unknown>[] = [
        async ({ Socket, held }) => {
          const [one] = held(Socket.pair())
          ;(await import('node:worker_threads')).parentPort?.postMessage('ready')
          one.recvSync()
        },
        async ({ Socket, held }) => {
          const [one] = held(Socket.pair())
          ;(await import('node:worker_threads')).parentPort?.postMessage('ready')
          one.recvMessageSync({ control: true })
        },
        async ({ Socket, held }) => {
          const [one] = held(Socket.pair())
          ;(await import('node:worker_threads')).parentPort?.postMessage('ready')
          one.sendAllSync(Buffer.alloc(8 << 20))
        },
        async ({ Socket, pollSync, held }) => {
          const [one] = held(Socket.pair())
          ;(await import('node:worker_threads')).parentPort?.postMessage('ready')
          pollSync([{ socket: one, events: 1 }])
        },
        async ({ listenSync }) => {
          const listener = listenSync('127.0.0.1:0')
          ;(await import('node:worker_threads')).parentPort?.postMessage('ready')
          listener.acceptSync()
        },
        async ({ Socket, listenSync }) => {
          const listener = listenSync({ abstract: `full-${process.pid}` })
          listener.listen(0)
          const { localAddress } = listener
          ;(await import('node:worker_threads')).parentPort?.postMessage('ready')
          for (;;) new Socket('AF_UNIX').connectSync(localAddress)
        },
      ]
      return Promise.all(
        waits.map(async (body) => {
          const worker = inWorker(body)
          await first(worker)
          await new Promise((resolve) => setTimeout(resolve, 50)) // by then it most likely waits
          return worker.terminate()
        }),
      )
    })

    assertWell(ended)
    assert.deepEqual(ended.result, [1, 1, 1, 1, 1, 1], 'one of them had ended before')
  })

  test(`process.exit ends everything that waits or blocks on any thread: ${waker}`, async () => {
    const ended = await runWith(
      waker,
      async ({ Socket, connect, held, listenSync, resolve, inWorker }) => {
        const first = (worker: Worker) =>
          new Promise<unknown>((resolve) => worker.once('message', resolve))
        const blocked = inWorker(async ({ Socket, held }) => {
          const [one] = held(Socket.pair())
          ;(await import('node:worker_threads')).parentPort?.postMessage('ready')
          one.recvSync()
        })
        const waiting = inWorker(async ({ Socket, held }) => {
          const [one] = held(Socket.pair())
          setTimeout(
            () =>
              void import('node:worker_threads').then(({ parentPort }) => {
                parentPort?.postMessage('ready')
              }),
          )
          await one.recv()
        })
        await Promise.all([first(blocked), first(waiting)])
        const never = (promise: Promise<unknown>) =>
          void promise
            .finally(() => {
              console.error('done')
            })
            .catch(() => undefined)
        const [one] = held(Socket.pair())
        const listener = listenSync('127.0.0.1:0')
        listener.listen(0)
        never(one.recv())
        never(one.sendAll(Buffer.alloc(8 << 20)))
        never(listener.accept())
        never(resolve(null, 'http'))
        for (let i = 0; i < 3; i++) void connect(listener.localAddress)
        process.exit(7)
      },
    )

    assertWell(ended, 7)
  })

  test(`an exception in the continuation of a receive is uncaught, and the others are served: ${waker}`, async () => {
    const ended = await runWith(waker, async ({ Socket }) => {
      const caught: string[] = []
      process.on('uncaughtException', ({ message }) => caught.push(message))
      const pairs = Array.from({ length: 30 }, () => Socket.pair())
      const received = pairs.map(async ([one], i) => {
        const text = String(await one.recv())
        if (i === 3)
          queueMicrotask(() => {
            throw new Error('in a microtask')
          })
        if (i === 7)
          process.nextTick(() => {
            throw new Error('in a tick')
          })
        if (i === 9) void Promise.reject(new Error('in a promise'))
        return text
      })
      await new Promise((resolve) => setImmediate(resolve))
      for (const [i, [, other]] of pairs.entries()) other.sendSync(String(i))
      const texts = await Promise.all(received)
      const [again, peer] = pairs[0] ?? Socket.pair()
      const later = again.recv()
      setTimeout(() => peer.sendSync('later'))
      texts.push(String(await later))
      return { caught: caught.sort(), texts }
    })

    assertWell(ended)
    assert.deepEqual(ended.result?.caught, ['in a microtask', 'in a promise', 'in a tick'])
    assert.deepEqual(ended.result.texts, [
      ...Array.from({ length: 30 }, (_, i) => String(i)),
      'later',
    ])
  })

  test(`an uncaught exception ends the process as always: ${waker}`, async () => {
    const ended = await runWith(waker, ({ Socket }) => {
      const [one, other] = Socket.pair()
      void one.recv().then(() => {
        throw new Error('boom')
      })
      setTimeout(() => other.sendSync('x'))
      return undefined
    })

    assert.deepEqual([ended.status, ended.signal], [1, null])
    assert.match(ended.errors, /error: boom/i)
  })

  test(`many environments at once each have their own traffic: ${waker}`, {
    skip: cannotCount,
  }, async () => {
    const ended = await runWith(waker, async ({ inWorker }) => {
      const first = (worker: Worker) =>
        new Promise<unknown>((resolve) => worker.once('message', resolve))
      const workers = Array.from({ length: 6 }, () =>
        inWorker(async ({ listen, connect }) => {
          const { parentPort, threadId } = await import('node:worker_threads')
          const server = await listen('127.0.0.1:0')
          const { localAddress } = server
          const serve = async () => {
            for await (const client of server.connections()) {
              void (async () => {
                for await (const chunk of client.chunks()) await client.sendAll(chunk)
                client.close()
              })()
            }
          }
          void serve()
          const ask = async (i: number) => {
            const client = await connect(localAddress)
            let echoed = ''
            for (let n = 0; n < 20; n++) {
              await client.sendAll(`${i}.${n};`)
              const text = `${i}.${n};`
              for (let got = ''; got !== text; )
                got += String(await client.recv(text.length - got.length))
              echoed += text
            }
            client.close()
            return echoed.length
          }
          const lengths = await Promise.all(Array.from({ length: 10 }, (_, i) => ask(i)))
          server.close()
          parentPort?.postMessage([threadId, lengths])
        }),
      )
      const answers = await Promise.all(
        workers.map(async (worker) => {
          const [, lengths] = (await first(worker)) as [number, number[]]
          return lengths
        }),
      )
      await Promise.all(workers.map((worker) => worker.terminate()))
      return answers
    })

    assertWell(ended)
    const lengthOf = (i: number) =>
      Array.from({ length: 20 }, (_, n) => `${i}.${n};`).join('').length
    const expected = Array.from({ length: 10 }, (_, i) => lengthOf(i))
    assert.deepEqual(
      ended.result,
      Array.from({ length: 6 }, () => expected),
    )
  })

  test(`a poll that is refused waits on none of its sockets: ${waker}`, async () => {
    const ended = await runWith(waker, async ({ Socket, poll, held }) => {
      const [one] = held(Socket.pair())
      const entries = [one, { fd: one.fd }].map((socket) => ({ socket, events: 1 }))
      await poll(entries as never).catch((error: unknown) => {
        console.log(error instanceof TypeError)
      })
      process.on('exit', () => {
        console.log(one.closed)
      })
      return undefined
    })

    assertWell(ended)
    assert.equal(ended.output, 'true\nfalse\n')
  })
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} ends a process that blocks its thread`, async () => {
    const ended = await inChild(
      async ({ Socket, held }) => {
        const { spawn } = await import('node:child_process')
        const [one] = held(Socket.pair())
        spawn('sh', ['-c', `sleep 0.2; kill -${process.env['SIGNAL'] ?? ''} ${process.pid}`])
        one.recvSync()
      },
      { env: { SIGNAL: signal.slice(3) } },
    )

    assert.deepEqual([ended.status, ended.signal], [null, signal])
  })
}
