import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Buffer, Socket } from '../../src/dialects/teajs.ts'
import { constants, Socket as CoreSocket } from '../../src/index.ts'
import { cannotUnshare, inChild } from '../support/child.ts'
import { cannotCount, openSockets } from '../support/descriptors.ts'
import { freePort } from '../support/free-port.ts'
import { startNode } from '../support/node-program.ts'
import { bound, bytes, closing, connected, listening, made, refusal } from './teajs-sockets.ts'
import { folderOf } from '../support/folder.ts'

type Anything = (...args: unknown[]) => unknown

const { AF_INET, AF_INET6, AF_UNIX, SOCK_DGRAM, SOCK_STREAM } = constants
const COUNT = 'Bad argument count. '
const MALFORMED = ['Error', 'Malformed address'] as const
const port = (number: number) => ['RangeError', `Port out of range: ${number}`] as const

/** Each wrong call on a socket of this family, and TeaJS's error. */
const WRONG: [family: number, method: string, args: unknown[], error: readonly [string, string]][] =
  [
    [AF_INET, 'setBlocking', [], ['TypeError', `${COUNT}Use 'socket.setBlocking(true/false)'`]],
    [AF_INET, 'connect', [], ['TypeError', `${COUNT}Use 'socket.connect(address, [port])'`]],
    [AF_INET, 'connect', ['::'], ['TypeError', `${COUNT}Use 'socket.connect(address, [port])'`]],
    [AF_INET6, 'connect', ['::'], ['TypeError', `${COUNT}Use 'socket.connect(address, [port])'`]],
    [AF_UNIX, 'connect', [], ['TypeError', `${COUNT}Use 'socket.connect(address, [port])'`]],
    [AF_INET, 'bind', [], ['TypeError', `${COUNT}Use 'socket.bind(address, [port])'`]],
    [AF_INET, 'send', [], ['TypeError', `${COUNT}Use 'socket.send(data, [address], [port])'`]],
    [AF_INET, 'setOption', [1], ['TypeError', `${COUNT}Use 'socket.setOption(name, value)'`]],
    [AF_INET, 'setOption', [1, 2, 3], ['TypeError', `${COUNT}Use 'socket.setOption(name, value)'`]],
    [AF_INET, 'getOption', [], ['TypeError', `${COUNT}Use 'socket.getOption(name)'`]],
    [AF_INET, 'connect', ['localhost', 1], MALFORMED],
    [AF_INET, 'connect', ['127.1', 1], MALFORMED],
    [AF_INET, 'connect', ['127.0.0.01', 1], MALFORMED],
    [AF_INET, 'connect', ['127.0.0.1 ', 1], MALFORMED],
    [AF_INET, 'connect', ['127.0.0.1\0', 1], MALFORMED],
    [AF_INET, 'connect', ['::1', 1], MALFORMED],
    [AF_INET, 'connect', [undefined, 1], MALFORMED],
    [AF_INET, 'bind', ['256.0.0.1'], MALFORMED],
    [AF_INET, 'bind', ['', 1], MALFORMED],
    [AF_INET, 'send', ['x', 'localhost', 1], MALFORMED],
    [AF_INET, 'send', ['x', null], MALFORMED],
    [AF_INET6, 'connect', ['127.0.0.1', 1], MALFORMED],
    [AF_INET6, 'connect', ['fe80::1%lo', 1], MALFORMED],
    [AF_INET6, 'bind', ['[::1]'], MALFORMED],
    [AF_UNIX, 'connect', ['x'.repeat(108)], MALFORMED],
    [AF_UNIX, 'bind', [`x${'ü'.repeat(54)}`], MALFORMED],
    [AF_UNIX, 'bind', ['a\0b'], MALFORMED],
    [AF_UNIX, 'bind', ['\0abstract'], MALFORMED],
    [AF_INET, 'connect', ['127.0.0.1', 65536], port(65536)],
    [AF_INET, 'connect', ['127.0.0.1', '-1'], port(-1)],
    [AF_INET, 'bind', ['127.0.0.1', 1e6], port(1_000_000)],
    [AF_INET6, 'send', ['x', '::1', 70_000], port(70_000)],
    [AF_INET, 'connect', ['127.0.0.1', ' +70000 '], port(70_000)],
    [AF_INET, 'connect', ['127.0.0.1', 2 ** 32 + 80], port(2 ** 32 + 80)],
    [AF_INET, 'bind', ['127.0.0.1', Number.POSITIVE_INFINITY], port(Number.POSITIVE_INFINITY)],
    [AF_INET, 'receive', [-1], ['RangeError', 'Buffer() Invalid size']],
    [AF_INET, 'receive', ['-7'], ['RangeError', 'Buffer() Invalid size']],
  ]

