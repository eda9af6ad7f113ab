import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  file,
  from_bytes,
  get_address_info,
  IPPROTO_UDP,
  SHUT_RDWR,
  SO_ERROR,
  SO_LINGER,
  SO_RCVTIMEO,
  SO_REUSEADDR,
  SO_SNDTIMEO,
  SO_TYPE,
  SO_USELOOPBACK,
  SOCK_DGRAM,
  SOCK_STREAM,
  Socket,
  SOMAXCONN,
  type Socket as BladeSocket,
} from '../../src/dialects/blade.ts'
import { closing } from '../support/kinds.ts'
import { PATIENCE } from '../support/patience.ts'
import { assertThrows, closed, connected, listening, make } from './blade-sockets.ts'

/** Arguments, and Blade's name of their type. Nil or empty values count as missing instead. */
const WRONG: [value: unknown, type: string][] = [
  [true, 'boolean'],
  ['text', 'string'],
  [[1], 'list'],
  [{ a: 1 }, 'dictionary'],
  [Uint8Array.of(1), 'bytes'],
  [() => 1, 'function'],
  [file('x'), 'file'],
  [new Map(), 'Map'],
  [1.5, 'number'],
  [2 ** 31, 'number'],
  [Number.NaN, 'number'],
]
const MISSING = [undefined, null, false, -1, -0.5, '', [], {}]

type Call = (socket: BladeSocket, value: never) => unknown

/** Integer arguments, and the message if they are not integers. */
const INTEGERS: [what: string, call: Call, text: string][] = [
  ['family', (_, value) => new Socket(value), 'AF_* expected for family'],
  ['type', (_, value) => new Socket(AF_INET, value), 'SOCK_* expected for type'],
  [
    'protocol',
    (_, value) => new Socket(AF_INET, SOCK_STREAM, value),
    'integer expected for protocol',
  ],
  ['id', (_, value) => new Socket(null, null, null, value), 'integer expected for id'],
  ['port of connect', (one, value) => one.connect(null, value), 'integer expected for port'],
  ['timeout', (one, value) => one.connect(null, 1, value), 'integer expected for timeout'],
  ['port of bind', (one, value) => one.bind(value), 'integer expected for port'],
  ['queue_length', (one, value) => one.listen(value), 'integer expected for queue_length'],
  ['flags of send', (one, value) => one.send('', value), 'integer expected for flags'],
  ['length of receive', (one, value) => one.receive(value), 'integer expected for length'],
  ['flags of receive', (one, value) => one.receive(1, value), 'integer expected for flags'],
  ['length of read', (one, value) => one.read(value), 'integer expected for length'],
  ['how', (one, value) => one.shutdown(value), 'integer expected for how'],
  ['option to get', (one, value) => one.get_option(value), 'integer expected for option'],
  ['option to set', (one, value) => one.set_option(value, 1), 'integer expected for option'],
  ['port of send_to', (one, value) => one.send_to(null, value), 'integer expected for port'],
  ['family of send_to', (one, v) => one.send_to(null, 1, v), 'integer expected for family'],
  [
    'flags of send_to',
    (one, value) => one.send_to(null, 1, null, '', value),
    'integer expected for flags',
  ],
  ['length of receive_from', (one, v) => one.receive_from(v), 'integer expected for length'],
  ['flags of receive_from', (one, v) => one.receive_from(1, v), 'integer expected for flags'],
]

for (const [name, args, most] of [
  ['connect', [null, 1, 0, 0], 3],
  ['listen', [1, undefined], 1],
  ['receive', [1, 0, 0], 2],
  ['close', [{}], 0],
  ['send_to', [null, 1, null, '', 0, 0], 5],
] as const) {
  test(`${name} with more than its ${most} arguments is refused`, (t) => {
    const one = make(t)

    assertThrows(
      () => Reflect.apply(Reflect.get(one, name) as Anything, one, args),
      `expected ${most} arguments but got ${args.length}`,
    )
    assert.equal(one.is_closed, false)
    assert.equal(Reflect.get(Object(Reflect.get(one, name)), 'length'), most)
  })
}

type Anything = (...args: unknown[]) => unknown

for (const [what, call, text] of INTEGERS) {
  test(`the ${what} must be an integer`, (t) => {
    const one = make(t)

    for (const [value, type] of WRONG) {
      assertThrows(() => call(one, value as never), `${text}, ${type} given`)
    }
    assert.deepEqual([one.is_closed, one.is_bound, one.is_shutdown], [false, false, false])
  })
}

/** String arguments, and the message if they are not strings. */
const TEXTS: [what: string, call: Call, text: string][] = [
  ['host of connect', (one, value) => one.connect(value, 1), 'string expected for host'],
  ['host of bind', (one, value) => one.bind(1, value), 'string expected for host'],
  ['host of send_to', (one, value) => one.send_to(value, 1), 'string expected for host'],
  ['address', (_, value) => get_address_info(value), 'string expected for address'],
  ['type of service', (_, value) => get_address_info('x', value), 'string expected for type'],
]

