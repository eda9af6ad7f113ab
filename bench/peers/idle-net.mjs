// Waits for the first bytes of every connection.
import { createServer } from 'node:net'
import { hold, tellMemory } from './held.mjs'

const server = createServer((socket) => {
  socket.on('data', () => undefined)
  socket.on('error', () => undefined)
  hold()
})
server.listen({ host: '127.0.0.1', port: 0, backlog: 4096 }, () => {
  console.log(server.address().port)
})
void tellMemory()
