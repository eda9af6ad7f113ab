// A server of node:http with bodies of every kind; X-SHA256 says what they are. Prints its port, and
// ends with its standard input.
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex')
const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
const large = Buffer.concat(Array.from({ length: 4096 }, () => everyByte))

const answers = {
  '/length': (response) => whole(response, Buffer.from('Grüße aus der Länge')),
  '/bytes': (response) => whole(response, everyByte),
  '/chunks': (response) => pieces(response, [Buffer.from('Grü'), Buffer.from('ße, '), everyByte]),
  // The first character of the text is cut by the first two chunks.
  '/large': (response) => pieces(response, [large.subarray(0, 0xc4), large.subarray(0xc4)]),
  '/nothing': (response) => response.writeHead(204).end(),
  '/until-end': ({ socket }) => untilEnd(socket),
  '/then-close': (response) => {
    const { socket } = response
    response.on('finish', () => socket.end())
    whole(response, Buffer.from('Farewell'))
  },
  '/cut': (response) => {
    const { socket } = response
    response.writeHead(200, { 'Content-Length': 1000 })
    response.write('too little', () => socket.end())
  },
}

const server = createServer(async (request, response) => {
  if (request.url === '/echo') {
    const parts = []
    for await (const part of request) parts.push(part)
    return pieces(response, [Buffer.concat(parts)])
  }
  return answers[request.url](response)
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => console.log(server.address().port))

process.stdin.resume().on('end', () => process.exit())

function whole(response, bytes) {
  response.writeHead(200, { 'Content-Length': bytes.length, 'X-SHA256': sha256(bytes) }).end(bytes)
}

/** In chunks, with the sum in a trailer. */
async function pieces(response, list) {
  response.writeHead(200, { Trailer: 'X-SHA256' })
  for (const piece of list) {
    await new Promise((written) => response.write(piece, written))
    await new Promise(setImmediate)
  }
  response.addTrailers({ 'X-SHA256': sha256(Buffer.concat(list)) })
  response.end()
}

/** Without a length, as servers of HTTP/1.0 do it. */
function untilEnd(socket) {
  socket.write(`HTTP/1.1 200 OK\r\nX-SHA256: ${sha256(large)}\r\n\r\n`)
  socket.end(large)
}
