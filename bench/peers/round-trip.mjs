// Makes round trips to the echo server on the port given last. A timeout may precede it.
import { Socket } from '../../dist/index.js'
import { answerRounds } from './rounds.mjs'

const SIZE = 64
const [port, timeout] = process.argv.slice(2).reverse()
const options = timeout === undefined ? undefined : { timeout: Number(timeout) }
const data = new Uint8Array(SIZE)
const socket = new Socket('AF_INET', 'SOCK_STREAM')
socket.connectSync(`127.0.0.1:${port}`)

await answerRounds((count) => {
  for (let i = 0; i < count; i++) {
    socket.sendSync(data)
    if (socket.recvIntoSync(data, options) !== SIZE) throw new Error('cut')
  }
})
