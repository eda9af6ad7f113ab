// Connections come in pairs: everything from the first goes to the second.
import { createServer } from 'node:net'
import { pipeline } from 'node:stream/promises'

let first
const server = createServer({ pauseOnConnect: true }, (socket) => {
  const from = first
  first = from ? undefined : socket
  if (from) pipeline(from, socket).catch(() => undefined)
})
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
process.stdin.resume().on('end', () => process.exit())
