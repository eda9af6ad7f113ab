// Makes one of these calls repeatedly.
import { constants, Socket } from '../../dist/index.js'
import { calls, fromName, nameBuffer, toSockaddr } from '../../dist/raw.js'
import { answerRounds } from './rounds.mjs'

const socket = new Socket('AF_INET', 'SOCK_DGRAM')
const { fd } = socket
const buffer = new Uint8Array(64)
const { MSG_DONTWAIT } = constants
const address = { family: 'AF_INET', address: '192.168.100.200', port: 12345 }
const name = nameBuffer()
socket.bind('127.0.0.1:0')
calls.getsockname(fd, name)
/** Uses each result, so that no work is optimized away. */
let sum = 0

const operations = {
  recv(count) {
    for (let i = 0; i < count; i++) sum += calls.recv(fd, buffer, MSG_DONTWAIT)
  },
  getOption(count) {
    for (let i = 0; i < count; i++) sum += socket.getOption('SO_RCVBUF')
  },
  decode(count) {
    for (let i = 0; i < count; i++) {
      name[7] = i
      sum += fromName(name).port
    }
  },
  encode(count) {
    for (let i = 0; i < count; i++) {
      address.port = i & 0xffff
      sum += toSockaddr(address)[3]
    }
  },
}

await answerRounds(operations[process.argv[2]])
if (!Number.isFinite(sum)) throw new Error('No numbers')
