import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import {
  AF_INET6,
  AF_UNIX,
  SO_ERROR,
  SO_RCVTIMEO,
  SO_TYPE,
  SOCK_DGRAM,
  SOCK_STREAM,
  Socket,
  SocketError,
} from '../../src/dialects/commonjs.ts'

type Call = (one: Socket) => unknown

/** A name that the resolver rejects without querying a server: its label is too long. */
const NO_NAME = `${'x'.repeat(64)}.invalid`

const server = new Socket().bind('127.0.0.1', 0).listen()
const taken = server.localPort
after(() => {
  server.close()
})

/** Wrong arguments, and the error messages. The types forbid most, so methods are given by name. */
const WRONG: [method: string, args: unknown[], name: string, text: string][] = [
  ['connect', [], 'TypeError', 'host must be an address or a name'],
  ['connect', [null, 80], 'TypeError', 'host must be an address or a name'],
  ['connect', [80, 80], 'TypeError', 'host must be an address or a name'],
  ['connect', ['127.0.0.1'], 'RangeError', 'port out of range: undefined'],
  ['connect', ['127.0.0.1', 65_536], 'RangeError', 'port out of range: 65536'],
  ['connect', ['127.0.0.1', -1], 'RangeError', 'port out of range: -1'],
  ['connect', ['127.0.0.1', 80.5], 'RangeError', 'port out of range: 80.5'],
  ['connect', ['127.0.0.1', Number.NaN], 'RangeError', 'port out of range: NaN'],
  ['connect', ['127.0.0.1', '70000'], 'RangeError', 'port out of range: 70000'],
  ['connect', ['127.0.0.1', '-1'], 'RangeError', 'port out of range: -1'],
  ['connect', ['127.0.0.1', ''], 'RangeError', 'port out of range: '],
  ['connect', ['127.0.0.1', {}], 'RangeError', 'port out of range: an object'],
  ['connect', ['127.0.0.1', 80, -1], 'RangeError', 'timeout out of range: -1'],
  ['connect', ['127.0.0.1', 80, Number.NaN], 'RangeError', 'timeout out of range: NaN'],
  ['connect', ['127.0.0.1', 80, '5'], 'RangeError', 'timeout out of range: 5'],
  ['bind', [65_536], 'RangeError', 'port out of range: 65536'],
  ['bind', ['65536'], 'RangeError', 'port out of range: 65536'],
  ['bind', [undefined, -1], 'RangeError', 'port out of range: -1'],
  ['bind', ['127.0.0.1', Symbol('x')], 'RangeError', 'port out of range: Symbol(x)'],
  ['bind', [{}], 'TypeError', 'host must be an address or a name'],
  ['bind', [8080, 8080], 'TypeError', 'host must be an address or a name'],
  ['listen', ['5'], 'RangeError', 'backlog out of range: 5'],
  ['listen', [Number.NaN], 'RangeError', 'backlog out of range: NaN'],
  ['shutdown', [3], 'TypeError', 'unknown shutdown mode: 3'],
  ['shutdown', ['SHUT'], 'TypeError', 'unknown shutdown mode: SHUT'],
  ['shutdown', [[]], 'TypeError', 'unknown shutdown mode: an object'],
  ['receive', [-1], 'RangeError', 'maxlen out of range: -1'],
  ['read', [Number.NaN], 'RangeError', 'maxlen out of range: NaN'],
  ['receive', ['5'], 'RangeError', 'maxlen out of range: 5'],
  ['receiveFrom', [-1], 'RangeError', 'maxlen out of range: -1'],
  ['receiveFrom', [new Uint8Array(1)], 'RangeError', 'maxlen out of range: bytes'],
  ['send', [], 'TypeError', 'data must be bytes or a string'],
  ['write', [5], 'TypeError', 'data must be bytes or a string'],
  ['send', [null], 'TypeError', 'data must be bytes or a string'],
  ['send', [[1, 2]], 'TypeError', 'data must be bytes or a string'],
  ['send', [new Proxy(new Uint8Array(3), {})], 'TypeError', 'data must be bytes or a string'],
  ['sendTo', ['127.0.0.1', 80], 'TypeError', 'data must be bytes or a string'],
  ['sendTo', [undefined, 80, 'x'], 'TypeError', 'host must be an address or a name'],
  ['sendTo', ['127.0.0.1', 70_000, 'x'], 'RangeError', 'port out of range: 70000'],
  ['sendFile', [], 'TypeError', 'file must be a path, a descriptor or a File object'],
  ['sendFile', [{}], 'TypeError', 'file must be a path, a descriptor or a File object'],
  ['sendFile', ['a\0b'], 'TypeError', 'file must be a path, a descriptor or a File object'],
  ['sendFile', [1.5], 'TypeError', 'file must be a path, a descriptor or a File object'],
  [
    'sendFile',
    [new URL('http://localhost/')],
    'TypeError',
    'file must be a path, a descriptor or a File object',
  ],
  [
    'sendFile',
    [{ read: () => 5 }],
    'TypeError',
    'file must be a path, a descriptor or a File object',
  ],
  ['setOption', [], 'TypeError', 'option name required'],
  ['setOption', ['SO_NONE', 1], 'TypeError', 'unknown socket option: SO_NONE'],
  ['setOption', ['AF_INET', 1], 'TypeError', 'unknown socket option: AF_INET'],
  ['setOption', ['SO_EE_ORIGIN_ICMP', 1], 'TypeError', 'unknown socket option: SO_EE_ORIGIN_ICMP'],
  ['setOption', [1.5, 1], 'TypeError', 'unknown socket option: 1.5'],
  ['setOption', [null, 1], 'TypeError', 'unknown socket option: null'],
  ['setOption', ['SO_KEEPALIVE'], 'TypeError', 'option value must be a number, a boolean or bytes'],
  [
    'setOption',
    ['SO_KEEPALIVE', '1'],
    'TypeError',
    'option value must be a number, a boolean or bytes',
  ],
  ['setOption', ['SO_KEEPALIVE', 2 ** 31], 'RangeError', 'option value out of range: 2147483648'],
  ['setOption', ['SO_KEEPALIVE', Number.NaN], 'RangeError', 'option value out of range: NaN'],
  ['setOption', ['SO_RCVTIMEO', -1], 'RangeError', 'timeout out of range: -1'],
  ['setOption', [SO_RCVTIMEO, undefined], 'RangeError', 'timeout out of range: undefined'],
  ['getOption', [], 'TypeError', 'option name required'],
  ['getOption', ['nonsense'], 'TypeError', 'unknown socket option: nonsense'],
  ['getOption', [Number.NaN], 'TypeError', 'unknown socket option: NaN'],
]

