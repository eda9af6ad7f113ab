import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import * as http from 'node:http'
import * as https from 'node:https'
import * as net from 'node:net'
import { after, test } from 'node:test'
import * as tls from 'node:tls'
import { bind, connect, listen, Socket } from '../../src/index.ts'
import { cannotCount, openSockets } from '../support/descriptors.ts'
import { workInFolder } from '../support/folder.ts'
import { closing, everyKind } from '../support/kinds.ts'
import { nodeChild } from '../support/node-child.ts'
import { runnable } from '../support/runnable.ts'
import { tlsClient, tlsServer } from '../support/tls.ts'
import { untilLater } from '../support/until.ts'

// A socket that was made here goes on as a socket of Node's, or of another process.

const skip = cannotCount

workInFolder({ after })

let listeners = 0

/** Where listeners are, and how Node's clients call it. */
const places = {
  TCP: async () => {
    const listener = await listen({ host: '127.0.0.1' })
    return { listener, place: { host: '127.0.0.1', port: listener.localAddress.port } }
  },
  async Unix() {
    const path = `listener-${++listeners}`
    return { listener: await listen({ path }), place: { path } }
  },
} as const

for (const [family, open] of Object.entries(places)) {
  test(`a listener goes on as that of a net.Server, and closes with it: ${family}`, {
    skip,
  }, async () => {
    const before = openSockets()
    const { listener, place } = await open()
    const server = net.createServer((socket) => socket.pipe(socket))

    server.listen({ fd: listener.detach() })
    await once(server, 'listening')

    assert.equal(openSockets().length, before.length + 1)
    const client = net.connect(place)
    client.end('through node')
    assert.equal(String(Buffer.concat(await client.toArray())), 'through node')
    server.close()
    await once(server, 'close')
    await settled(before)
  })

  test(`a listener goes on as that of an http and an https server: ${family}`, {
    skip,
  }, async () => {
    const before = openSockets()
    for (const [create, request, options] of [
      [http.createServer, http.get, {}],
      [https.createServer.bind(https, tlsServer), https.get, tlsClient],
    ] as const) {
      const { listener, place } = await open()
      const server = create((_request, response) => response.end('through http'))
      server.listen({ fd: listener.detach() })
      const where = 'path' in place ? { socketPath: place.path } : place

      const asking = request({ ...options, ...where, agent: false })
      const [response] = (await once(asking, 'response')) as [http.IncomingMessage]

      assert.equal(String(Buffer.concat(await response.toArray())), 'through http')
      server.close()
      await once(server, 'close')
    }
    await settled(before)
  })
}

for (const kind of everyKind.filter(({ stream }) => stream)) {
  test(`a connection goes on as a net.Socket, both ways and to its end: ${kind.name}`, {
    skip: kind.skip || skip,
  }, async (t) => {
    const before = openSockets()
    const [one, other] = kind.pair(t)
    await one.sendAll('before')

    const socket = new net.Socket({ fd: other.detach() })
    await one.sendAll(' and after')
    one.shutdown('SHUT_WR')

    assert.equal(String(Buffer.concat(await socket.toArray())), 'before and after')
    assert.equal((await one.recv()).length, 0) // Node ends its half when the other has ended
    one.close()
    if (!socket.closed) await once(socket, 'close')
    await settled(before)
  })

  test(`TLS runs over a connection that was made here, whose options stay within reach: ${kind.name}`, {
    skip: kind.skip || skip,
  }, async (t) => {
    const before = openSockets()
    const [one, other] = kind.pair(t)
    const server = new tls.TLSSocket(new net.Socket({ fd: other.detach() }), {
      ...tlsServer,
      isServer: true,
    })
    server.pipe(server)

    const client = tls.connect({ ...tlsClient, socket: new net.Socket({ fd: one.detach() }) })
    client.write('through TLS')
    const [data] = (await once(client, 'data')) as [Buffer]

    assert.equal(String(data), 'through TLS')
    Socket.borrow(client).setOption('SO_PRIORITY', 3)
    assert.equal(Socket.borrow(client).getOption('SO_PRIORITY'), 3)
    client.destroy()
    await Promise.all([client, server].map((end) => once(end, 'close')))
    await settled(before)
  })
}

test('a bound datagram socket goes on in dgram, which listens before bind() returns', {
  skip,
}, async () => {
  const before = openSockets()
  const bound = await bind({ host: '127.0.0.1' })
  const { localAddress } = bound
  using sender = new Socket('AF_INET', 'SOCK_DGRAM')
  await sender.sendTo('before', localAddress)
  const received = createSocket('udp4')
  let listens = false
  received.once('listening', () => (listens = true))

  received.bind({ fd: bound.detach() })

  assert.equal(listens, true)
  const [message] = (await once(received, 'message')) as [Buffer]
  assert.equal(String(message), 'before')
  received.close()
  await once(received, 'close')
  sender.close()
  await settled(before)
})

test('a socket is the stdin and stdout of a child', { skip }, async (t) => {
  const before = openSockets()
  const [here, there] = closing(t, Socket.pair())

  const child = spawn('cat', { stdio: [there.fd, there.fd, 'inherit'] })
  there.close() // the child has a copy
  await here.sendAll('through cat')
  here.shutdown('SHUT_WR')
  const chunks = []
  for await (const chunk of here.chunks()) chunks.push(chunk)

  assert.equal(String(Buffer.concat(chunks)), 'through cat')
  if (child.exitCode === null) await once(child, 'exit')
  here.close()
  await settled(before)
})

test('a child adopts the listener that it has inherited, and the parent’s copy may close', {
  skip,
}, async (t) => {
  const before = openSockets()
  const listener = await listen({ host: '127.0.0.1' })
  const { port } = listener.localAddress
  const child = nodeChild(t, adopting('listener.acceptSync().sendSync(String(process.pid))'), [
    listener.fd,
  ])
  listener.close()

  const client = closing(t, await connect({ host: '127.0.0.1', port }))
  const said = await client.recv()
  const told = await child.told()

  assert.equal(Number(said), child.pid)
  assert.deepEqual(told, ['AF_INET', 'SOCK_STREAM', true])
  client.close()
  await child.end()
  await settled(before)
})

/** Waits until as many sockets are open as before: Node closes its own a little later. */
async function settled(before: string[]): Promise<void> {
  await untilLater(() => openSockets().length === before.length)
}

/** A program that adopts its fourth descriptor as `listener`, tells what it is, and goes on. */
function adopting(program: string): string {
  return `import(${JSON.stringify(runnable('test/support/library.ts').href)}).then(({ Socket }) => {
    const listener = Socket.adopt(3)
    console.log(JSON.stringify([listener.family, listener.type, listener.listening]))
    ${program}
  })`
}
