// A chat server, as one writes it with CommonJS Sockets/A: what a client says in a line goes to all
// the others. Worker threads share the work: each has a listener of its own on the one port
// (SO_REUSEPORT), its clients, and a datagram socket of AF_UNIX over which it hears of the rest.
//
//   tsx examples/dialects/commonjs/chat-server.ts <port> [threads]
//
// Commands: /nick <name>, /who, /me <does something>, /quit. Everything else is said aloud.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { SO_REUSEPORT, Socket } from 'berkeley/commonjs'

const [wanted = 8080, threads = 4] = process.argv.slice(2).map(Number)
// Keeps the port, which may be any (0), until the end, and takes nobody: it does not listen.
const place = new Socket().setOption(SO_REUSEPORT, true).bind('127.0.0.1', wanted)
const port = place.localPort
const folder = mkdtempSync(join(tmpdir(), 'chat-'))
process.once('exit', () => {
  place.close()
  rmSync(folder, { recursive: true, force: true })
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit())

let ready = 0
for (let number = 0; number < threads; number++) {
  const worker = new Worker(new URL('start-room.mjs', import.meta.url), {
    execArgv: [],
    workerData: { port, folder, number, threads },
  })
  worker.on('message', () => {
    ready++
    if (ready === threads) console.log(`Chatting on port ${port} in ${threads} threads`)
  })
  worker.on('error', (error) => {
    console.error(error)
    process.exit(1)
  })
}
