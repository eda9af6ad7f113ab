// A server for HTTP/1.1 that has many clients at once and patience with none of them, as one writes
// it in Blade: there are no threads and no select, but time-outs. Each client in its turn may say
// something within a millisecond; one that says nothing for too long is dismissed.
//
//   tsx examples/dialects/blade/http-server.ts <port> <milliseconds of patience>

import { statSync } from 'node:fs'
import {
  type BladeFile,
  file,
  IP_LOCAL,
  SO_RCVTIMEO,
  SO_REUSEADDR,
  SO_SNDTIMEO,
  Socket,
  SocketException,
  to_bytes,
} from 'berkeley/blade'
import { HttpError, type Request, RequestReader } from './request.ts'

const TURN = 1

/** A client that is connected. */
interface Client {
  socket: Socket
  reader: RequestReader
  /** When something came of it. */
  heard: number
}

const [port = 0, patience = 2000] = process.argv.slice(2).map(Number)
const clients = new Set<Client>()
let served = 0

const server = new Socket()
server.set_option(SO_REUSEADDR, true)
server.bind(port, IP_LOCAL)
server.listen()
console.log(server.port)

while (server.is_listening) {
  welcome()
  for (const client of clients) give_turn(client)
}
server.close()
console.log(`${served} requests served`)

/** Takes the clients that are waiting. While there is none, there is nothing to do but wait too. */
function welcome(): void {
  for (;;) {
    server.set_blocking(clients.size === 0)
    try {
      const socket = server.accept()
      socket.set_option(SO_RCVTIMEO, TURN)
      socket.set_option(SO_SNDTIMEO, patience)
      clients.add({ socket, reader: new RequestReader(), heard: Date.now() })
    } catch (error) {
      if (error instanceof SocketException && error.code === 'EAGAIN') return
      throw error
    }
  }
}

function give_turn(client: Client): void {
  try {
    const text = client.socket.receive()
    if (text === null) dismiss(client, 'has left')
    else take(client, text)
  } catch (error) {
    if (error instanceof HttpError) refuse(client, error.message)
    else if (!(error instanceof SocketException)) throw error
    else if (error.code !== 'ETIMEDOUT') dismiss(client, error.message)
    else if (Date.now() - client.heard < patience) return
    else if (client.reader.has_begun) refuse(client, '408 Request Timeout')
    else dismiss(client, 'has nothing to say')
  }
}

/** Takes what a client has said, and answers what it asks for, as far as that is whole. */
function take(client: Client, text: string): void {
  const { reader } = client
  client.heard = Date.now()
  reader.add(text)
  for (let request = reader.next(); request; request = reader.next()) {
    answer(client, request)
    if (!request.keeps_alive) dismiss(client, 'was served')
    if (!clients.has(client)) return
  }
  if (reader.is_awaited) say(client, 'HTTP/1.1 100 Continue\r\n\r\n')
}

function answer(client: Client, request: Request): void {
  const { method, path, body } = request
  served++
  console.log(`${client.socket.host} ${method} ${path}`)
  const reads = method === 'GET' || method === 'HEAD'
  if (path === '/' && reads) respond(client, request, '200 OK', 'Hello!\n')
  else if (path === '/source' && reads) respond(client, request, '200 OK', file(import.meta.url))
  else if (path === '/clients' && reads) respond(client, request, '200 OK', `${clients.size}\n`)
  else if (path === '/echo' && method === 'POST') respond(client, request, '200 OK', body)
  else if (path === '/shutdown' && method === 'POST') {
    respond(client, request, '200 OK', 'Bye!\n')
    for (const other of clients) dismiss(other, 'must go')
    server.shutdown()
  } else if (['/', '/source', '/clients', '/echo', '/shutdown'].includes(path)) {
    respond(client, request, '405 Method Not Allowed', '')
  } else respond(client, request, '404 Not Found', `There is no ${path}\n`)
}

function respond(client: Client, request: Request, status: string, body: string | BladeFile): void {
  const connection = request.keeps_alive ? 'keep-alive' : 'close'
  say(client, `${head_of(status, length_of(body))}Connection: ${connection}\r\n\r\n`)
  if (request.method !== 'HEAD') say(client, body)
}

function refuse(client: Client, status: string): void {
  say(client, `${head_of(status, 0)}Connection: close\r\n\r\n`)
  dismiss(client, status)
}

function head_of(status: string, length: number): string {
  return `HTTP/1.1 ${status}\r\nServer: blade\r\nContent-Length: ${length}\r\n`
}

function length_of(body: string | BladeFile): number {
  if (typeof body === 'string') return to_bytes(body).length
  return 'path' in body ? statSync(String(body.path)).size : 0
}

/** Sends all of it, to a client that takes it in time. */
function say(client: Client, message: string | BladeFile): void {
  if (!clients.has(client)) return
  try {
    const sent = client.socket.send(message)
    if (sent < length_of(message)) dismiss(client, 'is too slow')
  } catch (error) {
    if (!(error instanceof SocketException)) throw error
    dismiss(client, error.message)
  }
}

function dismiss(client: Client, why: string): void {
  if (!clients.delete(client)) return
  const { address, port } = client.socket.info()
  console.log(`${client.socket.host}:${client.socket.port} at ${address}:${port} ${why}`)
  client.socket.close()
}
