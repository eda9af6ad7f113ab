import assert from 'node:assert/strict'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type Address, type AddressLike, Socket, type TypeName } from '../../src/index.ts'
import { calls, fromName, nameBuffer } from '../../src/raw.ts'
import { closing, everyKind, nameOf } from '../support/kinds.ts'
import { forms } from '../support/forms.ts'
import { folderOf } from '../support/folder.ts'

const UNNAMED = { family: 'AF_UNIX' }
const local = everyKind.filter(({ family }) => family === 'AF_UNIX')
const cannotAbstract = process.platform !== 'linux' && 'abstract names are Linux’s'
/** The size of sun_path, including the NUL that ends a path or begins an abstract name. */
const ROOM = 108

test('a path is at most as long as sun_path', (t) => {
  const folder = folderOf(t)
  const most = folder + '/'.padEnd(ROOM - folder.length, 'x')

  for (const path of [most.slice(0, -1), most]) {
    using listener = new Socket('AF_UNIX')
    listener.bind({ path })
    listener.listen()
    using client = new Socket('AF_UNIX')
    client.connectSync({ path })
    assert.deepEqual(listener.localAddress, { family: 'AF_UNIX', path })
    assert.deepEqual(client.remoteAddress, { family: 'AF_UNIX', path })
  }
  using socket = new Socket('AF_UNIX')
  assert.throws(() => {
    socket.bind({ path: `${most}x` })
  }, RangeError)
  assert.throws(() => {
    socket.connectSync(`${most}x`)
  }, RangeError)
  const names = readdirSync(folder).map(({ length }) => length + folder.length + 1)
  assert.deepEqual(names.sort(), [ROOM - 1, ROOM])
})

test('a path counts its bytes, not its characters', (t) => {
  const folder = folderOf(t)
  using socket = new Socket('AF_UNIX')

  assert.throws(() => {
    socket.bind({ path: join(folder, 'ü'.repeat(ROOM / 2)) })
  }, RangeError)
  const path = join(folder, 'ünicode-😀')
  socket.bind(path)
  assert.deepEqual(socket.localAddress, { family: 'AF_UNIX', path })
  assert.deepEqual(readdirSync(folder), ['ünicode-😀'])
})

test('a path that is not UTF-8 is bytes, in both directions', (t) => {
  const folder = folderOf(t)
  const name = Buffer.from([0xff, 0xfe, 0x2f - 1, 0x80])
  const path = Buffer.concat([Buffer.from(`${folder}/`), name])
  using listener = new Socket('AF_UNIX')

  listener.bind({ path })
  listener.listen()
  using client = new Socket('AF_UNIX')
  client.connectSync({ path: new Uint8Array(path) })

  const [found] = readdirSync(folder, { encoding: 'buffer' })
  assert.deepEqual(found, name)
  for (const address of [listener.localAddress, client.remoteAddress]) {
    assert.ok(address.path instanceof Uint8Array)
    assert.deepEqual(Buffer.from(address.path), path)
  }
})

test('an empty or invalid path is refused before any call', () => {
  using socket = new Socket('AF_UNIX')
  const wrong: unknown[] = [
    { path: '' },
    { path: 42 },
    { path: null },
    { path: ['x'] },
    { abstract: 42 },
    { path: 'x', abstract: 'y' },
    {},
    null,
    42,
    'relative-without-a-slash',
    '',
  ]

  for (const address of wrong) {
    assert.throws(() => {
      socket.bind(address as AddressLike)
    }, TypeError)
  }
  assert.deepEqual(socket.localAddress, UNNAMED)
})

test('abstract names differ in every byte, and are never padded', {
  skip: cannotAbstract,
}, () => {
  const short = uniqueName('ab\0c')
  const long = uniqueName('ab\0c\0\0')
  using one = listenerAt({ abstract: short })
  using other = listenerAt({ abstract: long })
  using client = new Socket('AF_UNIX')

  client.connectSync({ abstract: long })
  using accepted = other.acceptSync()

  assert.deepEqual(one.localAddress, { family: 'AF_UNIX', abstract: short })
  assert.deepEqual(other.localAddress, { family: 'AF_UNIX', abstract: long })
  assert.deepEqual(accepted.localAddress, { family: 'AF_UNIX', abstract: long })
  assert.throws(() => one.acceptSync({ timeout: 0 }), { code: 'EAGAIN' })
  const name = nameBuffer()
  calls.getsockname(one.fd, name)
  assert.equal(new Uint32Array(name.buffer, 0, 1)[0], 2 + 1 + short.length)
  assert.deepEqual(fromName(name), one.localAddress)
})

test('an abstract name is at most as long as sun_path', { skip: cannotAbstract }, () => {
  const most = uniqueName('').padEnd(ROOM - 1, '\0')
  using listener = listenerAt({ abstract: most })
  using client = new Socket('AF_UNIX')

  client.connectSync({ abstract: most })

  assert.deepEqual(listener.localAddress, { family: 'AF_UNIX', abstract: most })
  using socket = new Socket('AF_UNIX')
  assert.throws(() => {
    socket.bind({ abstract: `${most}\0` })
  }, RangeError)
})

test('an abstract name that is not UTF-8 is bytes', { skip: cannotAbstract }, () => {
  const abstract = Buffer.concat([Buffer.from(uniqueName('')), Buffer.from([0, 0xff, 0x80, 0])])

  using listener = listenerAt({ abstract })

  const address = nameOf(listener)
  assert.ok(address.family === 'AF_UNIX' && address.abstract instanceof Uint8Array)
  assert.deepEqual(Buffer.from(address.abstract), abstract)
})

