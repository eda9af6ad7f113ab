import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Body } from '../support/body.ts'
import { type ChildOptions, cannotUnshare, type Ended, inChild } from '../support/child.ts'
import { connections } from '../support/kinds.ts'
import { startNode } from '../support/node-program.ts'
import { runnable } from '../support/runnable.ts'
import { silentServer } from '../support/silent-server.ts'

/** Runs the body where a look-up takes 150 seconds. A child that waits for one exceeds its limit. */
function inSilence<T>(body: Body<T>, options: ChildOptions = {}): Promise<Ended<T>> {
  return inChild(body, { network: silentServer('timeout:30 attempts:5'), ...options })
}

function assertEnded({ status, signal, errors }: Ended<unknown>, expected = 0): void {
  assert.deepEqual({ status, signal, errors }, { status: expected, signal: null, errors: '' })
}

test('look-ups in progress delay neither the files nor the look-ups of the runtime', {
  skip: cannotUnshare,
}, async () => {
  const ended = await inSilence(async ({ Socket, resolve, held }) => {
    const { stat } = await import('node:fs/promises')
    const { lookup } = await import('node:dns/promises')
    const server = held(new Socket('AF_INET', 'SOCK_DGRAM'))
    server.bind('127.0.0.1:53')
    const settled: string[] = []
    for (let i = 0; i < 50; i++) {
      resolve(`name-${i}.example`, 80).then(
        () => settled.push('answered'),
        () => settled.push('refused'),
      )
    }
    await server.recv() // the first of them sends its query

    await stat('/')
    const { address } = await lookup('127.0.0.1', { verbatim: true })
    process.exitCode = 3
    process.on('exit', () => {
      console.log(settled.length, address)
    })
    process.exit()
  })

  assertEnded(ended, 3)
  assert.equal(ended.output, '0 127.0.0.1\n')
})

test('an abandoned look-up does not keep the process alive', {
  skip: cannotUnshare,
}, async () => {
  const ended = await inSilence(async ({ Socket, resolve, reverse, held }) => {
    const server = held(new Socket('AF_INET', 'SOCK_DGRAM'))
    server.bind('127.0.0.1:53')
    const controller = new AbortController()
    setTimeout(() => {
      controller.abort()
    }, 10)
    const codes = await Promise.all(
      [
        ...Array.from({ length: 40 }, (_, i) => resolve(`name-${i}.example`, 80, { timeout: 20 })),
        resolve('name.example', 80, { signal: controller.signal }),
        reverse('192.0.2.1:80', { timeout: 20 }),
      ].map((promise) => promise.catch((error: unknown) => (error as { code: string }).code)),
    )
    return [...new Set(codes)].sort()
  })

  assertEnded(ended)
  assert.deepEqual(ended.result, ['ABORT_ERR', 'ERR_SOCKET_TIMEOUT'])
})

test('a blocking look-up respects its timeout', { skip: cannotUnshare }, async () => {
  const ended = await inSilence(({ Socket, resolveSync, reverseSync, held }) => {
    const server = held(new Socket('AF_INET', 'SOCK_DGRAM'))
    server.bind('127.0.0.1:53')
    const outcomeOf = (start: () => unknown) => {
      const begun = performance.now()
      try {
        return start()
      } catch (error) {
        const { code, syscall } = error as { code: string; syscall: string }
        return { code, syscall, held: performance.now() - begun >= 40 }
      }
    }
    return [
      outcomeOf(() => resolveSync('name.example', 80, { timeout: 40 })),
      outcomeOf(() => reverseSync('192.0.2.1:80', { timeout: 40 })),
    ]
  })

  assertEnded(ended)
  assert.deepEqual(ended.result, [
    { code: 'ERR_SOCKET_TIMEOUT', syscall: 'getaddrinfo', held: true },
    { code: 'ERR_SOCKET_TIMEOUT', syscall: 'getnameinfo', held: true },
  ])
})

test('an answer for a promise that arrives during a blocking look-up is not lost', async () => {
  const { result, errors } = await inChild(async ({ resolve, resolveSync, PATIENCE }) => {
    const code = (error: unknown) => (error as { code: string }).code
    const awaited = [resolve(null, 'no-such'), resolve(null, 'http'), resolve(null, 'nor-such')]
    for (let i = 0; i < 20; i++) {
      try {
        resolveSync(null, `none-${i}`, { timeout: PATIENCE })
      } catch (error) {
        if (code(error) !== 'EAI_SERVICE') throw error
      }
    }
    const [first, , last] = await Promise.all(awaited.map((answer) => answer.catch(code)))
    return [first, last]
  })

  assert.equal(errors, '')
  assert.deepEqual(result, ['EAI_SERVICE', 'EAI_SERVICE'])
})

