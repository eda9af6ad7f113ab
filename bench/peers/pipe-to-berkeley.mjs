// Connections come in pairs: everything from the first goes to the second.
import { listenSync } from '../../dist/index.js'

const listener = listenSync({ host: '127.0.0.1', port: 0 })
console.log(listener.localAddress.port)
process.stdin.resume().on('end', () => process.exit())

for (;;) {
  const [from, to] = [await listener.accept(), await listener.accept()]
  from.nonblocking = to.nonblocking = true // saves four system calls each time
  await from.pipeTo(to)
  from.close()
  to.close()
}
