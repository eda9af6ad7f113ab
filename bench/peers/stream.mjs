// Receives, sends or writes little pieces, as stream-load asks: over streams of this library or of
// node:net, with or without TLS. stream.mjs <berkeley or net> <receive, send or writes> [tls]
import { createServer } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { serverOptions } from './tls-options.mjs'

const [made, what, tls] = process.argv.slice(2)
const block = Buffer.alloc(65536)
const piece = Buffer.alloc(20)
const secure = tls && createTlsServer({ ...serverOptions, allowHalfOpen: true }, answer)
process.stdin.resume().on('end', () => process.exit())

const { port } = made === 'net' ? await listenByNode() : await listenByLibrary()
console.log(port)

async function listenByNode() {
  const server = secure || createServer({ allowHalfOpen: true }, answer)
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server.address()
}

async function listenByLibrary() {
  const { listen } = await import('../../dist/index.js')
  const listener = await listen({ host: '127.0.0.1', port: 0 })
  void (async () => {
    for await (const socket of listener.connections()) {
      const stream = socket.stream({ allowHalfOpen: true })
      if (secure) secure.emit('connection', stream)
      else answer(stream)
    }
  })()
  return listener.localAddress
}

function answer(stream) {
  stream.on('end', () => stream.end())
  stream.once('data', (question) => {
    stream.resume()
    const count = parseInt(question.toString('latin1', 0, 16), 10)
    if (what === 'send') write(stream, block, count * 16)
    if (what === 'writes') write(stream, piece, count)
  })
}

function write(stream, data, count) {
  let left = count
  go()
  function go() {
    while (left-- > 0) if (!stream.write(data)) return stream.once('drain', go)
    stream.end()
  }
}