test('bind without a name picks an abstract one that is free', { skip: cannotAbstract }, () => {
  using one = listenerAt({ family: 'AF_UNIX' })
  using other = listenerAt({ family: 'AF_UNIX' })
  const address = nameOf(one)
  using client = new Socket('AF_UNIX')

  client.connectSync(address)

  assert.ok(address.family === 'AF_UNIX')
  assert.match(String(address.abstract), /^[0-9a-f]{5}$/)
  assert.notDeepEqual(other.localAddress, address)
  assert.deepEqual(client.remoteAddress, address)
})

for (const form of forms) {
  test(`a client without a name has an empty path, not a missing address: ${form.name}`, async (t) => {
    const path = join(folderOf(t), 'socket')
    using listener = listenerAt({ path })
    using client = new Socket('AF_UNIX')
    await form.call(client, 'connect', path)
    using accepted = await form.call(listener, 'accept')

    await form.call(client, 'send', 'x')
    const received = await form.call(accepted, 'recvFrom')

    assert.deepEqual(accepted.remoteAddress, UNNAMED)
    assert.deepEqual(client.localAddress, UNNAMED)
    assert.deepEqual(accepted.localAddress, { family: 'AF_UNIX', path })
    assert.equal(received.address, null, 'a stream has but one sender')
  })

  test(`a datagram of a socket without a name comes from null: ${form.name}`, async (t) => {
    const path = join(folderOf(t), 'socket')
    using receiver = new Socket('AF_UNIX', 'SOCK_DGRAM')
    receiver.bind(path)
    using sender = new Socket('AF_UNIX', 'SOCK_DGRAM')

    await form.call(sender, 'sendTo', 'one', path)
    const one = await form.call(receiver, 'recvFrom')
    await form.call(sender, 'sendTo', 'two', path)
    const two = await form.call(receiver, 'recvFromInto', new Uint8Array(9))
    await form.call(sender, 'sendTo', 'three', path)
    const three = await form.call(receiver, 'recvMessage', { into: new Uint8Array(9) })
    sender.bind(`${path}-sender`)
    await form.call(sender, 'sendTo', 'four', path)
    const four = await form.call(receiver, 'recvFrom')

    assert.deepEqual([one.address, two.address, three.address], [null, null, null])
    assert.deepEqual(four.address, { family: 'AF_UNIX', path: `${path}-sender` })
  })
}

for (const kind of local) {
  test(`the sockets of a pair are unnamed on both ends: ${kind.name}`, (t) => {
    const names = kind.pair(t).flatMap((socket) => [socket.localAddress, socket.remoteAddress])

    assert.deepEqual(names, [UNNAMED, UNNAMED, UNNAMED, UNNAMED])
  })
}

interface Refusal {
  what: string
  type?: TypeName
  of: (folder: string, t: TestContext) => AddressLike
  code: string
}

const connectRefusals: Refusal[] = [
  { what: 'a path that does not exist', of: (folder) => `${folder}/missing`, code: 'ENOENT' },
  {
    what: 'a regular file',
    of(folder) {
      writeFileSync(`${folder}/file`, '')
      return `${folder}/file`
    },
    code: 'ECONNREFUSED',
  },
  {
    what: 'a datagram socket from a stream',
    of: (folder, t) => boundAt(`${folder}/datagram`, 'SOCK_DGRAM', t),
    code: 'EPROTOTYPE',
  },
  {
    what: 'a stream from a seqpacket socket',
    type: 'SOCK_SEQPACKET',
    of: (folder, t) => boundAt(`${folder}/stream`, 'SOCK_STREAM', t),
    code: 'EPROTOTYPE',
  },
  {
    what: 'a socket that does not listen',
    of: (folder, t) => boundAt(`${folder}/deaf`, 'SOCK_STREAM', t),
    code: 'ECONNREFUSED',
  },
  { what: 'an abstract name of nobody', of: () => `@${uniqueName('none')}`, code: 'ECONNREFUSED' },
]

for (const { what, type = 'SOCK_STREAM', of, code } of connectRefusals) {
  for (const form of forms) {
    test(`connecting to ${what} is ${code}: ${form.name}`, async (t) => {
      const address = of(folderOf(t), t)
      using socket = new Socket('AF_UNIX', type)

      const connecting = form.call(socket, 'connect', address)

      const named = typeof address === 'string' ? { address } : {}
      await assert.rejects(connecting, { syscall: 'connect', code, ...named })
    })
  }
}

test('a path that exists is in use, even if no socket has it', (t) => {
  const path = join(folderOf(t), 'socket')
  const bindAgain = () => {
    using socket = new Socket('AF_UNIX')
    socket.bind(path)
  }

  bindAgain()

  assert.throws(bindAgain, { syscall: 'bind', code: 'EADDRINUSE', address: path })
})

test('a path in a folder that does not exist cannot be bound', (t) => {
  const path = join(folderOf(t), 'missing', 'socket')
  using socket = new Socket('AF_UNIX')

  assert.throws(
    () => {
      socket.bind(path)
    },
    { syscall: 'bind', code: 'ENOENT', address: path },
  )
})

function uniqueName(rest: string): string {
  return `berkeley-${process.pid}-${rest}`
}

function listenerAt(address: AddressLike): Socket {
  const listener = new Socket('AF_UNIX')
  listener.bind(address)
  listener.listen()
  return listener
}

function boundAt(path: string, type: TypeName, t: TestContext): Address {
  const socket = closing(t, new Socket('AF_UNIX', type))
  socket.bind(path)
  return nameOf(socket)
}
