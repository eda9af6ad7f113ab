// An HTTP server of one thread, as one writes it with ucode's socket module: no call waits but poll(),
// which watches the listener and every client at once. Connections are kept, requests may come one
// after the other without waiting, and answers that a slow client doesn't take yet wait in a buffer.
//
//   tsx examples/dialects/ucode/http-server.ts [port]
//
//   GET /            a greeting             POST /echo       the body, as it came
//   GET /bytes/n     n bytes                POST /quit       ends the server

import socket, { type PollSpec, type Socket, toBytes } from 'berkeley/ucode'
import { answer, parse, type Request } from './http.ts'

/** What is known of a connection. */
interface Client {
  readonly sock: Socket
  readonly peer: string
  /** What came and is no whole request yet. */
  came: Buffer
  /** What is to be sent yet. */
  waiting: Buffer
  /** Nothing is received any more; when all is sent, the connection is closed. */
  closing: boolean
  /** When something last went one way or the other, in milliseconds. */
  active: number
}

const { AF_INET, POLLIN, POLLOUT, SOCK_NONBLOCK, SOCK_STREAM } = socket
const { SO_REUSEADDR, SOL_SOCKET } = socket
// The module has no names for these.
const EINTR = 4
const EAGAIN = 11
const PIECE = 65_536
/** Bytes that may wait for a client before no more is received from it. */
const ENOUGH = 1024 * 1024
const IDLE = 30_000

const server = listening(Number(process.argv[2] ?? 8080))
/** Clients by their sockets: a socket's text is a fit key. */
const clients = new Map<string, Client>()
const state = { running: true, served: 0 }

console.log(`Listening on port ${server.sockname()?.port}`)
while (state.running || [...clients.values()].some(({ waiting }) => waiting.length > 0)) {
  for (const [handle, events, client] of poll()) {
    if (events === 0) continue
    if (handle === server) acceptAll()
    else serve(client as Client, events)
  }
  closeIdle()
}
for (const client of [...clients.values()]) close(client)
server.close()
console.log(`${state.served} requests`)

/** Everything that is watched; a client's tuple carries what is known of it. */
function poll(): PollSpec[] {
  const specs = [...clients.values()].map((client): PollSpec => {
    const { sock, waiting, closing } = client
    const reading = closing || waiting.length > ENOUGH ? 0 : POLLIN
    return [sock, reading | (waiting.length > 0 ? POLLOUT : 0), client]
  })
  return socket.poll(1000, [server, POLLIN], ...specs) ?? fail('poll')
}

function listening(port: number): Socket {
  const sock = socket.create(AF_INET, SOCK_STREAM | SOCK_NONBLOCK) ?? fail('create')
  sock.setopt(SOL_SOCKET, SO_REUSEADDR, true)
  return sock.bind({ address: '127.0.0.1', port }) && sock.listen(511) ? sock : fail('listen')
}

function acceptAll(): void {
  for (;;) {
    const from: { address?: string; port?: number } = {}
    const sock = server.accept(from, SOCK_NONBLOCK)
    if (!sock) {
      if (socket.error(true) !== EAGAIN) console.error(`accept: ${socket.error()}`)
      return
    }
    sock.setopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, true)
    const peer = `${from.address}:${from.port}`
    const nothing = Buffer.alloc(0)
    clients.set(sock.toString(), {
      sock,
      peer,
      came: nothing,
      waiting: nothing,
      closing: false,
      active: Date.now(),
    })
  }
}

function serve(client: Client, events: number): void {
  client.active = Date.now()
  if ((events & POLLOUT) !== 0) flush(client)
  if ((events & ~POLLOUT) === 0 || !clients.has(client.sock.toString())) return
  const text = client.sock.recv(PIECE)
  if (text === null) {
    const error = socket.error(true)
    if (error !== EAGAIN && error !== EINTR) close(client)
  } else if (text === '') {
    client.closing = true
    flush(client)
  } else {
    client.came = Buffer.concat([client.came, toBytes(text)])
    takeRequests(client)
    flush(client)
  }
}

function takeRequests(client: Client): void {
  while (!client.closing) {
    const parsed = parse(client.came)
    if (!parsed) return
    if ('status' in parsed) {
      client.closing = true
      say(client, answer(parsed.status, Buffer.from('That is no request.\n'), { keepAlive: false }))
      return
    }
    client.came = client.came.subarray(parsed.length)
    client.closing = !parsed.request.keepAlive
    say(client, answerTo(parsed.request, client.peer))
    state.served++
  }
}

function answerTo({ method, target, body, keepAlive }: Request, peer: string): Buffer {
  const [, path = '', number = ''] = /^(\/\w*)(?:\/(\d{1,8}))?$/.exec(target) ?? []
  const reading = method === 'GET' || method === 'HEAD'
  const how = { keepAlive, bare: method === 'HEAD' }
  switch (path) {
    case '/':
      return reading ? answer(200, Buffer.from(`Hello, ${peer}\n`), how) : notAllowed(how)
    case '/bytes':
      return reading ? answer(200, Buffer.alloc(Number(number), 'x'), how) : notAllowed(how)
    case '/echo':
      return method === 'POST' ? answer(200, body, how) : notAllowed(how)
    case '/quit':
      state.running &&= method !== 'POST'
      return state.running ? notAllowed(how) : answer(200, Buffer.from('Bye\n'), how)
    default:
      return answer(404, Buffer.from('There is nothing here.\n'), how)
  }
}

function notAllowed(how: { keepAlive: boolean; bare: boolean }): Buffer {
  return answer(405, Buffer.from('That can’t be done here.\n'), how)
}

function say(client: Client, bytes: Buffer): void {
  client.waiting = client.waiting.length > 0 ? Buffer.concat([client.waiting, bytes]) : bytes
}

/** Sends what the kernel takes now. */
function flush(client: Client): void {
  while (client.waiting.length > 0) {
    const sent = client.sock.send(client.waiting)
    if (sent === null) {
      if (socket.error(true) !== EAGAIN) close(client)
      return
    }
    client.waiting = client.waiting.subarray(sent)
  }
  if (client.closing) close(client)
}

function close(client: Client): void {
  clients.delete(client.sock.toString())
  client.sock.close()
}

function closeIdle(): void {
  const oldest = Date.now() - IDLE
  for (const client of [...clients.values()]) if (client.active < oldest) close(client)
}

function fail(call: string): never {
  throw new Error(`${call}: ${socket.error()}`)
}
