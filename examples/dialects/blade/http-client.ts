// Asks a server of node:http for bodies of every kind, and compares them with what it says of them.
//   npx tsx examples/dialects/blade/http-client.ts

import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { SocketException, to_bytes } from 'berkeley/blade'
import { HttpClient, type HttpResponse } from './client.ts'

const program = fileURLToPath(new URL('peers/http-server.mjs', import.meta.url))
const server = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] })
const [port] = (await once(server.stdout, 'data')) as [Buffer]
const client = new HttpClient('localhost', Number(port))

show('a length', client.get('/length'))
show('chunks', client.get('/chunks'))
show('a megabyte of chunks', client.get('/large'))
show('every byte', client.get('/bytes'))
show('nothing', client.get('/nothing'))
show('a head', client.request('HEAD', '/length'))
show('an echo', client.request('POST', '/echo', 'grüße '.repeat(20_000)))
console.log(`${client.connections} connection so far`)

show('until the end', client.get('/until-end'))
show('a new connection', client.get('/length'))
client.get('/then-close')
show('a connection that is gone', client.get('/length'))
console.log(`${client.connections} connections in all`)

try {
  client.get('/cut')
} catch (error) {
  console.log(String(error))
}
try {
  new HttpClient('localhost', 1).get('/')
} catch (error) {
  console.log(String(error), error instanceof SocketException && error.code)
}
client.close()
server.stdin.end()

function show(what: string, { status, headers, body }: HttpResponse): void {
  const bytes = to_bytes(body)
  const sum = createHash('sha256').update(bytes).digest('hex')
  const said = headers.get('x-sha256')
  const how =
    said === undefined || bytes.length === 0 ? '' : sum === said ? ', as sent' : ', NOT as sent'
  console.log(`${what}: ${status}, ${bytes.length} bytes${how}`)
}
