// Echoes every connection, each in its own loop.
import { listenSync } from '../../dist/index.js'

const listener = listenSync({ host: '127.0.0.1', port: 0 })
console.log(listener.localAddress.port)
process.stdin.resume().on('end', () => process.exit())

for await (const socket of listener.connections()) void echo(socket)

async function echo(socket) {
  const buffer = new Uint8Array(1024)
  for (;;) {
    const length = await socket.recvInto(buffer)
    if (length === 0) break
    await socket.send(buffer.subarray(0, length))
  }
  socket.close()
}
