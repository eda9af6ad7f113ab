// Passes on, by node:net, what comes to its TCP port, which it prints, to the Unix socket that it
// is given. Ends with its standard input.
import { connect, createServer } from 'node:net'
import { pipeline } from 'node:stream/promises'

const [unixPath] = process.argv.slice(2)

const server = createServer((from) => pipeline(from, connect(unixPath)))
server.listen(0, '127.0.0.1', () => console.log(server.address().port))

process.stdin.resume().on('end', () => process.exit())
