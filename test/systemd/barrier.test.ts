import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { type AsyncWaitOptions, Socket, type WaitOptions } from '../../src/index.ts'
import { barrier, barrierSync, notify } from '../../src/systemd.ts'
import { cannotCount, openSockets } from '../support/descriptors.ts'
import { folderOf } from '../support/folder.ts'
import { closing } from '../support/kinds.ts'
import { PATIENCE } from '../support/patience.ts'
import { needs, setVariable, startReceiver } from '../support/systemd.ts'

const forms = [
  { name: 'awaited', barrier },
  {
    name: 'blocking',
    barrier: async (options?: WaitOptions) => await Promise.resolve(barrierSync(options)),
  },
] as const

for (const form of forms) {
  test(`a barrier ends when a program of another language closes its descriptor: ${form.name}`, {
    skip: needs('python3'),
  }, async (t) => {
    const path = join(folderOf(t), 'notify')
    const peer = await startReceiver(t, 'notify-receiver', path)
    setVariable(t, 'NOTIFY_SOCKET', path)

    await notify({ STATUS: 'before' })
    const passed = await form.barrier({ timeout: PATIENCE })
    const lines = [await peer.line(), await peer.line()].map((line) => JSON.parse(line) as object)

    assert.equal(passed, true)
    const { pid } = process
    assert.deepEqual(lines, [
      { data: 'STATUS=before', pid, areSockets: [], flags: 0 },
      { data: 'BARRIER=1', pid, areSockets: [true], flags: 0 },
    ])
  })

  test(`a barrier that nobody processes ends at its timeout, and leaves nothing open: ${form.name}`, {
    skip: cannotCount,
  }, async (t) => {
    const path = join(folderOf(t), 'notify')
    const socket = closing(t, new Socket('AF_UNIX', 'SOCK_DGRAM'))
    socket.bind(path)
    setVariable(t, 'NOTIFY_SOCKET', path)
    const before = openSockets()

    await assert.rejects(form.barrier({ timeout: 1 }), {
      code: 'ERR_SOCKET_TIMEOUT',
      message: 'barrier ERR_SOCKET_TIMEOUT: timed out after 1 ms',
    })
    await assert.rejects(form.barrier({ deadline: performance.now() + 1 }), {
      message: 'barrier ERR_SOCKET_TIMEOUT: timed out at its deadline',
    })
    assert.deepEqual(openSockets(), before)
    assert.equal(String(socket.tryRecv()), 'BARRIER=1')
  })

  test(`without a NOTIFY_SOCKET there is nothing to wait for: ${form.name}`, async (t) => {
    setVariable(t, 'NOTIFY_SOCKET', '')

    assert.equal(await form.barrier(), false)
    await assert.rejects(form.barrier({ timout: 5 } as never), TypeError)
  })
}

test('a barrier waits until the descriptor is closed', async (t) => {
  const path = join(folderOf(t), 'notify')
  const socket = closing(t, new Socket('AF_UNIX', 'SOCK_DGRAM'))
  socket.bind(path)
  setVariable(t, 'NOTIFY_SOCKET', path)
  const order: string[] = []

  const waiting = barrier({ timeout: PATIENCE }).then(() => order.push('passed'))
  const { control } = await socket.recvMessage({ control: true, timeout: PATIENCE })
  await notify({ STATUS: 'meanwhile' }) // time for the other to end too early
  order.push('closing')
  for (const descriptor of control.SCM_RIGHTS ?? []) descriptor.close()
  await waiting

  assert.deepEqual(order, ['closing', 'passed'])
})

test('an aborted barrier is an AbortError', async (t) => {
  const path = join(folderOf(t), 'notify')
  const socket = closing(t, new Socket('AF_UNIX', 'SOCK_DGRAM'))
  socket.bind(path)
  setVariable(t, 'NOTIFY_SOCKET', path)
  const controller = new AbortController()
  const options: AsyncWaitOptions = { signal: controller.signal, timeout: PATIENCE }

  const waiting = barrier(options)
  await socket.recv(100, { timeout: PATIENCE })
  controller.abort()

  await assert.rejects(waiting, { name: 'AbortError' })
})
