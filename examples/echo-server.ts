// An echo server, and a client to try it. It can listen anywhere:
//   npx tsx examples/echo-server.ts '[::1]:7007'
//   npx tsx examples/echo-server.ts /tmp/echo.sock

import { connect, listen, type Socket } from 'berkeley'

const [address = '127.0.0.1:7007'] = process.argv.slice(2)

using listener = await listen(address)
console.log(`Listening at ${address}`)
void serve()

using client = await connect(address)
await client.sendAll('Is anybody there?')
console.log(`The echo: ${String(await client.recv())}`)

async function serve(): Promise<void> {
  for await (const connection of listener.connections()) void echo(connection)
}

async function echo(connection: Socket): Promise<void> {
  using socket = connection
  for await (const chunk of socket.chunks()) await socket.sendAll(chunk)
}
