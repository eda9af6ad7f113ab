// The same with a stream of node:fs: send-file-fs PATH BYTES
import { createReadStream } from 'node:fs'
import { createServer } from 'node:net'
import { pipeline } from 'node:stream/promises'

const [path, length] = process.argv.slice(2)
const server = createServer((socket) =>
  pipeline(createReadStream(path, { end: length - 1 }), socket),
)
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
process.stdin.resume().on('end', () => process.exit())
