import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { Socket } from '../../src/index.ts'
import { startWatchdog, watchdog } from '../../src/systemd.ts'
import { inChild } from '../support/child.ts'
import { folderOf } from '../support/folder.ts'
import { closing } from '../support/kinds.ts'
import { PATIENCE } from '../support/patience.ts'
import { setVariable } from '../support/systemd.ts'

// The service that runs these tests may have some of its own.
for (const name of ['WATCHDOG_USEC', 'WATCHDOG_PID']) Reflect.deleteProperty(process.env, name)

const INTERVALS: readonly [interval: number | null, env: Record<string, string>][] = [
  [null, {}],
  [null, { WATCHDOG_PID: '1' }],
  [30_000, { WATCHDOG_USEC: '30000000' }],
  [0.5, { WATCHDOG_USEC: '500', WATCHDOG_PID: String(process.pid) }],
  [null, { WATCHDOG_USEC: '500', WATCHDOG_PID: '1' }],
]

for (const [interval, env] of INTERVALS) {
  test(`the interval of the watchdog is ${interval} ms by ${JSON.stringify(env)}`, (t) => {
    for (const [name, value] of Object.entries(env)) setVariable(t, name, value)

    assert.equal(watchdog(), interval)
  })
}

for (const [message, env] of [
  ["WATCHDOG_USEC must be a number from 1 to 9007199254740991, not '0'", { WATCHDOG_USEC: '0' }],
  ["WATCHDOG_USEC must be a number from 1 to 9007199254740991, not '5s'", { WATCHDOG_USEC: '5s' }],
  [
    "WATCHDOG_PID must be a number from 1 to 2147483647, not 'x'",
    { WATCHDOG_USEC: '1', WATCHDOG_PID: 'x' },
  ],
] as const) {
  test(`a variable of the watchdog that is malformed is a RangeError: ${message}`, (t) => {
    for (const [name, value] of Object.entries(env)) setVariable(t, name, value)

    assert.throws(watchdog, { name: 'RangeError', message })
    assert.throws(startWatchdog, { name: 'RangeError', message })
  })
}

test('the watchdog is notified now, and again, until it is stopped', async (t) => {
  const path = join(folderOf(t), 'notify')
  const socket = closing(t, new Socket('AF_UNIX', 'SOCK_DGRAM'))
  socket.bind(path)
  setVariable(t, 'NOTIFY_SOCKET', path)
  setVariable(t, 'WATCHDOG_USEC', '2000')

  const stop = startWatchdog()
  const pings = [await socket.recv(100), await socket.recv(100), await socket.recv(100)]
  stop()
  while (socket.tryRecv() !== null);

  assert.deepEqual(pings.map(String), Array(3).fill('WATCHDOG=1'))
  await assert.rejects(socket.recv(100, { timeout: 5 }), { code: 'ERR_SOCKET_TIMEOUT' })
})

test('without a watchdog nothing is sent', async (t) => {
  const path = join(folderOf(t), 'notify')
  const socket = closing(t, new Socket('AF_UNIX', 'SOCK_DGRAM'))
  socket.bind(path)
  setVariable(t, 'NOTIFY_SOCKET', path)

  startWatchdog()()

  await assert.rejects(socket.recv(100, { timeout: 1 }), { code: 'ERR_SOCKET_TIMEOUT' })
})

test('the watchdog keeps no process alive, and its failures are warnings', async () => {
  const { status, errors } = await inChild(
    ({ systemd }) => {
      systemd.startWatchdog()
    },
    { env: { WATCHDOG_USEC: String(PATIENCE * 1000), NOTIFY_SOCKET: '/nowhere/notify' } },
  )

  assert.equal(status, 0)
  assert.match(errors, /SocketError: sendmsg E\w+ \/nowhere\/notify/)
})
