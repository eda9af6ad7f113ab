// Makes round trips through one dialect to the echo server on the given port, like round-trip.mjs,
// which uses the library itself.
import { answerRounds } from './rounds.mjs'

const SIZE = 64
const [dialect, port] = process.argv.slice(2)
const text = 'x'.repeat(SIZE)

/**
 * Connects, and returns a function that makes one round trip and returns whether it was complete.
 */
const dialects = {
  async ucode() {
    const { default: ucode } = await import('../../dist/dialects/ucode.js')
    const socket = ucode.connect('127.0.0.1', port)
    return () => {
      socket.send(text)
      return socket.recv(SIZE)?.length === SIZE
    }
  },
  async dictu() {
    const { default: Dictu } = await import('../../dist/dialects/dictu.js')
    const socket = Dictu.create(Dictu.AF_INET, Dictu.SOCK_STREAM)
    socket.connect('127.0.0.1', Number(port))
    return () => {
      socket.write(text)
      return socket.recv(SIZE)?.length === SIZE
    }
  },
  async blade() {
    const { Socket } = await import('../../dist/dialects/blade.js')
    const socket = new Socket()
    socket.connect('127.0.0.1', Number(port))
    return () => {
      socket.send(text)
      return socket.receive(SIZE)?.length === SIZE
    }
  },
  async teajs() {
    const { Buffer, Socket } = await import('../../dist/dialects/teajs.js')
    const socket = new Socket(Socket.PF_INET, Socket.SOCK_STREAM, Socket.IPPROTO_TCP)
    socket.connect('127.0.0.1', Number(port))
    const data = Buffer(SIZE)
    return () => {
      socket.send(data)
      return socket.receive(SIZE).length === SIZE
    }
  },
  async commonjs() {
    const { Socket } = await import('../../dist/dialects/commonjs.js')
    const socket = new Socket().connect('127.0.0.1', Number(port))
    const data = new Uint8Array(SIZE)
    return () => {
      socket.send(data)
      return socket.receive(SIZE).length === SIZE
    }
  },
}

const roundTrip = await dialects[dialect]()
await answerRounds((count) => {
  for (let i = 0; i < count; i++) if (!roundTrip()) throw new Error('cut')
})
