// Waits for the first bytes of every connection.
import { listenSync } from '../../dist/index.js'
import { hold, tellMemory } from './held.mjs'

const listener = listenSync({ host: '127.0.0.1', port: 0 })
console.log(listener.localAddress.port)
void tellMemory()

for await (const socket of listener.connections()) {
  void serve(socket)
  hold()
}

async function serve(socket) {
  while ((await socket.recv()).length > 0);
  socket.close()
}
