// Sends the first bytes of a file to every connection: send-file-berkeley PATH BYTES
import { listenSync } from '../../dist/index.js'

const [path, length] = process.argv.slice(2)
const listener = listenSync({ host: '127.0.0.1', port: 0 })
console.log(listener.localAddress.port)
process.stdin.resume().on('end', () => process.exit())

for await (const socket of listener.connections()) {
  await socket.sendFile(path, { length: Number(length) })
  socket.close()
}
