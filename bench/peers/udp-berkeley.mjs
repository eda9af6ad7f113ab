// Receives datagrams and acknowledges every 64th.
import { Socket } from '../../dist/index.js'

const buffer = new Uint8Array(2048)
const acknowledgement = new Uint8Array(1)
const socket = new Socket('AF_INET', 'SOCK_DGRAM')
socket.bind('127.0.0.1:0')
console.log(socket.localAddress.port)
process.stdin.resume().on('end', () => process.exit())

const { address } = await socket.recvFrom()
socket.connectSync(address)
await socket.send(acknowledgement)
for (let count = 1; ; count++) {
  await socket.recvInto(buffer)
  if (count % 64 === 0) await socket.send(acknowledgement)
}
