// Round trips to the echo server whose port is given.
import { Socket } from '../../dist/index.js'
import { answerRounds } from './rounds.mjs'

const SIZE = 64
const data = new Uint8Array(SIZE)
const socket = new Socket('AF_INET', 'SOCK_STREAM')
socket.connectSync(`127.0.0.1:${process.argv[2]}`)

await answerRounds((count) => {
  for (let i = 0; i < count; i++) {
    socket.sendSync(data)
    if (socket.recvIntoSync(data) !== SIZE) throw new Error('cut')
  }
})
