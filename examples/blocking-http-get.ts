// A GET without promises: each call blocks until it is done, as in C or Python.

import { fileURLToPath } from 'node:url'
import { connectSync } from 'berkeley'
import { startPeer } from './tour/peer.ts'

// Somebody to ask: a node:http server in a process of its own, which serves the text of this file.
await using server = startPeer('http-server.mjs', [fileURLToPath(import.meta.url)])
const port = Number(await server.line())

using socket = connectSync({ host: '127.0.0.1', port })
socket.timeout = 5000
socket.sendAllSync('GET / HTTP/1.0\r\n\r\n')

for (;;) {
  const chunk = socket.recvSync()
  if (chunk.length === 0) break
  process.stdout.write(chunk)
}
