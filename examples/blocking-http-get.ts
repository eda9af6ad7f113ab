// A GET without promises: each call blocks until it is done, as in C or Python.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connectSync } from 'berkeley'

// Somebody to ask: a server of node:http in a process of its own, which ends with its input.
const SERVER = `
  const server = require('node:http').createServer((_, response) => response.end('Hello\\n'))
  server.listen(0, '127.0.0.1', () => console.log(server.address().port))
  process.stdin.resume().on('end', () => process.exit())`
const server = spawn(process.execPath, ['-e', SERVER], { stdio: ['pipe', 'pipe', 'inherit'] })
const [port] = (await once(server.stdout, 'data')) as [Buffer]

using socket = connectSync({ host: '127.0.0.1', port: Number(port) })
socket.timeout = 5000
socket.sendAllSync('GET / HTTP/1.0\r\n\r\n')

for (;;) {
  const chunk = socket.recvSync()
  if (chunk.length === 0) break
  process.stdout.write(chunk)
}
server.stdin.end()
