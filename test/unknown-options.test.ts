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
} from '../src/index.ts'

// What stands in the wrong place, or is misspelt, is never dropped in silence.

const socket = (): Socket => new Socket('AF_INET', 'SOCK_DGRAM')
const typo = { timOut: 5 } as object
const room = new Uint8Array(4)

const calls: Record<string, () => unknown> = {
  recv: async () => socket().recv(1, typo),
  recvSync: () => socket().recvSync(1, typo),
  recvInto: async () => socket().recvInto(room, typo),
  recvIntoSync: () => socket().recvIntoSync(room, typo),
  recvFrom: async () => socket().recvFrom(1, typo),
  recvFromSync: () => socket().recvFromSync(1, typo),
  recvFromInto: async () => socket().recvFromInto(room, typo),
  recvFromIntoSync: () => socket().recvFromIntoSync(room, typo),
  recvMessage: async () => socket().recvMessage(typo),
  recvMessageSync: () => socket().recvMessageSync(typo),
  recvError: async () => socket().recvError(typo),
  recvErrorSync: () => socket().recvErrorSync(typo),
  send: async () => socket().send('x', typo),
  sendSync: () => socket().sendSync('x', typo),
  sendAll: async () => socket().sendAll('x', typo),
  sendAllSync: () => {
    socket().sendAllSync('x', typo)
  },
  sendTo: async () => socket().sendTo('x', '127.0.0.1:9', typo),
  sendToSync: () => socket().sendToSync('x', '127.0.0.1:9', typo),
  sendMessage: async () => socket().sendMessage({}, typo),
  sendMessageSync: () => socket().sendMessageSync({}, typo),
  accept: async () => socket().accept(typo),
  acceptSync: () => socket().acceptSync(typo),
  connect: async () => socket().connect('127.0.0.1:9', typo),
  connectSync: () => {
    socket().connectSync('127.0.0.1:9', typo)
  },
  connections: async () => socket().connections(typo).next(),
  chunks: async () => socket().chunks(1, typo).next(),
  datagrams: async () => socket().datagrams(typo).next(),
  messages: async () => socket().messages(typo).next(),
  'connect (function)': async () => connect({ host: '127.0.0.1', port: 9, ...typo }),
  'connect (function), its options': async () => connect({ host: '127.0.0.1', port: 9 }, typo),
  'connectSync (function)': () => connectSync({ host: '127.0.0.1', port: 9, ...typo }),
  'connectSync (function), its options': () => connectSync({ host: '127.0.0.1', port: 9 }, typo),
  'listen, its options': async () => listen({}, typo),
  poll: async () => poll([], typo as never),
  pollSync: () => pollSync([], typo as never),
}

for (const [name, call] of Object.entries(calls)) {
  test(`a misspelt option is named, with the right word: ${name}`, async () => {
    await assert.rejects(async () => call(), {
      name: 'TypeError',
      message: /timOut; did you mean timeout\?/,
    })
  })
}

test('flags in the message of sendMessage are named, and nothing is sent', async () => {
  const [one, other] = Socket.pair()
  const message = { data: 'x', flags: constants.MSG_MORE }

  await assert.rejects(one.sendMessage(message), { name: 'TypeError', message: /flags/ })
  assert.throws(() => one.sendMessageSync(message), { name: 'TypeError', message: /flags/ })

  assert.throws(() => other.recvSync(1, { timeout: 0 }), { code: 'EAGAIN' })
  for (const end of [one, other]) end.close()
})

test('a control message of no known name is named, with the nearest', async () => {
  const [one] = Socket.pair()

  await assert.rejects(one.sendMessage({ control: { SCM_RIGHT: [] } as object }), {
    name: 'TypeError',
    message: /SCM_RIGHT; did you mean SCM_RIGHTS\?/,
  })
})

test('options that are no object are refused', () => {
  for (const options of [5, 'x', null]) {
    assert.throws(() => socket().recvSync(1, options as never), TypeError)
  }
})

test('options are read from where they are inherited, too', () => {
  const options = Object.create({ timeout: 0 }) as object

  assert.throws(() => socket().recvSync(1, options), { code: 'EAGAIN' })
})

test('each option is read once', () => {
  let reads = 0
  const options = {
    get flags() {
      reads++
      return 0
    },
    timeout: 0,
  }

  assert.throws(() => socket().recvSync(1, options), { code: 'EAGAIN' })

  assert.equal(reads, 1)
})

const targets: [object, RegExp][] = [
  [{ cid: constants.VMADDR_CID_ANY ?? 1, port: 9 }, /cid, port must have its family: AF_VSOCK/],
  [{ node: 1, port: 9 }, /must have its family: AF_QIPCRTR/],
  [{ hots: '127.0.0.1', port: 9 }, /hots; did you mean host\?/],
  [{ host: '127.0.0.1', port: 9, famly: 'AF_INET' }, /famly; did you mean family\?/],
]

for (const [target, message] of targets) {
  test(`connect and listen read a target alike: ${JSON.stringify(target)}`, async () => {
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
