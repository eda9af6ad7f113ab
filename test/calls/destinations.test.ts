import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connect, connectSync, listenSync } from '../../src/index.ts'
import { portOf } from '../support/kinds.ts'

test('0.0.0.0 and :: lead to this machine', () => {
  using listener = listenSync({ port: 0 })
  const port = portOf(listener)

  using four = connectSync({ host: '0.0.0.0', port })
  using six = listener.family === 'AF_INET6' ? connectSync({ host: '::', port }) : undefined

  assert.deepEqual(four.remoteAddress, { family: 'AF_INET', address: '127.0.0.1', port })
  if (six) assert.deepEqual(six.remoteAddress, { family: 'AF_INET6', address: '::1', port })
})

for (const address of ['255.255.255.255', '224.0.0.1']) {
  test(`TCP cannot connect to ${address}, which belongs to no single host`, async () => {
    const connected = connect({ address, port: 9 })

    await assert.rejects(connected, { code: 'ENETUNREACH', address, port: 9 })
  })
}

test('connecting to port 0 is refused', async () => {
  await assert.rejects(connect('127.0.0.1:0'), { code: 'ECONNREFUSED', port: 0 })
})
