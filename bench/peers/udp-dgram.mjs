// Receives datagrams and acknowledges every 64th.
import { createSocket } from 'node:dgram'

const acknowledgement = new Uint8Array(1)
const socket = createSocket('udp4')
socket.bind(0, '127.0.0.1', () => console.log(socket.address().port))
process.stdin.resume().on('end', () => process.exit())

socket.once('message', (_, { address, port }) => {
  socket.connect(port, address, () => {
    let count = 0
    socket.on('message', () => {
      count++
      if (count % 64 === 0) socket.send(acknowledgement)
    })
    socket.send(acknowledgement)
  })
})
