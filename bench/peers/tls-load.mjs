// As stream-load, over TLS: tls-load.mjs <receive or send> <port>. One operation is a MiB.
import { connect } from 'node:tls'
import { createInterface } from 'node:readline'
import { clientOptions } from './tls-options.mjs'

const STEP = 32

const [what, port] = process.argv.slice(2)
const block = Buffer.alloc(65536)

for await (const line of createInterface({ input: process.stdin })) {
  const [operations, limit] = line.split(' ').map(Number)
  const before = process.hrtime.bigint()
  let done = 0
  while (done < operations && process.hrtime.bigint() - before < BigInt(limit) * 1_000_000n) {
    await connection(STEP)
    done += STEP
  }
  console.log(`${done} ${process.hrtime.bigint() - before} 0`)
}

function connection(count) {
  return new Promise((resolve, reject) => {
    const stream = connect({ ...clientOptions, host: '127.0.0.1', port: Number(port) })
    stream.on('error', reject).on('close', resolve).resume()
    const question = Buffer.alloc(16)
    question.write(String(count))
    stream.write(question)
    if (what === 'send') return
    let left = count * 16
    go()
    function go() {
      while (left-- > 0) if (!stream.write(block)) return stream.once('drain', go)
      stream.end()
    }
  })
}
