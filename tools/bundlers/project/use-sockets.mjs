// A small program that uses the package: the library and a dialect of it.
import assert from 'node:assert/strict'
import { connect, connectSync, listen } from 'berkeley'
import ucode from 'berkeley/ucode'

export async function useSockets() {
  const server = await listen({ host: '127.0.0.1', port: 0 })
  const address = server.localAddress
  const [client, caller] = await Promise.all([connect(address), server.accept()])
  client.setOption('TCP_NODELAY', true)
  assert.equal(client.getOption('TCP_NODELAY'), true)
  await client.sendAll('Hello')
  assert.equal(String(await caller.recv()), 'Hello')
  for (const socket of [client, caller, server]) socket.close()

  assert.throws(() => connectSync(address), { name: 'SocketError', code: 'ECONNREFUSED' })
  assert.equal(ucode.create(99), null)
  assert.equal(ucode.error(), 'socket(): Address family not supported by protocol')
}
