// Echoes every connection.
import { createServer } from 'node:net'

const server = createServer((socket) => {
  socket.on('data', (data) => socket.write(data))
})
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
process.stdin.resume().on('end', () => process.exit())
