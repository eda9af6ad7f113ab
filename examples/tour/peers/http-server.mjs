// A server of node:http that answers every request with the file that it is given, and prints its
// port. Ends with its standard input.
import { createReadStream } from 'node:fs'
import { createServer } from 'node:http'

const [file] = process.argv.slice(2)

const server = createServer((_request, response) => createReadStream(file).pipe(response))
server.listen(0, '127.0.0.1', () => console.log(server.address().port))

process.stdin.resume().on('end', () => process.exit())
