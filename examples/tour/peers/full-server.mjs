// A server of node:net whose thread is too busy to accept, and as many clients as fill its queue,
// so that the kernel answers nobody else. Prints its port when the queue is full. Ends with its
// standard input.
import { connect, createServer } from 'node:net'
import { isMainThread, parentPort, Worker } from 'node:worker_threads'

if (isMainThread) {
  new Worker(new URL(import.meta.url)).on('message', fill)
  process.stdin.resume().on('end', () => process.exit())
} else {
  const server = createServer().listen({ host: '127.0.0.1', port: 0, backlog: 1 }, () => {
    parentPort.postMessage(server.address().port)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  })
}

function fill(port) {
  const client = connect(port, '127.0.0.1', () => fill(port))
  const report = () => client.connecting && console.log(port)
  setTimeout(() => setImmediate(report), 100) // immediates come after what has arrived
}
