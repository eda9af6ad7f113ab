// Options that node:http does not have: borrow the socket of a connection, and set them.

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Socket } from 'berkeley'

const server = createServer((request, response) => {
  const socket = Socket.borrow(request.socket)
  response.end(`TCP_USER_TIMEOUT is ${socket.getOption('TCP_USER_TIMEOUT')} ms`)
})
server.on('connection', (connection) => {
  Socket.borrow(connection).setOptions({
    TCP_USER_TIMEOUT: 5000, // closes it when sent data stays unacknowledged for so long
    TCP_NOTSENT_LOWAT: 16384,
  })
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')

const { port } = server.address() as AddressInfo
const response = await fetch(`http://127.0.0.1:${port}`)
console.log(await response.text())

server.close()
server.closeAllConnections()
