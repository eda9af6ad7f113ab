// A server with node:http. Prints its port.

import { createHash, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost')
  switch (pathname) {
    case '/text':
      response.write('Grüß Gott, ') // without a length, so in chunks
      response.end(`${searchParams.get('name')}! 👋`)
      break
    case '/large': {
      const parts = Array.from({ length: 40 }, (_, i) => randomBytes(1 + i * 997))
      const sha256 = createHash('sha256').update(Buffer.concat(parts)).digest('hex')
      response.writeHead(200, { 'X-SHA256': sha256 })
      for (const part of parts) response.write(part)
      response.end()
      break
    }
    case '/echo':
      response.setHeader('X-Received-As', request.headers['transfer-encoding'] ?? 'one')
      request.pipe(response)
      break
    case '/moved':
      response.writeHead(302, { Location: '/target' }).end('elsewhere')
      break
    case '/target': {
      const body = 'here'
      response.writeHead(200, { 'Content-Length': body.length }).end(body)
      break
    }
    default:
      response.writeHead(404).end()
  }
})
server.listen(0, '127.0.0.1', () => {
  console.log(server.address().port)
})
