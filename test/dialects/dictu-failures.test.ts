import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type DictuSocket, Socket } from '../../src/dialects/dictu.ts'
import { constants } from '../../src/index.ts'
import { freePort } from '../support/free-port.ts'
import { Held, listening } from './dictu-sockets.ts'

// Before the first test, because tests already registered run during a top-level await.
const taken = listening()
after(() => taken.socket.close())
const free = await freePort()

/**
 * Each wrong call of the module or of a socket, and the message with which Dictu ends the program.
 */
const WRONG: [method: string, args: unknown[], text: string][] = [
  ['create', [], 'create() takes 2 arguments (0 given)'],
  ['create', [2], 'create() takes 2 arguments (1 given)'],
  ['create', [2, 1, 0], 'create() takes 2 arguments (3 given)'],
  ['create', ['2', 1], 'create() arguments must be a numbers'],
  ['create', [2, Number.NaN], 'create() arguments must be a numbers'],
  ['create', [Number.POSITIVE_INFINITY, 1], 'create() arguments must be a numbers'],
  ['strerror', [1, 2], 'strerror() takes either 0 or 1 arguments (2 given)'],
  ['strerror', ['1'], 'strerror() argument should be > 0'],
  ['strerror', [undefined], 'strerror() argument should be > 0'],
  ['strerror', [Number.NaN], 'strerror() argument should be > 0'],
  ['strerror', [0], 'strerror() argument should be > 0'],
  ['strerror', [0.9], 'strerror() argument should be > 0'],
  ['strerror', [-1], 'strerror() argument should be > 0'],
  ['strerror', [41], 'strerror() argument should be <= 133'],
  ['strerror', [58], 'strerror() argument should be <= 133'],
  ['strerror', [134], 'strerror() argument should be <= 133'],
  ['strerror', [2 ** 31], 'strerror() argument should be > 0'],
  ['strerror', [2 ** 40], 'strerror() argument should be > 0'],
  ['bind', [], 'bind() takes 2 arguments (0 given)'],
  ['bind', ['127.0.0.1'], 'bind() takes 2 arguments (1 given)'],
  ['bind', ['127.0.0.1', 0, 0], 'bind() takes 2 arguments (3 given)'],
  ['bind', [1, 'x'], 'host passed to bind() must be a string'],
  ['bind', ['127.0.0.1', '80'], 'port passed to bind() must be a number'],
  ['bind', ['nowhere', Number.NaN], 'port passed to bind() must be a number'],
  ['listen', [1, 2], 'listen() takes 0 or 1 arguments (2 given)'],
  ['listen', ['1'], 'listen() argument must be a number'],
  ['listen', [undefined], 'listen() argument must be a number'],
  ['accept', [1], 'accept() takes no arguments (1 given)'],
  ['accept', [undefined], 'accept() takes no arguments (1 given)'],
  ['connect', [], 'connect() takes two arguments (0 given)'],
  ['connect', ['127.0.0.1'], 'connect() takes two arguments (1 given)'],
  ['connect', ['127.0.0.1', 1, 2], 'connect() takes two arguments (3 given)'],
  ['connect', [null, 1], 'host passed to connect() must be a string'],
  ['connect', ['127.0.0.1', null], 'port passed to connect() must be a number'],
  ['write', [], 'write() takes 1 argument (0 given)'],
  ['write', ['a', 'b'], 'write() takes 1 argument (2 given)'],
  ['write', [1], 'write() argument must be a string'],
  ['write', [Buffer.from('a')], 'write() argument must be a string'],
  ['recv', [], 'recv() takes 1 argument (0 given)'],
  ['recv', [1, 2], 'recv() takes 1 argument (2 given)'],
  ['recv', ['1'], 'recv() argument must be a number'],
  ['recv', [Number.NaN], 'recv() argument must be a number'],
  ['close', [1], 'close() takes no arguments (1 given)'],
  ['setsockopt', [], 'setsocketopt() takes 2 arguments (0 given)'],
  ['setsockopt', [1], 'setsocketopt() takes 2 arguments (1 given)'],
  ['setsockopt', [1, 2, 3, 4], 'setsocketopt() takes 2 arguments (4 given)'],
  ['setsockopt', ['1', 2], 'setsocketopt() arguments must be numbers'],
  ['setsockopt', [1, null], 'setsocketopt() arguments must be numbers'],
  ['setsockopt', [1, 2, '1'], 'setsocketopt() arguments must be numbers'],
  ['setsockopt', [1, 2, null], 'setsocketopt() arguments must be numbers'],
  ['setsockopt', [1, 2, 2 ** 31], 'setsocketopt() arguments must be numbers'],
  ['setsocketopt', [1], 'setsocketopt() takes 2 arguments (1 given)'],
]

