import assert from 'node:assert/strict'
import { listen, type Socket } from 'berkeley'
import { startPeer } from './peer.ts'
import { PATIENCE, type Stop } from './stop.ts'

const CLIENTS = 1000

export const echo: Stop = {
  what: 'an awaited echo server',
  peer: 'node:net',
  async run() {
    using listener = await listen({ host: '127.0.0.1', port: 0 })
    const serving = serve(listener)
    await using clients = startPeer('echo-clients.mjs', [listener.localAddress.port, CLIENTS])
    const bytes = Number(await clients.line())
    listener.close() // which ends the loop in serve

    const { most, failures } = await serving

    assert.deepEqual(failures, [])
    assert.equal(most, CLIENTS)
    return { bytes, result: `${most} clients at once, each got its own` }
  },
}

/** Serves all who come, at the same time; tells how many there were at most. */
async function serve(listener: Socket): Promise<{ most: number; failures: unknown[] }> {
  const failures: unknown[] = []
  let open = 0
  let most = 0
  for await (const connection of listener.connections()) {
    most = Math.max(most, ++open)
    sendBack(connection)
      .catch((error: unknown) => failures.push(error))
      .finally(() => open--)
  }
  return { most, failures }
}

async function sendBack(connection: Socket): Promise<void> {
  using socket = connection
  socket.timeout = PATIENCE
  for await (const chunk of socket.chunks()) await socket.sendAll(chunk)
}
