import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failingAddon } from '../support/addon.ts'
import { noUnansweringPeer } from '../support/unanswering-peer.ts'
import { inChild } from '../support/child.ts'

// If the kernel does not report when to retry, a call is retried at intervals. The tests count
// calls, because processor time depends on the machine: a loop without pauses makes many thousands.

test('a send that waits for space in another socket’s queue makes only a few calls', {
  skip: noUnansweringPeer,
}, async () => {
  const { errors, result } = await inChild(
    async ({ Socket, arrived, connect, connectSync, held }) => {
      const receiver = held(new Socket('AF_UNIX', 'SOCK_DGRAM'))
      receiver.bind({ abstract: `waiting-idly-${process.pid}` })
      const address = receiver.localAddress
      const sender = new Socket('AF_UNIX', 'SOCK_DGRAM')
      sender.connectSync(address)
      const other = new Socket('AF_UNIX', 'SOCK_DGRAM')
      const listener = held(new Socket('AF_UNIX'))
      listener.bind({ abstract: `waiting-idly-${process.pid}` })
      listener.listen(0)
      held(new Socket('AF_UNIX')).connectSync(listener.localAddress)
      const client = new Socket('AF_UNIX')
      const silent = held(new Socket()) // its backlog is full, so the next to connect gets no answer
      silent.bind('127.0.0.1:0')
      silent.listen(0)
      held(new Socket()).connectSync(silent.localAddress)
      arrived(silent)
      const limit = { timeout: 300 }
      const full = (error: unknown) => {
        if ((error as { code: string }).code !== 'EAGAIN') throw error
      }
      try {
        for (;;) sender.sendSync('x', { timeout: 0 })
      } catch (error) {
        full(error)
      }
      const waits: Record<string, () => unknown> = {
        send: () => sender.send('x', limit),
        sendSync: () => sender.sendSync('x', limit),
        sendAll: () => sender.sendAll('x', limit),
        sendAllSync: () => {
          sender.sendAllSync('x', limit)
        },
        sendTo: () => other.sendTo('x', address, limit),
        sendToSync: () => other.sendToSync('x', address, limit),
        sendMessage: () => other.sendMessage({ data: 'x', address }, limit),
        sendMessageSync: () => other.sendMessageSync({ data: 'x', address }, limit),
        connect: () => client.connect(listener.localAddress, limit),
        connectSync: () => {
          client.connectSync(listener.localAddress, limit)
        },
        'connect()': () => connect(silent.localAddress, limit),
        'connectSync()': () => connectSync(silent.localAddress, limit),
      }
      const how: [name: string, code: unknown, calls: number][] = []
      for (const [name, wait] of Object.entries(waits)) {
        const before = callsMade()
        try {
          await wait()
        } catch (error) {
          how.push([name, (error as { code: unknown }).code, callsMade() - before])
        }
      }
      return how
    },
    { env: failingAddon },
  )

  assert.equal(result?.length, 12, errors)
  for (const [name, code, calls] of result) {
    assert.equal(code, 'ERR_SOCKET_TIMEOUT', name)
    assert.ok(calls < 200, `${name}: ${calls} calls within 300 ms`)
  }
})