for (const [method, args, text] of WRONG) {
  test(`${method}(${args.map(String).join(', ')}) is a TypeError: ${text}`, () => {
    using held = new Held()
    const target = method in Socket ? Socket : held.socket
    Socket.errno = 77

    assert.throws(() => Reflect.apply(Reflect.get(target, method) as Anything, target, args), {
      name: 'TypeError',
      message: text,
    })
    assert.equal(Socket.errno, 77)
  })
}

type Anything = (...args: unknown[]) => unknown

const { AF_INET, SOCK_DGRAM, SOCK_STREAM, SOL_SOCKET } = Socket
const { AF_INET6, AF_UNIX, IPPROTO_TCP } = constants

/** Each failing call on a new socket of this kind, and its errno. */
const FAILING: [
  what: string,
  family: number,
  type: number,
  call: (socket: DictuSocket) => unknown,
  errno: number,
][] = [
  ['bind to a name', AF_INET, SOCK_STREAM, (one) => one.bind('localhost', 0), 99],
  ['bind to nonsense and a bad port', AF_INET, SOCK_STREAM, (one) => one.bind('x', 70_000), 99],
  ['bind to a port in use', AF_INET, SOCK_STREAM, (one) => one.bind('127.0.0.1', taken.port), 98],
  ['bind to port 65536', AF_INET, SOCK_STREAM, (one) => one.bind('127.0.0.1', 65_536), 22],
  ['bind to port -1', AF_INET, SOCK_STREAM, (one) => one.bind('127.0.0.1', -1), 22],
  ['bind of an IPv6 socket', AF_INET6, SOCK_STREAM, (one) => one.bind('127.0.0.1', 0), 22],
  ['bind of a Unix socket', AF_UNIX, SOCK_STREAM, (one) => one.bind('127.0.0.1', 0), 22],
  ['bind to a foreign address', AF_INET, SOCK_STREAM, (one) => one.bind('192.0.2.1', 0), 99],
  ['listen of a datagram socket', AF_INET, SOCK_DGRAM, (one) => one.listen(), 95],
  ['accept without listen', AF_INET, SOCK_STREAM, (one) => one.accept(), 22],
  ['accept of a datagram socket', AF_INET, SOCK_DGRAM, (one) => one.accept(), 95],
  ['connect to nobody', AF_INET, SOCK_STREAM, (one) => one.connect('127.0.0.1', free), 111],
  ['connect to a name', AF_INET, SOCK_STREAM, (one) => one.connect('localhost', free), 99],
  ['connect to port 65536', AF_INET, SOCK_STREAM, (one) => one.connect('127.0.0.1', 65_536), 22],
  ['connect of an IPv6 socket', AF_INET6, SOCK_STREAM, (one) => one.connect('127.1', 1), 22],
  ['write before connect', AF_INET, SOCK_STREAM, (one) => one.write('x'), 32],
  ['write("") before connect', AF_INET, SOCK_STREAM, (one) => one.write(''), 32],
  ['write of an unconnected datagram', AF_INET, SOCK_DGRAM, (one) => one.write('x'), 89],
  ['recv before connect', AF_INET, SOCK_STREAM, (one) => one.recv(1), 107],
  ['recv(0) before connect', AF_INET, SOCK_STREAM, (one) => one.recv(0), 107],
  ['recv(-1) before connect', AF_INET, SOCK_STREAM, (one) => one.recv(-1), 107],
  ['recv(-1) of a datagram socket', AF_INET, SOCK_DGRAM, (one) => one.recv(-1), 22],
  ['an option that is none', AF_INET, SOCK_STREAM, (one) => one.setsockopt(SOL_SOCKET, 9999), 92],
  ['a level that is none', AF_INET, SOCK_DGRAM, (one) => one.setsockopt(IPPROTO_TCP, 1), 92],
]