for (const [family, method, args, [name, message]] of WRONG) {
  const given = args.map((value) => String(value).slice(0, 20)).join(', ')
  test(`${method}(${given}) of family ${family}: ${name} ${message}`, (t) => {
    const socket = made(t, family, SOCK_DGRAM)

    assert.throws(() => Reflect.apply(Reflect.get(socket, method) as Anything, socket, args), {
      name,
      message,
    })
  })
}

/** Calls that the system refuses, with the C library's text. */
const REFUSED: [what: string, call: (socket: Socket) => unknown, ...Parameters<typeof refusal>][] =
  [
    ['receive unconnected', (s) => s.receive(1), ...notConnected('recv')],
    ['getPeerName unconnected', (s) => s.getPeerName(), ...notConnected('getpeername')],
    ['send unconnected', (s) => s.send('x'), 'Broken pipe', 'EPIPE', 'send'],
    ['accept unlistened', (s) => s.accept(), 'Invalid argument', 'EINVAL', 'accept'],
    ['getOption', (s) => s.getOption(9999), 'Protocol not available', 'ENOPROTOOPT', 'getsockopt'],
    [
      'getOption with a length',
      (s) => s.getOption(9999, 8),
      'Protocol not available',
      'ENOPROTOOPT',
      'getsockopt',
    ],
    [
      'setOption',
      (s) => s.setOption(9999, 1),
      'Protocol not available',
      'ENOPROTOOPT',
      'setsockopt',
    ],
    [
      'setOption with too few bytes',
      (s) => s.setOption(9, Buffer(2)),
      'Invalid argument',
      'EINVAL',
      'setsockopt',
    ],
    [
      'bind elsewhere',
      (s) => s.bind('192.0.2.1', 1),
      'Cannot assign requested address',
      'EADDRNOTAVAIL',
      'bind',
    ],
  ]

for (const [what, call, ...told] of REFUSED) {
  test(`${what}: ${told[0]}`, (t) => {
    const socket = made(t, AF_INET, SOCK_STREAM)

    assert.throws(() => call(socket), refusal(...told))
  })
}

function notConnected(call: string): Parameters<typeof refusal> {
  return ['Transport endpoint is not connected', 'ENOTCONN', call]
}

test('an address of an unsupported family: Invalid argument', (t) => {
  const socket = made(t, AF_INET, SOCK_DGRAM)
  socket.family = 99

  for (const call of [
    () => socket.bind('x', 1),
    () => socket.connect('x', 1),
    () => socket.send('x', 'y', 1),
  ]) {
    assert.throws(call, { name: 'Error', message: 'Invalid argument', code: 'EINVAL' })
  }
})

test('connect: refused each time, until there is a listener', async (t) => {
  const [server, client] = [made(t, AF_INET, SOCK_STREAM), made(t, AF_INET, SOCK_STREAM)]
  const free = await bound(server, '127.0.0.1')
  const again = refusal('Connection refused', 'ECONNREFUSED', 'connect')
  for (let i = 0; i < 3; i++) assert.throws(() => client.connect('127.0.0.1', free), again)

  server.listen()

  assert.equal(client.connect('127.0.0.1', free), true)
  assert.throws(() => client.connect('127.0.0.1', free), { code: 'EISCONN' })
})