for (const [what, call, text] of TEXTS) {
  test(`the ${what} must be a string`, (t) => {
    const one = make(t)

    for (const [value, type] of WRONG.filter(([, type]) => type !== 'string')) {
      assertThrows(() => call(one, value as never), `${text}, ${type} given`)
    }
  })
}

test('a falsy argument counts as missing, but 0 does not', (t) => {
  for (const nothing of MISSING as never[]) {
    const one = closing(t, new Socket(nothing, nothing, nothing, nothing))
    assert.deepEqual([one.family, one.type, one.protocol], [2, 1, 6])
    assertThrows(() => one.connect('127.0.0.1', nothing), 'port not specified')
    assertThrows(() => one.bind(nothing), 'port not specified')
    assert.equal(one.get_option(nothing), null)
    const missing = 'both option and value are required'
    assertThrows(() => one.set_option(nothing, 1), missing)
    if ((nothing as unknown) !== false) {
      assertThrows(() => one.set_option(SO_REUSEADDR, nothing), missing)
    }
    one.bind(0, nothing)
    assert.equal(one.host, '127.0.0.1')
    one.listen(nothing)
    const client = make(t)
    client.connect(nothing, one.port, nothing)
    assert.equal(client.send(nothing, nothing), 0)
    assert.equal(client.shutdown(nothing), true)
    assert.equal(client.shutdown_reason, 0)
  }
  assertThrows(() => make(t).connect('127.0.0.1', 0, PATIENCE), 'Connection refused')
})

/** All other messages about arguments. */
const OTHERS: [call: (one: BladeSocket) => unknown, text: string][] = [
  [(one) => one.connect(null, 65_536), 'port out of range'],
  [(one) => one.bind(65_536), 'port out of range'],
  [(one) => one.send_to(null, 65_536), 'port out of range'],
  [(one) => one.listen(SOMAXCONN + 1), 'maximum queue length exceeded'],
  [(one) => one.shutdown(3), 'expected one of SHUT_* flags'],
  [(one) => one.set_option(SO_TYPE, 1), 'the given option is read-only'],
  [(one) => one.set_option(SO_ERROR, 0), 'the given option is read-only'],
  [(one) => one.set_option(SO_USELOOPBACK, 1), 'both option and value are required'],
  [
    (one) => one.set_option(SO_REUSEADDR, 'on' as never),
    '_setsockopt() expects argument 3 as bool, string given',
  ],
  [
    (one) => one.set_option(SO_RCVTIMEO, true),
    '_setsockopt() expects argument 3 as number, boolean given',
  ],
  [
    (one) => one.set_option(SO_SNDTIMEO, [1] as never),
    '_setsockopt() expects argument 3 as bool, list given',
  ],
  [(one) => one.set_option(SO_LINGER, true), 'Invalid argument'],
  [(one) => one.set_option(9999, 1), 'Protocol not available'],
  [(one) => one.get_option(9999), 'Protocol not available'],
  [(one) => one.set_blocking(1 as never), 'boolean expected'],
  [(one) => one.set_blocking(null as never), 'boolean expected'],
  [(one) => one.send(1 as never), 'message must string, bytes or file'],
  [(one) => one.send(true as never), 'message must string, bytes or file'],
  [(one) => one.send([1] as never), 'message must string, bytes or file'],
  [(one) => one.send({ a: 1 } as never), 'message must string, bytes or file'],
  [(one) => one.send_to(null, 1, null, 7 as never), 'message must string, bytes or file'],
  [
    () => get_address_info('x', null, 'x' as never),
    '_getaddrinfo() expects argument 3 as number, string given',
  ],
  [() => get_address_info(null as never), 'string expected for address, nil given'],
  [() => get_address_info(7 as never), 'string expected for address, number given'],
  [() => file(7 as never), 'string expected for path, number given'],
  [() => from_bytes('x' as never), 'bytes expected for bytes, string given'],
]

for (const [call, text] of OTHERS) {
  test(`${call.toString().replace(/^.*?=> (one\.)?/, '')}: ${text}`, (t) => {
    assertThrows(() => call(make(t)), text)
  })
}

