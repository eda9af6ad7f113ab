import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  connect,
  connectSync,
  constants,
  listen,
  listenSync,
  poll,
  pollSync,
  Socket,
} from '../../src/index.ts'
import { closing } from '../support/kinds.ts'

// Options that are misplaced or misspelled are never ignored.

const datagrams = (): Socket => new Socket('AF_INET', 'SOCK_DGRAM')
const typo = { timOut: 5 } as object
const room = new Uint8Array(4)

const calls: Record<string, (socket: Socket) => unknown> = {
  recv: async (socket) => socket.recv(1, typo),
  recvSync: (socket) => socket.recvSync(1, typo),
  recvInto: async (socket) => socket.recvInto(room, typo),
  recvIntoSync: (socket) => socket.recvIntoSync(room, typo),
  recvFrom: async (socket) => socket.recvFrom(1, typo),
  recvFromSync: (socket) => socket.recvFromSync(1, typo),
  recvFromInto: async (socket) => socket.recvFromInto(room, typo),
  recvFromIntoSync: (socket) => socket.recvFromIntoSync(room, typo),
  recvMessage: async (socket) => socket.recvMessage(typo),
  recvMessageSync: (socket) => socket.recvMessageSync(typo),
  recvError: async (socket) => socket.recvError(typo),
  recvErrorSync: (socket) => socket.recvErrorSync(typo),
  send: async (socket) => socket.send('x', typo),
  sendSync: (socket) => socket.sendSync('x', typo),
  sendAll: async (socket) => socket.sendAll('x', typo),
  sendAllSync: (socket) => {
    socket.sendAllSync('x', typo)
  },
  sendTo: async (socket) => socket.sendTo('x', '127.0.0.1:9', typo),
  sendToSync: (socket) => socket.sendToSync('x', '127.0.0.1:9', typo),
  sendMessage: async (socket) => socket.sendMessage({}, typo),
  sendMessageSync: (socket) => socket.sendMessageSync({}, typo),
  accept: async (socket) => socket.accept(typo),
  acceptSync: (socket) => socket.acceptSync(typo),
  connect: async (socket) => socket.connect('127.0.0.1:9', typo),
  connectSync: (socket) => {
    socket.connectSync('127.0.0.1:9', typo)
  },
  connections: async (socket) => socket.connections(typo).next(),
  chunks: async (socket) => socket.chunks(1, typo).next(),
  datagrams: async (socket) => socket.datagrams(typo).next(),
  messages: async (socket) => socket.messages(typo).next(),
  'connect (function)': async () => connect({ host: '127.0.0.1', port: 9, ...typo }),
  'connect (function), its options': async () => connect({ host: '127.0.0.1', port: 9 }, typo),
  'connectSync (function)': () => connectSync({ host: '127.0.0.1', port: 9, ...typo }),
  'connectSync (function), its options': () => connectSync({ host: '127.0.0.1', port: 9 }, typo),
  'listen, its options': async () => listen({}, typo),
  poll: async () => poll([], typo as never),
  pollSync: () => pollSync([], typo as never),
}

for (const [name, call] of Object.entries(calls)) {
  test(`a misspelt option is named, with the right name: ${name}`, async () => {
    using socket = datagrams()

    await assert.rejects(async () => await call(socket), {
      name: 'TypeError',
      message: /timOut; did you mean timeout\?/,
    })
  })
}

test('flags in the message of sendMessage are named, and nothing is sent', async (t) => {
  const [one, other] = closing(t, Socket.pair())
  const message = { data: 'x', flags: constants.MSG_MORE }

  await assert.rejects(one.sendMessage(message), { name: 'TypeError', message: /flags/ })
  assert.throws(() => one.sendMessageSync(message), { name: 'TypeError', message: /flags/ })

  assert.throws(() => other.recvSync(1, { timeout: 0 }), { code: 'EAGAIN' })
  for (const end of [one, other]) end.close()
})

test('an unknown control message is named, with the nearest name', async (t) => {
  const [one, other] = closing(t, Socket.pair())

  await assert.rejects(one.sendMessage({ control: { SCM_RIGHT: [] } as object }), {
    name: 'TypeError',
    message: /SCM_RIGHT; did you mean SCM_RIGHTS\?/,
  })
  for (const end of [one, other]) end.close()
})

test('options that are not an object are refused', () => {
  using socket = datagrams()

  for (const options of [5, 'x', null]) {
    assert.throws(() => socket.recvSync(1, options as never), TypeError)
  }
})

test('inherited options are read too', () => {
  using socket = datagrams()
  const options = Object.create({ timeout: 0 }) as object

  assert.throws(() => socket.recvSync(1, options), { code: 'EAGAIN' })
})

test('each option is read once', () => {
  using socket = datagrams()
  let reads = 0
  const options = {
    get flags() {
      reads++
      return 0
    },
    timeout: 0,
  }

  assert.throws(() => socket.recvSync(1, options), { code: 'EAGAIN' })

  assert.equal(reads, 1)
})

const targets: [object, RegExp][] = [
  [{ cid: 1, port: 9 }, /cid, port must have its family: 'AF_VSOCK'/],
  [{ node: 1, port: 9 }, /must have its family: 'AF_QIPCRTR'/],
  [{ hots: '127.0.0.1', port: 9 }, /hots; did you mean host\?/],
  [{ host: '127.0.0.1', port: 9, famly: 'AF_INET' }, /famly; did you mean family\?/],
]

for (const [target, message] of targets) {
  test(`connect and listen read a target in the same way: ${JSON.stringify(target)}`, async () => {
    for (const call of [
      async () => connect(target as never),
      async () => listen(target),
      () => connectSync(target as never),
      () => listenSync(target),
    ]) {
      await assert.rejects(async () => call(), { name: 'TypeError', message })
    }
  })
}

test('a host without a port cannot be connected to', async () => {
  await assert.rejects(connect({ host: '127.0.0.1' } as never), {
    name: 'TypeError',
    message: /without a port/,
  })
})