for (const [method, args, name, message] of WRONG) {
  test(`${method}(${args.map(textOf).join(', ')}) is a ${name}: ${message}`, () => {
    using one = new Socket()

    assert.throws(() => call(one, method, args), { name, message })
  })
}

for (const [args, message] of [
  [['AF_NONE'], 'unknown address family: AF_NONE'],
  [['AF_PACKET'], 'unknown address family: AF_PACKET'],
  [['2'], 'unknown address family: 2'],
  [[{}], 'unknown address family: an object'],
  [[true], 'unknown address family: true'],
  [[undefined, 'SOCK_NONE'], 'unknown socket type: SOCK_NONE'],
  [[null, []], 'unknown socket type: an object'],
] as const) {
  test(`Socket(${args.map(textOf).join(', ')}) is a TypeError: ${message}`, () => {
    assert.throws(() => Reflect.construct(Socket, args), { name: 'TypeError', message })
  })
}

for (const [args, code, errno] of [
  [[99], 'EAFNOSUPPORT', 97],
  [[Number.NaN], 'EAFNOSUPPORT', 97],
  [[2 ** 40], 'EAFNOSUPPORT', 97],
  [[2, 99], 'EINVAL', 22],
  [[2, 1.5], 'EINVAL', 22],
  [[AF_INET6, 4], 'ESOCKTNOSUPPORT', 94],
] as const) {
  test(`Socket(${args.join(', ')}) is refused by the system: ${code}`, () => {
    assert.throws(() => Socket(...args), { name: 'SocketError', code, errno, syscall: 'socket' })
  })
}