test('connect: refused, and no socket at a path', async (t) => {
  const port = await freePort()
  const streams = made(t, AF_INET, SOCK_STREAM)
  const local = made(t, AF_UNIX, SOCK_STREAM)

  assert.throws(
    () => streams.connect('127.0.0.1', port),
    refusal('Connection refused', 'ECONNREFUSED', 'connect'),
  )
  assert.throws(
    () => local.connect(`${folderOf(t)}/nobody`),
    refusal('No such file or directory', 'ENOENT', 'connect'),
  )
})

test('bind and listen: the port is taken', async (t) => {
  const { listener, port } = await listening(t)
  const other = made(t, AF_INET, SOCK_STREAM)
  const datagrams = made(t, AF_INET, SOCK_DGRAM)

  assert.throws(
    () => other.bind('127.0.0.1', port),
    refusal('Address already in use', 'EADDRINUSE', 'bind'),
  )
  assert.throws(() => listener.bind('127.0.0.1', 0), refusal('Invalid argument', 'EINVAL', 'bind'))
  assert.throws(() => datagrams.listen(), { name: 'Error', code: 'EOPNOTSUPP' })
  for (const backlog of [0, -1, 1e12, undefined]) {
    assert.equal(listener.listen(backlog), listener)
  }
})

test('an option of fewer than four bytes is not an int', {
  skip: 'SO_BINDTODEVICE' in constants ? false : 'needs SO_BINDTODEVICE',
}, (t) => {
  const socket = made(t, AF_INET, SOCK_STREAM)
  const name = new Map<string, number>(Object.entries(constants)).get('SO_BINDTODEVICE') ?? 0

  assert.throws(() => socket.getOption(name), {
    name: 'Error',
    message: 'getsockopt returned truncated value',
  })
  assert.equal(socket.getOption(name, 16).length, 0)
})

test('a peer that is gone is an error, and never a signal', async (t) => {
  const [client, accepted] = await connected(t)
  accepted.close()

  assert.equal(client.send('the kernel takes it'), 19)
  assert.throws(() => {
    for (;;) client.send('x')
  }, /^Error: (Broken pipe|Connection reset by peer)$/)
  assert.throws(() => client.send('x'), refusal('Broken pipe', 'EPIPE', 'send'))
})

test('an error in the middle of a send is reported by the next call', async (t) => {
  const program = startNode(
    t,
    `net.createServer((socket) => socket.once('data', () => socket.resetAndDestroy()))
       .listen(0, '127.0.0.1', function () { console.log(this.address().port) })`,
  )
  const client = made(t, AF_INET, SOCK_STREAM)
  client.connect('127.0.0.1', Number(await program.line))
  const all = Buffer(64_000_000)

  const sent = client.send(all)

  assert.ok(sent !== false && sent > 0 && sent < all.length)
  assert.throws(() => client.send('x'), /Connection reset by peer|Broken pipe/)
})

const METHODS: [string, ...unknown[]][] = [
  ['setBlocking', true],
  ['connect', '127.0.0.1', 1],
  ['bind', '127.0.0.1'],
  ['listen'],
  ['accept'],
  ['send', 'x'],
  ['send', 'x', '127.0.0.1', 9],
  ['receive', 1],
  ['receive', 0],
  ['receive', 1e6],
  ['getPeerName'],
  ['setOption', 9, 1],
  ['getOption', 9],
  ['getOption', 9, 4],
  ['getOption', 4],
  ['close'],
]

for (const type of [SOCK_STREAM, SOCK_DGRAM]) {
  test(`after close every method of type ${type} throws Bad file descriptor`, async (t) => {
    const [socket] =
      type === SOCK_STREAM ? await connected(t) : [made(t, AF_INET, SOCK_DGRAM).bind('127.0.0.1')]
    socket.close()

    for (const [method, ...args] of METHODS) {
      assert.throws(
        () => Reflect.apply(Reflect.get(socket, method) as Anything, socket, args),
        { name: 'Error', message: 'Bad file descriptor', code: 'EBADF' },
        method,
      )
    }
  })
}

