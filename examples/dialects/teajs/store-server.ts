// A store of values that many clients share, in one thread: each line is a command.
//
//   SET name length, then so many bytes    OK
//   GET name                               length, then so many bytes; or NONE
//   ADD name number                        the sum, which is the new value
//   END                                    ends the server, once all have gone
//
// Usage: store-server.ts [port]

import { Buffer, Socket } from 'berkeley/teajs'
import { clearTimer, run, setInterval, whenReadable, whenWritable } from './event-loop.ts'

const PATIENCE = 10_000

interface Client {
  readonly socket: Socket
  /** What has come and is not understood yet. */
  received: Buffer
  /** What is to go, first in first out. */
  readonly waiting: Buffer[]
  lastSeen: number
}

const store = new Map<string, Buffer>()
const clients = new Map<Socket, Client>()
const served = { clients: 0, commands: 0, most: 0, partly: 0, silent: 0 }

const server = new Socket(Socket.PF_INET, Socket.SOCK_STREAM, Socket.IPPROTO_TCP)
server.setOption(Socket.SO_REUSEADDR, true)
const port = bindTo(Number(process.argv[2] ?? 0))
server.listen(100).setBlocking(false)
whenReadable(server, accept)
const idle = setInterval(dropSilent, 1000)
console.log(`listening ${port}`)
run()
console.log(
  `${served.clients} clients, ${served.most} at once, ${served.commands} commands, ` +
    `${served.partly > 0 ? 'some' : 'none'} sent in parts, ${served.silent} dropped`,
)

/** The original has no way to ask which port a socket has got, so that it takes one that is free. */
function bindTo(wanted: number): number {
  for (let port = wanted || 20_000 + (process.pid % 10_000); ; port++) {
    try {
      server.bind('127.0.0.1', port)
      return port
    } catch (error) {
      if (wanted || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    }
  }
}

function accept(): void {
  for (;;) {
    const socket = server.accept()
    if (!socket) return
    socket.setBlocking(false)
    socket.setOption(Socket.TCP_NODELAY, true)
    clients.set(socket, { socket, received: Buffer(0), waiting: [], lastSeen: Date.now() })
    served.clients++
    served.most = Math.max(served.most, clients.size)
    whenReadable(socket, receive)
  }
}

function receive(socket: Socket): void {
  const client = clients.get(socket)
  if (!client) return
  try {
    const part = socket.receive(65536)
    if (!part) return
    if (part.length === 0) {
      drop(client) // a Buffer is truthy even at the end
      return
    }
    client.lastSeen = Date.now()
    client.received = joined(client.received, part)
    while (clients.has(socket) && understand(client));
  } catch (error) {
    console.log(`a client failed: ${(error as Error).message}`)
    drop(client)
  }
}

/** Takes a command from what has come; false when there is no whole one. */
function understand(client: Client): boolean {
  const { received } = client
  const end = received.indexOf('\n')
  if (end < 0) return false
  const [command, name = '', number = ''] = received.toString('utf-8', 0, end).trim().split(' ')
  let next = end + 1
  switch (command) {
    case 'SET': {
      if (received.length < next + Number(number)) return false
      store.set(name, received.slice(next, next + Number(number)))
      next += Number(number)
      answer(client, 'OK\n')
      break
    }
    case 'GET': {
      const value = store.get(name)
      answer(client, value ? `${value.length}\n` : 'NONE\n', value)
      break
    }
    case 'ADD': {
      const sum = Number(store.get(name)?.toString('ascii') ?? 0) + Number(number)
      store.set(name, Buffer(String(sum), 'ascii'))
      answer(client, `${sum}\n`)
      break
    }
    case 'END':
      whenReadable(server, null)
      server.close()
      clearTimer(idle)
      break
    default:
      answer(client, 'WHAT\n')
  }
  served.commands++
  client.received = received.slice(next)
  return true
}

function answer({ socket, waiting }: Client, line: string, value?: Buffer): void {
  waiting.push(Buffer(line, 'utf-8'))
  if (value) waiting.push(value)
  whenWritable(socket, flush)
}

/** Sends as much as there is room for; the rest waits for the next time. */
function flush(socket: Socket): void {
  const client = clients.get(socket)
  if (!client) return
  try {
    for (let first = client.waiting[0]; first; first = client.waiting[0]) {
      const sent = socket.send(first)
      if (sent === false) return
      if (sent < first.length) {
        served.partly++
        client.waiting[0] = first.range(sent)
        return
      }
      client.waiting.shift()
    }
    whenWritable(socket, null)
  } catch {
    drop(client)
  }
}

function dropSilent(): void {
  for (const client of clients.values()) {
    if (Date.now() - client.lastSeen < PATIENCE) continue
    served.silent++
    drop(client)
  }
}

function drop({ socket }: Client): void {
  whenReadable(socket, null)
  whenWritable(socket, null)
  clients.delete(socket)
  socket.close()
}

function joined(one: Buffer, other: Buffer): Buffer {
  if (one.length === 0) return other
  const both = Buffer(one.length + other.length)
  one.copy(both)
  other.copy(both, one.length)
  return both
}