test('a worker is terminated in the middle of look-ups, including blocking ones, and the process continues', {
  skip: cannotUnshare,
}, async () => {
  const ended = await inSilence(async ({ Socket, inWorker, held }) => {
    const server = held(new Socket('AF_INET', 'SOCK_DGRAM'))
    server.bind('127.0.0.1:53')
    const bodies: [asksFor: string, Body<unknown>][] = [
      ['blocking', ({ resolveSync }) => resolveSync('blocking.example', 80)],
      ['in-addr', ({ reverseSync }) => reverseSync('192.0.2.1:80')],
      [
        'awaited',
        ({ resolve }) =>
          Promise.all(['awaited.example', 'b.example'].map((name) => resolve(name, 80))),
      ],
    ]
    for (const [asksFor, body] of bodies) {
      const worker = inWorker(body)
      let question: Buffer // this worker's; the previous one may have sent two queries
      do question = await server.recv()
      while (!question.includes(asksFor))
      await worker.terminate()
    }
    process.exit(0)
  })

  assertEnded(ended)
})

for (const kind of connections.filter(({ family }) => family !== 'AF_UNIX')) {
  test(`lingering closes delay neither the files of the runtime nor its exit: ${kind.name}`, {
    skip: kind.skip,
  }, async () => {
    const ended = await inChild(
      async ({ connectSync, listenSync, held }) => {
        const { stat } = await import('node:fs/promises')
        const listener = listenSync({ host: process.env['HOST'] ?? '', port: 0 })
        for (let i = 0; i < 70; i++) {
          const client = connectSync(listener.localAddress)
          held(listener.acceptSync()) // never reads
          client.setOption('SO_SNDBUF', 2 ** 20)
          client.setOption('SO_LINGER', { onoff: true, seconds: 300 })
          await client.sendAll(Buffer.alloc(16 * 2 ** 20), { timeout: 5 }).catch(() => undefined)
          client.close()
        }
        await stat('/')
        process.exit(3)
      },
      { env: { HOST: kind.family === 'AF_INET6' ? '::1' : '127.0.0.1' } },
    )

    assertEnded(ended, 3)
  })
}

for (const kind of connections.filter(({ family }) => family !== 'AF_UNIX')) {
  test(`the 65th close that lingers does not wait behind 64 others: ${kind.name}`, {
    skip: kind.skip,
  }, async () => {
    const ended = await inChild(
      async ({ connectSync, listenSync, held, PATIENCE }) => {
        const listener = listenSync({ host: process.env['HOST'] ?? '', port: 0 })
        listener.setOption('SO_RCVBUF', 4096)
        const connected = () => {
          const client = connectSync(listener.localAddress)
          client.setOption('SO_SNDBUF', 4096)
          client.setOption('SO_LINGER', { onoff: true, seconds: 300 })
          return [client, held(listener.acceptSync())] as const
        }
        for (let i = 0; i < 64; i++) {
          const [client] = connected() // its peer never reads
          await client.sendAll(Buffer.alloc(2 ** 20), { timeout: 5 }).catch(() => undefined)
          client.close()
        }
        const [last, peer] = connected()
        await last.sendAll(Buffer.alloc(2 ** 20), { timeout: 5 }).catch(() => undefined)

        last.close()

        peer.timeout = PATIENCE
        let length = 0
        for await (const chunk of peer.chunks()) length += chunk.length
        console.log(length > 0 ? 'all of it, and the end' : 'nothing')
        process.exit(3)
      },
      { env: { HOST: kind.family === 'AF_INET6' ? '::1' : '127.0.0.1' } },
    )

    assertEnded(ended, 3)
    assert.equal(ended.output, 'all of it, and the end\n')
  })
}

test('busy threads survive the only worker that had loaded the addon', async (t) => {
  const program = startNode(
    t,
    `
    const { once } = require('node:events')
    const { Worker } = require('node:worker_threads')
    const life = \`
      import(\${JSON.stringify(args[0])}).then(async (library) => {
        const { parentPort, workerData } = require('node:worker_threads')
        const client = library.connectSync({ host: '127.0.0.1', port: workerData })
        client.setOption('SO_LINGER', { onoff: true, seconds: 300 })
        await client.sendAll(Buffer.alloc(16 * 2 ** 20), { timeout: 5 }).catch(() => undefined)
        client.close()
        for (let i = 0; i < 40; i++) library.resolve(null, 'http').catch(() => undefined)
        parentPort.postMessage('at work')
        parentPort.on('message', () => undefined) // lives until it is terminated
      })\`
    const server = net.createServer({ pauseOnConnect: true })
    const round = async () => {
      const worker = new Worker(life, { eval: true, workerData: server.address().port })
      const [[peer]] = await Promise.all([once(server, 'connection'), once(worker, 'message')])
      await worker.terminate()
      peer.resetAndDestroy() // nothing to linger for: the thread that closes returns to our code
      await once(peer, 'close')
    }
    server.listen(0, '127.0.0.1', async () => {
      for (let i = 0; i < 3; i++) await round()
      console.log('survived')
      server.close()
    })`,
    runnable('test/support/library.ts').href,
  )

  assert.equal(await program.line, 'survived')
})