/** Each call that the system or the resolver refuses, on a new socket of this kind. */
const FAILING: [what: string, make: () => Socket, call: Call, code: string, syscall: string][] = [
  ['connect to nobody', tcp, (one) => one.connect('127.0.0.1', 1), 'ECONNREFUSED', 'connect'],
  ['connect to no name', tcp, (one) => one.connect(NO_NAME, 80), 'EAI_NONAME', 'getaddrinfo'],
  ['connect to NUL', tcp, (one) => one.connect('a\0b', 80), 'EAI_NONAME', 'getaddrinfo'],
  [
    'connect to no service',
    tcp,
    (one) => one.connect('127.0.0.1', 'x-y'),
    'EAI_SERVICE',
    'getaddrinfo',
  ],
  [
    'connect to NUL’s service',
    tcp,
    (one) => one.connect('127.0.0.1', 'a\0'),
    'EAI_SERVICE',
    'getaddrinfo',
  ],
  ['connect to no path', unix, (one) => one.connect('/no/such'), 'ENOENT', 'connect'],
  [
    'a second connect',
    connectedTcp,
    (one) => one.connect('127.0.0.1', taken),
    'EISCONN',
    'connect',
  ],
  ['bind to a port in use', tcp, (one) => one.bind('127.0.0.1', taken), 'EADDRINUSE', 'bind'],
  ['bind to a foreign address', tcp, (one) => one.bind('192.0.2.1', 0), 'EADDRNOTAVAIL', 'bind'],
  ['bind to a foreign address alone', tcp, (one) => one.bind('192.0.2.1'), 'EADDRNOTAVAIL', 'bind'],
  ['a second bind', tcp, (one) => one.bind(0).bind(0), 'EINVAL', 'bind'],
  ['bind to no name', tcp, (one) => one.bind(NO_NAME, 0), 'EAI_NONAME', 'getaddrinfo'],
  ['listen of datagrams', udp, (one) => one.listen(), 'EOPNOTSUPP', 'listen'],
  ['accept of datagrams', udp, (one) => one.bind(0).accept(), 'EOPNOTSUPP', 'accept'],
  ['accept without bind', tcp, (one) => one.accept(), 'EINVAL', 'accept'],
  ['accept after bind()', tcp, (one) => one.bind().accept(), 'EINVAL', 'accept'],
  ['accept of a connection', connectedTcp, (one) => one.accept(), 'EINVAL', 'accept'],
  ['shutdown without a peer', tcp, (one) => one.shutdown(), 'ENOTCONN', 'shutdown'],
  ['shutdown of datagrams', udp, (one) => one.shutdown('SHUT_WR'), 'ENOTCONN', 'shutdown'],
  ['receive without a peer', tcp, (one) => one.receive(), 'ENOTCONN', 'recv'],
  ['receiveFrom without a peer', tcp, (one) => one.receiveFrom(), 'ENOTCONN', 'recv'],
  ['send without a peer', tcp, (one) => one.send('x'), 'EPIPE', 'send'],
  ['send to nowhere', udp, (one) => one.send('x'), 'EDESTADDRREQ', 'send'],
  ['sendTo to no name', udp, (one) => one.sendTo(NO_NAME, 9, 'x'), 'EAI_NONAME', 'getaddrinfo'],
  ['a datagram that is too long', udp, tooLong, 'EMSGSIZE', 'sendto'],
  ['sendFile of datagrams', udp, (one) => one.sendFile('/'), 'EOPNOTSUPP', 'sendfile'],
  ['sendFile of no file', connectedTcp, (one) => one.sendFile('/no/such'), 'ENOENT', 'open'],
  ['sendFile of a folder', connectedTcp, (one) => one.sendFile('/'), 'EISDIR', 'read'],
  ['sendFile of no descriptor', connectedTcp, (one) => one.sendFile(99_999), 'EBADF', 'read'],
  [
    'sendFile of a closed FileHandle',
    connectedTcp,
    (one) => one.sendFile({ fd: -1 }),
    'EBADF',
    'read',
  ],
  [
    'sendFile of a folder by path',
    connectedTcp,
    (one) => one.sendFile({ path: '/' }),
    'EISDIR',
    'read',
  ],
  ['to set SO_TYPE', tcp, (one) => one.setOption(SO_TYPE, 1), 'ENOPROTOOPT', 'setsockopt'],
  ['to set SO_ERROR', tcp, (one) => one.setOption(SO_ERROR, 1), 'ENOPROTOOPT', 'setsockopt'],
  [
    'to set an option that is none',
    tcp,
    (one) => one.setOption(9999, 1),
    'ENOPROTOOPT',
    'setsockopt',
  ],
  ['to get an option that is none', tcp, (one) => one.getOption(9999), 'ENOPROTOOPT', 'getsockopt'],
  [
    'a time that is no timeval',
    tcp,
    (one) => one.setOption(SO_RCVTIMEO, Buffer.of(1)),
    'EINVAL',
    'setsockopt',
  ],
  [
    'connect of a family without hosts',
    netlink,
    (one) => one.connect('127.0.0.1', 1),
    'EAFNOSUPPORT',
    'connect',
  ],
]

