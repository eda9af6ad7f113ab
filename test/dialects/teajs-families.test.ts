import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Buffer, Socket } from '../../src/dialects/teajs.ts'
import { bound, bytes, closing, made, peer, text } from './teajs-sockets.ts'
import { folderOf } from '../support/folder.ts'

test('IPv6 streams and datagrams', async (t) => {
  const server = made(t, Socket.PF_INET6, Socket.SOCK_STREAM)
  const datagrams = made(t, Socket.PF_INET6, Socket.SOCK_DGRAM)
  let port, other
  try {
    port = await bound(server, '::1')
    other = await bound(datagrams, '::1')
  } catch (error) {
    t.skip(`no IPv6 here: ${String(error)}`)
    return
  }
  const client = made(t, Socket.PF_INET6, Socket.SOCK_STREAM)

  server.listen()
  client.connect('0:0::1', port)
  const accepted = closing(t, server.accept())

  assert.deepEqual(client.getPeerName(), ['::1', port])
  assert.equal(accepted.family, Socket.PF_INET6)
  datagrams.send('to myself', '::1', other)
  assert.equal(text(datagrams.receive(100)), 'to myself')
  assert.deepEqual(datagrams.getPeerName(), ['::1', other])
})

test('Unix sockets have paths', (t) => {
  const path = `${folderOf(t)}/grüß`
  const server = made(t, Socket.PF_UNIX, Socket.SOCK_STREAM).bind(path).listen(1)
  const client = made(t, Socket.PF_UNIX, Socket.SOCK_STREAM)

  assert.equal(client.connect(path), true)
  const accepted = closing(t, server.accept())

  assert.deepEqual(client.getPeerName(), [path])
  assert.deepEqual(accepted.getPeerName(), [''])
  client.send('over a path')
  assert.equal(text(accepted.receive(100)), 'over a path')
})

test('Unix datagrams are received with their senders', (t) => {
  const place = folderOf(t)
  const one = made(t, Socket.PF_UNIX, Socket.SOCK_DGRAM).bind(`${place}/one`)
  const other = made(t, Socket.PF_UNIX, Socket.SOCK_DGRAM).bind(`${place}/other`)
  const nobody = made(t, Socket.PF_UNIX, Socket.SOCK_DGRAM)

  other.send('x', `${place}/one`)
  nobody.send('y', `${place}/one`)

  assert.equal(text(one.receive(9)), 'x')
  assert.deepEqual(one.getPeerName(), [`${place}/other`])
  assert.equal(text(one.receive(9)), 'y')
  assert.deepEqual(one.getPeerName(), [''])
})

test('an empty path has Linux pick a name', {
  skip: process.platform === 'linux' ? false : 'needs abstract names',
}, (t) => {
  const server = made(t, Socket.PF_UNIX, Socket.SOCK_DGRAM)
  const client = made(t, Socket.PF_UNIX, Socket.SOCK_DGRAM)
  const path = `${folderOf(t)}/server`
  server.bind(path)

  client.bind('').send('x', path)

  assert.equal(text(server.receive(9)), 'x')
  assert.deepEqual(server.getPeerName(), [''])
})

test('a raw socket reports the sender too', (t) => {
  let socket: Socket
  try {
    socket = made(t, Socket.PF_INET, Socket.SOCK_RAW, Socket.IPPROTO_UDP)
  } catch (error) {
    t.skip(`needs CAP_NET_RAW: ${String(error)}`)
    return
  }
  const [other, port] = peer(t, 'SOCK_DGRAM')
  socket.bind('127.0.0.1')

  other.sendToSync('x', { family: 'AF_INET', address: '127.0.0.1', port })

  let received: Buffer | undefined
  do
    received = bytes(socket.receive(100)) // may also receive from others
  while (received.length !== 29 || received[23] !== (port & 255))
  assert.equal(received.toString('ascii', 28), 'x') // after an IP header and a UDP header
  assert.deepEqual(socket.getPeerName(), ['127.0.0.1', 0])
})
