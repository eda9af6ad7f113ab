import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { Readiness } from '../../src/engine/readiness.ts'
import { type Transfer, transferAll, transferAllSync } from '../../src/engine/transfer.ts'
import { type AsyncWaitOptions, Socket, type SocketError } from '../../src/index.ts'
import { clearingAddon, failingAddon } from '../support/addon.ts'
import { inChild } from '../support/child.ts'
import { closing } from '../support/kinds.ts'

// What a transfer does to the event loop, and when it gives up.

const CHUNK = 65_536

/** More steps than any of these transfers makes before others have their turn. */
const MOST_STEPS = 1_000_000

/** A transfer whose ends are always ready, which two sockets are not for long. */
function endless(t: TestContext): Transfer & { steps: number } {
  const [one, other] = closing(t, Socket.pair())
  return {
    steps: 0,
    syscall: 'splice',
    source: new Readiness(one.fd),
    sink: new Readiness(other.fd),
    ownsSource: false,
    turn: 'sink',
    finished: false,
    get bytesSent() {
      return this.steps * CHUNK
    },
    step() {
      assert.ok(++this.steps < MOST_STEPS, 'others have no turn')
      return CHUNK
    },
    subject() {
      return { bytesSent: this.bytesSent }
    },
  }
}

const forms = [
  {
    name: 'awaited',
    run: (transfer: Transfer, { timeout = null }: AsyncWaitOptions) =>
      transferAll(transfer, { timeout }, transfer),
  },
  {
    name: 'blocking',
    run: async (transfer: Transfer, { timeout = null }: AsyncWaitOptions) => {
      transferAllSync(transfer, { timeout })
      await Promise.resolve()
    },
  },
] as const

for (const { name, run } of forms) {
  test(`a transfer that may not wait gives up although both ends are always ready: ${name}`, async (t) => {
    const transfer = endless(t)

    await assert.rejects(run(transfer, { timeout: 0 }), (error: SocketError) => {
      assert.equal(error.code, 'EAGAIN')
      assert.equal(error.bytesSent, transfer.bytesSent)
      return true
    })

    assert.ok(transfer.steps > 1, 'a try has several steps')
  })

  test(`a transfer ends at its timeout although both ends are always ready: ${name}`, async (t) => {
    const transfer = endless(t)

    await assert.rejects(run(transfer, { timeout: 5 }), (error: SocketError) => {
      assert.equal(error.code, 'ERR_SOCKET_TIMEOUT')
      assert.equal(error.bytesSent, transfer.bytesSent)
      return true
    })
  })
}

test('a transfer whose ends are always ready leaves others their turn', async (t) => {
  const transfer = endless(t)
  const controller = new AbortController()

  const running = transferAll(transfer, { timeout: null, signal: controller.signal }, transfer)
  await setImmediate()
  await setImmediate()
  controller.abort()

  await assert.rejects(running, { name: 'AbortError', bytesSent: transfer.bytesSent })
})

for (const source of ['its own socket', 'a borrowed one']) {
  test(`a transfer that waits for space hears nothing of what its source receives: ${source}`, async () => {
    const { status, errors, result } = await inChild(
      async ({ Socket: Made }) => {
        const immediate = () =>
          new Promise<void>((resolve) => void globalThis.setImmediate(resolve))
        const [[client, one], [other, server]] = [Made.pair(), Made.pair()]
        const from = process.env['SOURCE'] === 'a borrowed one' ? Made.borrow(one) : one
        const piping = from.pipeTo(other)
        while (other.trySend('full') !== null) continue
        client.sendSync('taken')
        for (let turn = 0; turn < 5; turn++) await immediate()
        const before = callsMade()
        for (let sent = 0; sent < 20; sent++) {
          client.sendSync('more')
          await immediate()
        }
        const calls = callsMade() - before
        client.shutdown('SHUT_WR')
        let received = ''
        for await (const chunk of server.chunks()) {
          received += String(chunk)
          if (received.endsWith('taken'.concat('more'.repeat(20)))) break
        }
        const [bytes] = await Promise.all([piping, server.chunks().next()])
        for (const socket of [client, one, other, server]) socket.close()
        return { calls, bytes }
      },
      { env: { ...failingAddon, SOURCE: source } },
    )

    assert.equal(status, 0, errors)
    assert.deepEqual(result, { calls: 20, bytes: 85 })
  })
}

for (const kind of ['TCP', 'Unix']) {
  test(`who clears O_NONBLOCK of both sockets makes no transfer block: ${kind}`, {
    skip: process.platform !== 'linux' && 'needs splice(2)',
  }, async () => {
    const { status, errors, result } = await inChild(
      async ({ Socket: Made, held }) => {
        const large = Buffer.alloc(5_000_000, 'large ')
        const pair = async (): Promise<[InstanceType<typeof Made>, InstanceType<typeof Made>]> => {
          if (process.env['KIND'] === 'Unix') return held(Made.pair())
          const listener = new Made('AF_INET')
          listener.bind('127.0.0.1:0')
          listener.listen()
          const client = held(new Made('AF_INET'))
          const [accepted] = await Promise.all([
            listener.accept(),
            client.connect(listener.localAddress),
          ])
          listener.close()
          return [client, held(accepted)]
        }
        const [client, one] = await pair()
        const [other, server] = await pair()
        const drained = (async () => {
          let length = 0
          for await (const chunk of server.chunks()) length += chunk.length
          return length
        })()

        const piping = one.pipeTo(other)
        for (let sent = 0; sent < 5; sent++) {
          await new Promise((resolve) => setTimeout(resolve, 1)) // it waits by now
          await client.send('small')
        }
        await client.sendAll(large)
        client.shutdown('SHUT_WR')
        const piped = await piping

        const [from, to] = await pair()
        const receiving = (async () => {
          let length = 0
          for await (const chunk of to.chunks()) length += chunk.length
          return length
        })()
        const file = await from.sendFile(process.execPath, { length: 20_000_000 })
        from.close()
        return [piped, await drained, file, await receiving]
      },
      { env: { ...clearingAddon, KIND: kind } },
    )

    assert.equal(status, 0, errors)
    assert.deepEqual(result, [5_000_025, 5_000_025, 20_000_000, 20_000_000])
  })
}