for (const [what, make, action, code, syscall] of FAILING) {
  test(`${what} throws ${code} of ${syscall}`, () => {
    using one = make()

    const error = thrown(() => action(one))

    assert.ok(error instanceof SocketError, String(error))
    assert.deepEqual([error.code, error.syscall, error.name], [code, syscall, 'SocketError'])
    assert.equal(error.errno > 0, !code.startsWith('EAI_'))
    assert.doesNotMatch(error.message, /^$|Unknown/)
    assert.equal('sent' in error, false)
  })
}

/**
 * Every method, with correct and with wrong arguments: a closed socket always reports
 * that it is closed.
 */
const AFTER_CLOSE: [method: string, args: unknown[]][] = [
  ['connect', ['127.0.0.1', 80]],
  ['connect', []],
  ['accept', []],
  ['bind', []],
  ['bind', ['127.0.0.1', 0]],
  ['listen', []],
  ['shutdown', []],
  ['receive', []],
  ['receive', [-1]],
  ['receive', [0]],
  ['read', []],
  ['send', ['x']],
  ['send', []],
  ['write', ['']],
  ['receiveFrom', []],
  ['sendTo', ['127.0.0.1', 80, 'x']],
  ['sendTo', [NO_NAME, 80, 'x']],
  ['sendFile', ['/']],
  ['setOption', ['SO_KEEPALIVE', 1]],
  ['setOption', ['SO_RCVTIMEO', 1]],
  ['getOption', ['SO_KEEPALIVE']],
  ['getOption', []],
]

for (const [method, args] of AFTER_CLOSE) {
  test(`${method}(${args.map(textOf).join(', ')}) after close throws EBADF`, () => {
    const one = connectedTcp()
    one.close()

    assert.throws(() => call(one, method, args), {
      name: 'SocketError',
      message: 'Bad file descriptor',
      code: 'EBADF',
      errno: 9,
    })
  })
}

test('the properties of a closed socket do not throw', () => {
  const one = connectedTcp()
  one.close()

  assert.deepEqual([one.isConnected, one.isReadable, one.isWritable], [false, false, false])
  assert.deepEqual([one.localAddress, one.localPort], [null, null])
  assert.deepEqual([one.remoteAddress, one.remotePort], [null, null])
  assert.equal(one.type, SOCK_STREAM)
  one.blocking = false
  assert.equal(one.blocking, false)
  one.close()
})

test('no property but blocking can be set', () => {
  using one = tcp()

  for (const name of ['isConnected', 'isReadable', 'isWritable', 'localAddress', 'localPort']) {
    assert.equal(Reflect.set(one, name, true), false, name)
  }
  for (const name of ['remoteAddress', 'remotePort', 'type', 'family']) {
    assert.equal(Reflect.set(one, name, true), false, name)
  }
})

function tcp(): Socket {
  return new Socket()
}

function udp(): Socket {
  return new Socket('AF_INET', SOCK_DGRAM)
}

function unix(): Socket {
  return new Socket(AF_UNIX)
}

/** A socket of a family without hosts or paths. */
function netlink(): Socket {
  return new Socket(16, 3)
}

function connectedTcp(): Socket {
  return new Socket().connect('127.0.0.1', taken)
}

function tooLong(one: Socket): number {
  return one.sendTo('127.0.0.1', 9, new Uint8Array(70_000))
}

function call(one: Socket, method: string, args: unknown[]): unknown {
  return Reflect.apply(Reflect.get(one, method) as (...args: unknown[]) => unknown, one, args)
}

function thrown(action: () => unknown): unknown {
  try {
    return action()
  } catch (error) {
    return error
  }
}

function textOf(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Object.prototype.toString.call(value)
  return String(value)
}
