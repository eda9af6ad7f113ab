// Uses the installed package as users do. tools/run-smoke.ts runs this in every runtime.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import process from 'node:process'
import * as berkeley from 'berkeley'
import blade from 'berkeley/blade'
import { assemble, interpret } from 'berkeley/bpf'
import commonjs, { Socket as CommonSocket } from 'berkeley/commonjs'
import Dictu from 'berkeley/dictu'
import { decodeMessages, encodeMessages } from 'berkeley/netlink'
import * as raw from 'berkeley/raw'
import { activation, notifySync } from 'berkeley/systemd'
import * as teajs from 'berkeley/teajs'
import ucode from 'berkeley/ucode'
import * as streams from './smoke-streams.mjs'

const { connect, connectSync, listen, listenSync, Socket } = berkeley
const path = `smoke-${process.pid}.sock` // in the folder of the package, which is removed

// Blocking works in one thread: the kernel completes the connection before it is accepted.
echoSync(listenSync({ host: '127.0.0.1', port: 0 }), ({ port }) => ({ host: '127.0.0.1', port }))
echoSync(listenSync({ path }), () => ({ path }))

await echo(await listen({ host: '127.0.0.1', port: 0 }), ({ port }) => ({
  host: '127.0.0.1',
  port,
}))
await echo(await listen({ path: `${path}-2` }), () => ({ path: `${path}-2` }))

for (const use of Object.values(streams)) await use()

const free = listenSync({ host: '127.0.0.1', port: 0 })
const { port } = free.localAddress
free.close()
const refused = { code: 'ECONNREFUSED', syscall: 'connect' }
assert.throws(() => connectSync({ host: '127.0.0.1', port }), refused)
await assert.rejects(connect({ host: '127.0.0.1', port }), refused)

const [left, right] = Socket.pair()
left.setOption('SO_RCVBUF', 65536)
assert.ok(left.getOption('SO_RCVBUF') >= 65536)
left.close()
assert.equal(right.recvSync().length, 0)
right.close()
assert.ok(Object.keys(raw).length > 0)
const common = CommonSocket().bind('127.0.0.1', 0)
assert.equal(common.localAddress, '127.0.0.1')
common.close()
assert.throws(() => commonjs.send('x'), { code: 'EPIPE', message: 'Broken pipe' })
commonjs.close()
assert.equal(Dictu.create(99, 1), null)
assert.equal(Dictu.strerror(), 'Address family not supported by protocol')
assert.throws(() => blade(99), /^<SocketException: Address family not supported by protocol>$/)
assert.equal(blade(blade.AF_INET, blade.SOCK_STREAM, 0).close(), true)
assert.equal(decodeMessages(encodeMessages([{ type: 3, flags: 1 }]))[0]?.type, 3)
assert.deepEqual(activation(), [])
assert.equal(notifySync({ READY: 1 }), 'NOTIFY_SOCKET' in process.env)
assert.equal(ucode.create(99), null)
assert.equal(ucode.error(), 'socket(): Address family not supported by protocol')
assert.equal(interpret(assemble('ldb [1]\nret a'), Buffer.of(1, 2)), 2)

const tea = new teajs.Socket(2, 1, 6)
assert.deepEqual(tea.bind('127.0.0.1').listen().getOption(teajs.Socket.SO_ERROR), 0)
assert.equal(teajs.Buffer('tea', 'utf-8')[0], 0x74)
tea.close()

const { bun, deno, node } = process.versions
if (!bun && !deno && process.features.require_module) {
  const required = createRequire(import.meta.url)('berkeley')
  assert.equal(required.Socket, Socket, 'require() gives another copy')
}
console.log(bun ? `ok bun ${bun}` : deno ? `ok deno ${deno}` : `ok node ${node}`)

function echoSync(server, addressOf) {
  const client = connectSync(addressOf(server.localAddress))
  const peer = server.acceptSync()
  client.sendAllSync('hello')
  peer.sendAllSync(peer.recvSync(100))
  assert.equal(client.recvSync(100).toString(), 'hello')
  for (const socket of [client, peer, server]) socket.close()
}

async function echo(server, addressOf) {
  const [client, peer] = await Promise.all([
    connect(addressOf(server.localAddress)),
    server.accept(),
  ])
  const arrived = peer.recv(100)
  await client.sendAll('hello')
  await peer.sendAll(await arrived)
  assert.equal((await client.recv(100)).toString(), 'hello')
  for (const socket of [client, peer, server]) socket.close()
}