test('a second close does not affect a new descriptor with the same number', async (t) => {
  const [client, accepted] = await connected(t)
  const before = new CoreSocket('AF_INET')
  const { fd } = before
  before.close()
  const gone = made(t, AF_INET, SOCK_STREAM)
  gone.close()
  using next = new CoreSocket('AF_INET')
  assert.equal(next.fd, fd)

  assert.throws(
    () => {
      gone.close()
    },
    refusal('Bad file descriptor', 'EBADF', 'close'),
  )

  assert.equal(next.closed, false)
  assert.equal(next.getOption('SO_TYPE'), SOCK_STREAM)
  client.send('x')
  assert.equal(bytes(accepted.receive(9)).length, 1)
})

test('Socket without new, or with too little, is an error', { skip: cannotCount }, () => {
  const before = openSockets()
  const callable = Socket as unknown as Anything
  const constructor = Socket as unknown as new (...args: unknown[]) => Socket

  assert.throws(() => callable(2, 1), {
    name: 'Error',
    message: "Invalid call format. Please use the 'new' operator.",
  })
  for (const args of [[], [2]]) {
    assert.throws(() => new constructor(...args), {
      name: 'TypeError',
      message: "Invalid call format. Use 'new Socket(family, type, [proto])'",
    })
  }
  assert.throws(
    () => new Socket(99, 1),
    refusal('Address family not supported by protocol', 'EAFNOSUPPORT', 'socket'),
  )
  assert.throws(
    () => new Socket(2, 1, 17),
    refusal('Protocol not supported', 'EPROTONOSUPPORT', 'socket'),
  )
  assert.deepEqual(openSockets(), before)
})

test('arguments are converted to numbers as V8 does', (t) => {
  const constructor = Socket as unknown as new (...args: unknown[]) => Socket

  const socket = closing(t, new constructor('2', true, undefined))

  assert.deepEqual([socket.family, socket.type, socket.proto], [2, 1, 0])
  assert.deepEqual(Object.getOwnPropertyNames(socket).sort(), ['family', 'proto', 'type'])
})

test('a class may extend Socket', (t) => {
  class Named extends (Socket as new (...args: [number, number]) => Socket) {
    readonly name = 'extended'
  }

  const socket = new Named(AF_INET, SOCK_STREAM)
  closing(t, socket)

  assert.ok(socket instanceof Socket && socket instanceof Named)
  assert.equal(socket.name, 'extended')
  assert.equal(socket.listen(), socket)
})

test('a refusal of the resolver has its text', () => {
  assert.throws(() => Socket.getProtoByName('nonsense'), {
    name: 'Error',
    message: 'Cannot retrieve protocol number',
  })
  for (const name of ['', 'a\0b']) {
    assert.throws(
      () => Socket.getAddrInfo(name),
      refusal('Name or service not known', 'EAI_NONAME', 'getaddrinfo'),
    )
  }
  assert.throws(
    () => Socket.getAddrInfo('127.0.0.1', 99),
    refusal('ai_family not supported', 'EAI_FAMILY', 'getaddrinfo'),
  )
  for (const [address, family] of [
    ['localhost', AF_INET],
    ['127.1', AF_INET],
    ['::1', AF_INET],
    ['127.0.0.1', AF_INET6],
  ] as const) {
    assert.throws(() => Socket.getNameInfo(address, family), { message: 'Malformed address' })
  }
})

test('an address without a name is its own name', { skip: cannotUnshare }, async () => {
  const { result, errors } = await inChild(
    async ({ runnable }) => {
      const { Socket } = (await import(
        runnable('src/dialects/teajs.ts').href
      )) as typeof import('../../src/dialects/teajs.ts')
      return [Socket.getNameInfo('192.0.2.1'), Socket.getNameInfo('2001:db8::1', Socket.PF_INET6)]
    },
    {
      // Queries no server: the only names are those in /etc/hosts.
      network: 'f=$(mktemp); echo "hosts: files" > $f; mount --bind $f /etc/nsswitch.conf; rm $f',
    },
  )

  assert.deepEqual(result, ['192.0.2.1', '2001:db8::1'], errors)
})
