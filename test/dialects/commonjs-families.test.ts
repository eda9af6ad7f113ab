import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { AF_INET6, AF_UNIX, SOCK_DGRAM, Socket } from '../../src/dialects/commonjs.ts'
import { folderOf } from '../support/folder.ts'
import { closing, noIPv6 } from '../support/kinds.ts'

test('sockets of AF_UNIX have paths', (t) => {
  const folder = folderOf(t)
  const path = join(folder, 'żółw.sock')
  const server = closing(t, new Socket(AF_UNIX).bind(path))
  assert.deepEqual([server.localAddress, server.localPort], [path, null])
  server.listen()
  const client = closing(t, new Socket(AF_UNIX).connect(path))
  const peer = closing(t, server.accept())
  assert.deepEqual(
    [client.remoteAddress, client.remotePort, client.localAddress],
    [path, null, null],
  )
  assert.equal(client.send('x'), 1)
  assert.equal(String(peer.receive()), 'x')

  const a = closing(t, new Socket(AF_UNIX, SOCK_DGRAM).bind(`${path}-a`))
  const b = closing(t, new Socket(AF_UNIX, SOCK_DGRAM).setOption('SO_SNDBUF', 400_000))
  assert.equal(b.sendTo(`${path}-a`, undefined, Buffer.alloc(150_000)), 150_000)
  const { ip_address, port, data } = a.receiveFrom()
  assert.deepEqual([ip_address, port, data.length], ['', null, 150_000])
  b.bind(`${path}-b`)
  b.sendTo(`${path}-a`, undefined, 'x')
  assert.equal(a.receiveFrom().address, `${path}-b`)
})

test('abstract names of AF_UNIX begin with NUL, and can be answered', {
  skip: process.platform !== 'linux' && 'Linux alone has them',
}, (t) => {
  const name = `\0berkeley-commonjs-${process.pid}`
  const a = closing(t, new Socket(AF_UNIX, SOCK_DGRAM).bind(name))
  const b = closing(t, new Socket(AF_UNIX, SOCK_DGRAM).bind(`${name}-b`).connect(name))

  b.send('ping')
  const { address } = a.receiveFrom()
  a.sendTo(address, undefined, 'pong')

  assert.deepEqual([a.localAddress, b.remoteAddress, address], [name, name, `${name}-b`])
  assert.equal(String(b.receive()), 'pong')
})

test('sockets of AF_INET6 work like those of AF_INET', { skip: noIPv6 }, (t) => {
  const server = closing(t, new Socket(AF_INET6).bind('::1'))
  assert.deepEqual([server.localAddress, server.localPort], ['::1', null])
  server.listen()
  const client = closing(t, new Socket('AF_INET6').connect('::1', server.localPort))
  const peer = closing(t, server.accept())

  client.send('six')

  assert.deepEqual(
    [String(peer.receive()), peer.remoteAddress, peer.family],
    ['six', '::1', AF_INET6],
  )
  const anywhere = closing(t, new Socket(AF_INET6).bind(0))
  assert.equal(anywhere.localAddress, '::')
})
