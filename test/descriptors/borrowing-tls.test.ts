import assert from 'node:assert/strict'
import { once } from 'node:events'
import * as http from 'node:http'
import * as https from 'node:https'
import { type AddressInfo, connect, type Server, type Socket as NetSocket } from 'node:net'
import { Duplex } from 'node:stream'
import { type TestContext, test } from 'node:test'
import * as tls from 'node:tls'
import { Socket } from '../../src/index.ts'
import { cannotCount, openSockets } from '../support/descriptors.ts'
import { tlsClient, tlsServer } from '../support/tls.ts'
import { untilLater } from '../support/until.ts'

// The socket beneath TLS, and those of the connections of servers.

/** Two ends of a connection that echoes, of which each is borrowed from. */
interface Connection {
  readonly client: NetSocket
  readonly server: NetSocket
  /** Sends something through both, and fails if it does not come back. */
  readonly echo: () => Promise<void>
}

const connections: Record<string, (t: TestContext) => Promise<Connection>> = {
  async 'tls over a connection of its own'(t) {
    const server = tls.createServer(tlsServer)
    const port = await listening(t, server)
    const client = tls.connect({ ...tlsClient, port, host: '127.0.0.1' })
    return echoing(client, await accepted(server, 'secureConnection'))
  },
  async 'tls over a net.Socket'(t) {
    const server = tls.createServer(tlsServer)
    const port = await listening(t, server)
    const client = tls.connect({ ...tlsClient, socket: connect(port, '127.0.0.1') })
    return echoing(client, await accepted(server, 'secureConnection'))
  },
  async 'the connection of an http server'(t) {
    const server = http.createServer((request, response) => request.pipe(response))
    const port = await listening(t, server)
    const agent = new http.Agent({ keepAlive: true })
    return asked(server, 'connection', () => http.request({ port, agent, method: 'POST' }))
  },
  async 'the connection of an https server'(t) {
    const server = https.createServer(tlsServer, (request, response) => request.pipe(response))
    const port = await listening(t, server)
    const agent = new https.Agent({ keepAlive: true, ...tlsClient })
    return asked(server, 'secureConnection', () => https.request({ port, agent, method: 'POST' }))
  },
}

for (const [name, open] of Object.entries(connections)) {
  test(`options of ${name} are read and set while it is used, and end with it`, {
    skip: cannotCount,
  }, async (t) => {
    const before = openSockets()
    const { client, server, echo } = await open(t)
    await echo()

    const during = openSockets()
    const borrowed = [client, server].map((owner) => Socket.borrow(owner))
    const [one, other] = borrowed
    assert.deepEqual(openSockets(), during)
    assert.deepEqual(one?.localAddress, other?.remoteAddress)
    for (const socket of borrowed) {
      socket.setOption('TCP_USER_TIMEOUT', 4321)
      assert.equal(socket.getOption('TCP_USER_TIMEOUT'), 4321)
      socket.close()
    }
    await echo()
    const again = Socket.borrow(client)
    assert.equal(again.getOption('TCP_USER_TIMEOUT'), 4321)

    const bothClosed = [client, server].map((owner) => once(owner, 'close'))
    client.destroy()
    await Promise.all(bothClosed)

    assert.throws(() => again.getOption('SO_ERROR'), { code: 'ERR_SOCKET_CLOSED' })
    await untilLater(() => openSockets().length === before.length + 1) // the listener
  })
}

for (const [name, server] of Object.entries({
  'tls.Server': () => tls.createServer(tlsServer),
  'https.Server': () => https.createServer(tlsServer),
})) {
  test(`a ${name} is borrowed from while it listens`, async (t) => {
    const owner = server()
    assert.throws(() => Socket.borrow(owner), { name: 'TypeError', message: /listening/ })
    const port = await listening(t, owner)

    const borrowed = Socket.borrow(owner)

    assert.equal(borrowed.listening, true)
    assert.deepEqual(borrowed.localAddress, { family: 'AF_INET', address: '127.0.0.1', port })
    owner.close()
    assert.throws(() => borrowed.localAddress, { code: 'ERR_SOCKET_CLOSED' })
  })
}

test('TLS over a stream that is no socket has no descriptor', (t) => {
  const beneath = new Duplex({
    read: () => undefined,
    write(_chunk, _encoding, done) {
      done()
    },
  })
  const owner = tls.connect({ ...tlsClient, socket: beneath })
  t.after(() => owner.destroy())
  owner.on('error', () => undefined)

  assert.throws(() => Socket.borrow(owner), TypeError)
})

async function listening(t: TestContext, server: Server): Promise<number> {
  t.after(() => server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

async function accepted(server: Server, event: string): Promise<NetSocket> {
  const [socket] = (await once(server, event)) as [NetSocket]
  return socket.on('error', () => undefined)
}

function echoing(client: NetSocket, server: NetSocket): Connection {
  server.pipe(server)
  const echo = async () => {
    client.write('echo')
    const [data] = (await once(client, 'data')) as [Buffer]
    assert.equal(String(data), 'echo')
  }
  return { client, server, echo }
}

/** The connection that an agent keeps for its requests, which the server answers with their body. */
async function asked(
  server: Server,
  event: string,
  request: () => http.ClientRequest,
): Promise<Connection> {
  const sockets = new Set<NetSocket>()
  const echo = async () => {
    const asking = request()
    asking.once('socket', (socket) => sockets.add(socket))
    asking.end('echo')
    const [response] = (await once(asking, 'response')) as [http.IncomingMessage]
    assert.equal(String(Buffer.concat(await response.toArray())), 'echo')
    assert.equal(sockets.size, 1)
  }
  const [theirs] = await Promise.all([accepted(server, event), echo()])
  const [ours] = sockets
  return { client: ours ?? assert.fail(), server: theirs, echo }
}