for (const [what, family, type, call, errno] of FAILING) {
  test(`${what} returns null and errno ${errno}`, () => {
    using held = new Held(() => Socket.create(family, type))
    Socket.errno = 0

    const answer = call(held.socket)

    assert.equal(answer, null)
    assert.equal(Socket.errno, errno, Socket.strerror())
  })
}

for (const [family, type, errno] of [
  [99, 1, 97],
  [99, 99, 22],
  [2 ** 40, 1, 97],
  [2, 2 ** 40, 22],
] as const) {
  test(`create(${family}, ${type}) returns null and errno ${errno}`, () => {
    assert.equal(Socket.create(family, type), null)
    assert.equal(Socket.errno, errno)
  })
}

const METHODS: [string, (socket: DictuSocket) => unknown][] = [
  ['bind', (one) => one.bind('127.0.0.1', 0)],
  ['bind to nonsense', (one) => one.bind('x', 0)],
  ['listen', (one) => one.listen()],
  ['accept', (one) => one.accept()],
  ['connect', (one) => one.connect('127.0.0.1', taken.port)],
  ['write', (one) => one.write('x')],
  ['write of nothing', (one) => one.write('')],
  ['recv', (one) => one.recv(1)],
  ['recv of much', (one) => one.recv(100_000)],
  ['recv of less than nothing', (one) => one.recv(-1)],
  ['setsockopt', (one) => one.setsockopt(1, 2)],
]

for (const [name, call] of METHODS) {
  test(`${name} after close returns null and errno 9, close does nothing`, () => {
    using held = new Held()
    held.socket.close()
    Socket.errno = 0

    assert.equal(call(held.socket), null)
    assert.equal(Socket.errno, 9)
    assert.equal(held.socket.close(), null)
  })
}

/** Hosts and how inet_addr(3) reads them; null for those it does not accept. */
const HOSTS: [host: string, address: string | null][] = [
  ['127.0.0.1', '127.0.0.1'],
  ['127.1', '127.0.0.1'],
  ['127.0.1', '127.0.0.1'],
  ['2130706433', '127.0.0.1'],
  ['0x7f000001', '127.0.0.1'],
  ['0X7F.1', '127.0.0.1'],
  ['0177.0.0.1', '127.0.0.1'],
  ['127.0x1', '127.0.0.1'],
  ['127.256', '127.0.1.0'],
  ['127.0.258', '127.0.1.2'],
  ['017700000001', '127.0.0.1'],
  ['127.0.0.1\n', '127.0.0.1'],
  ['127.0.0.1 and more', '127.0.0.1'],
  ['0', '0.0.0.0'],
  ['0.0.0.0', '0.0.0.0'],
  ['', null],
  [' 127.0.0.1', null],
  ['localhost', null],
  ['host', null],
  ['aaa', null],
  ['256.1.1.1', null],
  ['127.0.0.256', null],
  ['127.16777216', null],
  ['1.2.3.4.5', null],
  ['127.0.0.1.', null],
  ['127..1', null],
  ['4294967296', null],
  ['08.0.0.1', null],
  ['0x', null],
  ['0x.1', null],
  ['1e9', null],
  ['-1', null],
  ['127.0.0.1x', null],
  ['127.0.0.1\0', null],
  ['::1', null],
]

for (const [host, address] of HOSTS) {
  test(`the host ${JSON.stringify(host)} is ${address ?? 'none'}`, () => {
    using held = new Held()
    const bound = held.socket.bind(host, 0)

    assert.equal(bound, address === null ? null : true)
    if (address === null) assert.equal(Socket.errno, 99)
    else assert.deepEqual(held.core.localAddress, { family: 'AF_INET', address, port: held.port })
  })
}

test('1.256 is 1.0.1.0, which is not an address of this machine', () => {
  using held = new Held()

  assert.equal(held.socket.bind('1.256', 0), null)
  assert.equal(Socket.errno, 99)
})

test('255.255.255.255 goes to the kernel, which does not connect to it', () => {
  using held = new Held()

  assert.equal(held.socket.connect('255.255.255.255', 9), null)
  assert.ok([13, 101].includes(Socket.errno), Socket.strerror())
})
