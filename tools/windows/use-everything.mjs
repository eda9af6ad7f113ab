// Uses the installed package on Windows, where there are no sockets. Prints `ok` and the version of
// Node, or what was not as the README says. tools/test-windows.ts runs this.
import assert from 'node:assert/strict'
import process from 'node:process'
import * as berkeley from 'berkeley'
import blade from 'berkeley/blade'
import { assemble, interpret } from 'berkeley/bpf'
import { Socket as CommonSocket } from 'berkeley/commonjs'
import Dictu from 'berkeley/dictu'
import { encodeAttributes } from 'berkeley/netlink'
import * as raw from 'berkeley/raw'
import { notificationIn } from 'berkeley/sctp'
import { activation, notifySync } from 'berkeley/systemd'
import { Socket as TeaSocket } from 'berkeley/teajs'
import ucode from 'berkeley/ucode'

const { constants, Socket } = berkeley
const target = { host: '127.0.0.1', port: 9 }
const path = 'pipe.sock'

const CALLS = {
  'new Socket': () => new Socket(),
  'new Socket, of IPv6': () => new Socket('AF_INET6', 'SOCK_DGRAM'),
  'new Socket, with options': () =>
    new Socket('AF_INET', 'SOCK_STREAM', 0, { options: { SO_REUSEADDR: true } }),
  'Socket.pair': () => Socket.pair(),
  'Socket.adopt': () => Socket.adopt(0),
  'Socket.borrow': () => Socket.borrow(0),
  'Socket.fromProcess': () => Socket.fromProcess(process.pid, 0),
  connect: () => berkeley.connect(target),
  'connect, by name': () => berkeley.connect({ host: 'nobody.invalid', port: 9 }),
  'connect, to a path': () => berkeley.connect({ path }),
  connectSync: () => berkeley.connectSync(target),
  'connectSync, to a path': () => berkeley.connectSync({ path }),
  listen: () => berkeley.listen(target),
  'listen, at a path': () => berkeley.listen({ path }),
  listenSync: () => berkeley.listenSync(),
  bind: () => berkeley.bind(target),
  bindSync: () => berkeley.bindSync(target),
  resolve: () => berkeley.resolve('nobody.invalid', 9),
  resolveSync: () => berkeley.resolveSync('nobody.invalid', 9),
  reverse: () => berkeley.reverse('127.0.0.1:9'),
  reverseSync: () => berkeley.reverseSync('127.0.0.1:9'),
  interfaces: () => berkeley.interfaces(),
  poll: () => berkeley.poll([], 1),
  pollSync: () => berkeley.pollSync([], 1),
}

assert.equal(process.platform, 'win32')
assert.deepEqual(Object.keys(constants), ['ENOSYS'])
assert.equal(constants.AF_INET, undefined)
assert.equal('AF_INET' in constants, false)

const failures = {}
for (const [name, call] of Object.entries(CALLS)) failures[name] = await failureOf(call)
for (const [name, { code, text }] of Object.entries(failures)) {
  assert.equal(code, 'ENOSYS', `${name}: ${text}`)
  assert.match(text, /^SocketError: .*\bENOSYS\b.*: function not implemented/i, name)
}

assert.match(failures['new Socket'].text, /socket\(AF_INET, SOCK_STREAM, 0\)/)

// The plain calls return what a kernel would. They cannot be listed: one function stands for all.
const { ENOSYS } = constants
assert.equal(raw.calls.socket(2, 1, 0), -ENOSYS)
assert.equal(raw.calls.recv(0, Buffer.alloc(1), 0), -ENOSYS)

// What needs no kernel works.
assert.equal(interpret(assemble('ldb [1]\nret a'), Buffer.of(1, 2)), 2)
assert.ok(encodeAttributes([{ type: 1, data: Uint8Array.of(2) }]).length > 0)
assert.equal(notificationIn({ data: Buffer.alloc(8), flags: 0 }), null)
assert.deepEqual(activation(), [])
assert.equal(notifySync({ READY: 1 }), false)

// The dialects fail as their originals do.
assert.equal(ucode.create(2), null)
assert.match(ucode.error(), /not implemented/i)
assert.equal(Dictu.create(2, 1), null)
assert.match(Dictu.strerror(), /not implemented/i)
assert.throws(() => blade(2), /not implemented/i)
assert.throws(() => new TeaSocket(2, 1, 6), /not implemented/i)
assert.throws(() => CommonSocket().bind('127.0.0.1', 0), /not implemented/i)

console.log('ok', process.version)

/** The code and the text of the error with which a call fails. */
async function failureOf(call) {
  try {
    await call()
    return { code: undefined, text: 'succeeded' }
  } catch (error) {
    return { code: error.code, text: String(error) }
  }
}
