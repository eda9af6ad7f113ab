import assert from 'node:assert/strict'
import { type Buffer, Socket } from '../../src/dialects/teajs.ts'
import { Socket as CoreSocket } from '../../src/index.ts'
import { freePort } from '../support/free-port.ts'
import { type Closes, loopback, portOf } from '../support/kinds.ts'

/** A socket of the dialect that is closed when the test is over. */
export function made(t: Closes, family: number, type: number, proto = 0): Socket {
  return closing(t, new Socket(family, type, proto))
}

/** Closes a socket when the test is over. */
export function closing(t: Closes, socket: Socket | false): Socket {
  if (!socket) return assert.fail('No socket was returned')
  t.after(() => {
    try {
      socket.close()
    } catch {
      // Already closed by the test.
    }
  })
  return socket
}

/** Two connected TCP sockets: the client's and the accepted one. */
export async function connected(t: Closes): Promise<[client: Socket, accepted: Socket]> {
  const { listener, port } = await listening(t)
  const client = made(t, Socket.PF_INET, Socket.SOCK_STREAM, Socket.IPPROTO_TCP)
  client.connect('127.0.0.1', port)
  return [client, closing(t, listener.accept())]
}

/** A listening TCP socket, and its port. */
export async function listening(t: Closes): Promise<{ listener: Socket; port: number }> {
  const listener = made(t, Socket.PF_INET, Socket.SOCK_STREAM, Socket.IPPROTO_TCP)
  listener.setOption(Socket.SO_REUSEADDR, true)
  const port = await bound(listener, '127.0.0.1')
  return { listener: listener.listen(), port }
}

/**
 * Binds a socket to a free port, because the dialect cannot report a port that the system chooses.
 */
export async function bound(socket: Socket, address: string): Promise<number> {
  for (;;) {
    const port = await freePort()
    try {
      socket.bind(address, port)
      return port
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error // taken meanwhile
    }
  }
}

/** A core socket as the other end, and its port. It can report what the dialect cannot. */
export function peer(t: Closes, type: 'SOCK_STREAM' | 'SOCK_DGRAM'): [CoreSocket, port: number] {
  const socket = new CoreSocket('AF_INET', type)
  t.after(() => {
    socket.close()
  })
  socket.bind(loopback('AF_INET'))
  if (type === 'SOCK_STREAM') socket.listen()
  return [socket, portOf(socket)]
}

/** The received data as bytes; fails the test if the receive would block. */
export function bytes(received: Buffer | false): Buffer {
  return received || assert.fail('Nothing was received')
}

/** The received data as text; fails like {@link bytes}. */
export function text(received: Buffer | false): string {
  return bytes(received).toString('utf-8')
}

/** The expected system error. */
export function refusal(message: string, code: string, syscall: string): object {
  return { name: 'Error', message, code, syscall }
}