test('of two wrong arguments the first is reported, and an argument before the state', () => {
  const one = closed()

  assertThrows(() => one.connect(7 as never, 'x' as never), /^string expected for host/)
  assertThrows(() => one.connect(7 as never, null as never), 'port not specified')
  assertThrows(() => one.connect('x', 1.5, 'y' as never), /^integer expected for port/)
  assertThrows(() => one.bind('x' as never, 7 as never), /^string expected for host/)
  assertThrows(() => one.send(1 as never, 'x' as never), 'message must string, bytes or file')
  assertThrows(() => one.receive('x' as never, 'y' as never), /^integer expected for length/)
  assertThrows(() => one.shutdown(7), 'expected one of SHUT_* flags')
  assertThrows(() => one.listen(SOMAXCONN + 1), 'maximum queue length exceeded')
})

test('a socket that the system does not support', () => {
  const unsupported = { message: 'Protocol not supported', code: 'EPROTONOSUPPORT', errno: 93 }

  assertThrows(() => new Socket(AF_INET, SOCK_DGRAM), unsupported)
  assertThrows(() => new Socket(99), 'Address family not supported by protocol')
  assertThrows(() => new Socket(AF_INET, 99), 'Invalid argument')
})

test('the state of a socket is reported, whatever else is wrong', (t) => {
  const fresh = make(t)
  const bound = make(t)
  bound.bind(0)
  const server = listening(t)
  const [client, con] = connected(t)
  const both = make(t)
  both.connect(null, server.port)
  both.shutdown(SHUT_RDWR)
  const over = closed()
  const udp = make(t, AF_INET, SOCK_DGRAM, IPPROTO_UDP)
  udp.bind(0)
  const local = make(t, AF_UNIX, SOCK_STREAM, 0)
  const illegal = 'socket is in an illegal state'
  const alone = 'socket not listening or connected'
  const deaf = 'socket not bound/listening'
  const nobody = 'Transport endpoint is not connected'

  for (const [call, text] of [
    [() => client.connect(null, 1), 'socket has existing connection'],
    [() => con.connect(null, 1), 'socket has existing connection'],
    [() => over.connect(null, 1), illegal],
    [() => fresh.connect('nowhere.invalid', 1), 'Cannot assign requested address'],
    [() => fresh.connect('::1', 1), 'Cannot assign requested address'],
    [() => local.connect('/tmp/x', 1), 'Cannot assign requested address'],
    [() => bound.bind(0), 'socket previously bound'],
    [() => over.bind(0), illegal],
    [() => fresh.bind(server.port), 'Address already in use'],
    [() => client.bind(0), 'Invalid argument'],
    [() => fresh.bind(0, 'nowhere.invalid'), 'address not valid or unsupported'],
    [() => fresh.bind(0, '::1'), 'address not valid or unsupported'],
    [() => fresh.bind(0, '192.0.2.1'), 'Cannot assign requested address'],
    [() => local.bind(0, '/tmp/x'), 'address not valid or unsupported'],
    [() => fresh.listen(), illegal],
    [() => server.listen(), illegal],
    [() => over.listen(), illegal],
    [() => udp.listen(), 'Operation not supported'],
    [() => fresh.accept(), deaf],
    [() => bound.accept(), deaf],
    [() => client.accept(), deaf],
    [() => over.accept(), deaf],
    [() => fresh.send('x'), alone],
    [() => bound.send('x'), alone],
    [() => udp.send('x'), alone],
    [() => server.send('x'), 'Broken pipe'],
    [() => over.send('x'), illegal],
    [() => both.send('x'), illegal],
    [() => fresh.receive(), alone],
    [() => udp.receive(), alone],
    [() => server.receive(), nobody],
    [() => over.receive(), illegal],
    [() => both.receive(), illegal],
    [() => fresh.read(), alone],
    [() => over.read(), illegal],
    [() => fresh.shutdown(), nobody],
    [() => udp.shutdown(), nobody],
    [() => over.shutdown(), illegal],
    [() => over.set_option(SO_REUSEADDR, 1), 'Bad file descriptor'],
    [() => over.set_option(SO_RCVTIMEO, 1), 'Bad file descriptor'],
    [() => over.get_option(SO_REUSEADDR), 'Bad file descriptor'],
    [() => over.set_blocking(true), 'Bad file descriptor'],
    [() => over.send_to(null, 1, null, 'x'), 'Bad file descriptor'],
    [() => over.receive_from(), 'Bad file descriptor'],
    [() => udp.send_to('127.0.0.1', 1, AF_INET6, 'x'), 'Address family not supported by protocol'],
    [() => udp.send_to('::1', 1, AF_INET, 'x'), 'Cannot assign requested address'],
    [() => new Socket(null, null, null, client.id), illegal],
    [() => new Socket(null, null, null, 2 ** 30), 'Bad file descriptor'],
  ] as const) {
    assertThrows(call, text)
  }
  assert.deepEqual([over.info(), local.info()], [{}, {}])
  assert.deepEqual([fresh.is_bound, fresh.is_connected, fresh.is_closed], [false, false, false])
  assert.deepEqual([over.id, over.is_closed, over.close()], [-1, true, true])
})
