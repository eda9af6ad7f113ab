// Answers every request of http: http.mjs <berkeley or net>
import { createServer } from 'node:http'

const [made] = process.argv.slice(2)
process.stdin.resume().on('end', () => process.exit())

const server = createServer((_request, response) => {
  response.setHeader('Content-Length', 12)
  response.end('hello world!')
})
if (made === 'berkeley') {
  const { listen } = await import('../../dist/index.js')
  const listener = await listen({ host: '127.0.0.1', port: 0 })
  server.emit('listening')
  console.log(listener.localAddress.port)
  for await (const socket of listener.connections())
    server.emit('connection', socket.stream({ allowHalfOpen: true }))
} else {
  server.listen(0, '127.0.0.1', () => console.log(server.address().port))
}
