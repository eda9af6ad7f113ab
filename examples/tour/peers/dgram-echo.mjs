// Sends every datagram back to where it came from, by node:dgram; prints its port. Ends with its
// standard input.
import { createSocket } from 'node:dgram'

const socket = createSocket('udp4', (data, { address, port }) => socket.send(data, port, address))
socket.bind(0, '127.0.0.1', () => console.log(socket.address().port))

process.stdin.resume().on('end', () => process.exit())
