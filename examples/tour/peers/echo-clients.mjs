// So many clients of node:net: when all are connected, each sends a message of its own and waits
// for it to come back. Prints how many bytes came back when all of them have.
import { once } from 'node:events'
import { connect } from 'node:net'

const [port, count] = process.argv.slice(2).map(Number)

const clients = await Promise.all(Array.from({ length: count }, connectClient))
const lengths = await Promise.all(clients.map(echo))
console.log(lengths.reduce((sum, length) => sum + length))
for (const { socket } of clients) socket.end()

async function connectClient(_, number) {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  return { socket, message: `I am client ${number}. `.repeat(1 + (number % 100)) }
}

function echo({ socket, message }) {
  return new Promise((resolve, reject) => {
    let answer = ''
    socket.setEncoding('utf8').on('data', (chunk) => {
      answer += chunk
      if (answer === message) resolve(answer.length)
      else if (!message.startsWith(answer)) reject(new Error(`Sent ${message}, got ${answer}`))
    })
    socket.on('end', () => reject(new Error(`The server hung up on ${message}`)))
    socket.write(message)
  })
}
