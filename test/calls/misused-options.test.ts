import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as berkeley from '../../src/index.ts'
import { Socket } from '../../src/index.ts'
import { closing } from '../support/kinds.ts'
import { invoke, type Loose, type Row } from '../support/loose.ts'
import { testMisuses } from '../support/misuse.ts'

// Arguments in each other's place, and options of other calls or other libraries.

const library = berkeley as unknown as Loose
const { signal } = new AbortController()
const bytes = Buffer.from('x')
const room = new Uint8Array(4)
const place = { address: '127.0.0.1', port: 9 }
const message = { data: 'x', address: place }

type Call = readonly [message: string, name: string, ...args: unknown[]]

/** Of the awaited form and the blocking one. */
const BOTH: readonly Call[] = [
  ['max must be a number, not an object; options are the next argument', 'recv', { timeout: 5 }],
  [
    'max must be a number, not an object; give 100 itself, and options are the next argument',
    'recv',
    { max: 100 },
  ],
  [
    'max must be a number, not an object; give 100 itself, and options are the next argument',
    'recvFrom',
    { size: 100 },
  ],
  ['max must be a number, not an AbortSignal; { signal } is the next argument', 'recv', signal],
  ['max must be a number, not a Buffer; recvInto fills a view', 'recv', bytes],
  ["max must be a number, not '5'", 'recv', '5'],
  ['max must be a number, not null', 'recv', null],
  ['Unknown option: max; the maximum is the argument before the options', 'recv', 9, { max: 1 }],
  ['Unknown option: size; the maximum is the argument before the options', 'recv', 9, { size: 1 }],
  ['Unknown option: address; recvFrom returns the sender', 'recv', 9, { address: '::1' }],
  ["Unknown option: peek; give flags: 'MSG_PEEK'", 'recv', 9, { peek: true }],
  [
    'Unknown option: encoding; the result is a Buffer: buffer.toString(encoding)',
    'recv',
    9,
    { encoding: 'utf8' },
  ],
  ['Unknown option: timeoutMs; did you mean timeout?', 'recv', 9, { timeoutMs: 5 }],
  ['Unknown option: ms; did you mean timeout?', 'accept', { ms: 5 }],
  [
    'Unknown option: ttl; it is an option of the socket: IP_TTL, IPV6_UNICAST_HOPS',
    'send',
    'x',
    { ttl: 5 },
  ],
  [
    "Unknown option: SO_RCVTIMEO; options of the socket are set by setOption('SO_RCVTIMEO', …)",
    'recv',
    9,
    { SO_RCVTIMEO: 5 },
  ],
  [
    'Unknown option: blocking; with timeout: 0, a call does not wait',
    'recv',
    9,
    { blocking: false },
  ],
  ['Options must be an object, not 500: give { timeout: 500 } or { flags: 500 }', 'recv', 9, 500],
  ['Options must be an object, not 500: give { timeout: 500 }', 'accept', 500],
  ["Options must be an object, not 'MSG_PEEK': give { flags: 'MSG_PEEK' }", 'recv', 9, 'MSG_PEEK'],
  ['Options must be an object, not an array: give { flags: […] }', 'recv', 9, ['MSG_PEEK']],
  ['Options must be an object, not a Map', 'recv', 9, new Map([['timeout', 5]])],
  ['Options must be an object, not an ArrayBuffer', 'recv', 9, room.buffer],
  [
    'Options must be an object, not 100: give { size: 100 } or { timeout: 100 } or { flags: 100 }',
    'recvMessage',
    100,
  ],
  ['Options must be an object, not a Uint8Array: give { into }', 'recvMessage', room],
  ['Unknown option: max; did you mean size?', 'recvMessage', { max: 5 }],
  ['Unknown option: length; did you mean size?', 'recvMessage', { length: 5 }],
  ['sizes must be an array, not 5', 'recvMessage', { sizes: 5 }],
  [
    'Cannot receive into 100: give a view or an ArrayBuffer, such as Buffer.alloc(100)',
    'recvInto',
    100,
  ],
  [
    'Cannot receive into an array: give a view or an ArrayBuffer; recvMessage fills several: { into }',
    'recvFromInto',
    [room],
  ],
  [
    'Options must be an object, not 0: the part to fill is { offset, length }',
    'recvInto',
    room,
    0,
    4,
  ],
  ['Unknown option: size; did you mean length?', 'recvInto', room, { size: 4 }],
  ['Unknown option: start; did you mean offset?', 'recvInto', room, { start: 1 }],
  [
    "Options must be an object, not 'y': several pieces of data are one list, and sendTo takes an address",
    'send',
    'x',
    'y',
  ],
  ['Unknown option: address; sendTo takes an address', 'send', 'x', place],
  [
    'Unknown option: offset; send a part of a view: view.subarray(start, end)',
    'send',
    bytes,
    { offset: 1 },
  ],
  [
    'Unknown option: control; sendMessage takes it, with the data: { data, control }',
    'sendTo',
    'x',
    place,
    { control: { IP_TTL: 5 } },
  ],
  [
    'Unknown option: encoding; text is sent as UTF-8: Buffer.from(text, encoding)',
    'send',
    'x',
    { encoding: 'latin1' },
  ],
  [
    'Cannot send an object: give a string, a view or an ArrayBuffer; sendMessage takes { data }',
    'send',
    { data: 'x' },
  ],
  ['Cannot send 5: give a string, a view or an ArrayBuffer', 'send', 5],
  ['A message must be an object, not a Buffer: data is given as { data }', 'sendMessage', bytes],
  ["A message must be an object, not 'x': data is given as { data }", 'sendMessage', 'x'],
  ['A message must be an object, not an array: data is given as { data }', 'sendMessage', ['x']],
  [
    'A message must be an object, not an ArrayBuffer: data is given as { data }',
    'sendMessage',
    new ArrayBuffer(0),
  ],
  ['A message must be an object, not undefined', 'sendMessage'],
  [
    'Unknown option: address; it belongs to the message, the first argument',
    'sendMessage',
    { data: 'x' },
    { address: place },
  ],
  [
    "Options must be an object, not '127.0.0.1:9': a message is one argument, { data, control, address }",
    'sendMessage',
    { data: 'x' },
    '127.0.0.1:9',
  ],
  [
    'An address must be an object or a string, not a Buffer; the data comes before the address',
    'sendTo',
    '127.0.0.1:9',
    bytes,
  ],
  ['An address must be an object or a string, not a Buffer', 'sendTo', 'x', bytes],
  ['The data comes before the address: sendTo(data, address)', 'sendTo', place, 'x'],
  ['The data comes before the address: sendTo(data, address)', 'sendTo', { path: '/x' }, bytes],
  ["Not an address: '!'; the data comes before the address", 'sendTo', '127.0.0.1:9', '!'],
  ["Not an address: '!'", 'sendTo', 'x', '!'],
]

/** What is given before the options of each call. */
const BEFORE: Readonly<Record<string, readonly unknown[]>> = {
  accept: [],
  connect: ['127.0.0.1:9'],
  recv: [9],
  recvInto: [room],
  recvFrom: [9],
  recvFromInto: [room],
  recvMessage: [],
  recvError: [],
  send: ['x'],
  sendAll: ['x'],
  sendTo: ['x', '127.0.0.1:9'],
  sendMessage: [message],
}

const FUNCTIONS: Readonly<Record<string, readonly unknown[]>> = {
  bind: [{ host: '127.0.0.1' }],
  connect: [{ host: '127.0.0.1', port: 9 }],
  listen: [{ host: '127.0.0.1' }],
  poll: [[]],
  resolve: ['127.0.0.1', 80],
  reverse: ['127.0.0.1:80'],
}

const GIVE = 'Options must be an object, not an AbortSignal: give { signal }'
const BLOCKS =
  'Options must be an object, not an AbortSignal: a blocking call takes timeout or deadline instead'

const direct =
  (name: string, ...args: unknown[]): Row[1] =>
  () =>
    library[name]?.(...args)

const SIGNALS: readonly Row[] = [
  ...Object.entries(BEFORE).flatMap(([name, before]): Row[] => [
    [GIVE, invoke('udp', name, ...before, signal)],
    [BLOCKS, invoke('udp', `${name}Sync`, ...before, signal)],
  ]),
  ...Object.entries(FUNCTIONS).map(
    ([name, before]): Row => [GIVE, direct(name, ...before, signal)],
  ),
  ...['poll', 'connect', 'resolve', 'reverse'].map(
    (name): Row => [BLOCKS, direct(`${name}Sync`, ...(FUNCTIONS[name] ?? []), signal)],
  ),
  [
    'Options must be an object, not an AbortSignal: this call never waits',
    invoke('udp', 'tryRecv', 9, signal),
  ],
  [
    'Unknown option: abortSignal; did you mean signal?',
    invoke('udp', 'recv', 9, { abortSignal: signal }),
  ],
  [
    'signal must be an AbortSignal, not an AbortController',
    invoke('udp', 'recv', 9, { signal: new AbortController() }),
  ],
  [
    'Options must be an object, not a function: await the promise',
    invoke('udp', 'recv', 9, () => 1),
  ],
]

const BLOCKING = 'Unknown option: signal; a blocking call takes timeout or deadline instead'

/** Refused at the call: the iterations never begin. */
const ITERATIONS: readonly Row[] = [
  ['max must be between 0 and 1073741824, not -1', invoke('tcp', 'chunks', -1)],
  [
    'max must be a number, not an object; give -1 itself, and options are the next argument',
    invoke('tcp', 'chunks', { size: -1 }),
  ],
  ['Unknown option: timOut; did you mean timeout?', invoke('tcp', 'chunks', 9, { timOut: 5 })],
  ['size must be between 0 and 1073741824, not -1', invoke('udp', 'datagrams', { size: -1 })],
  [
    'Options must be an object, not 100: give { size: 100 } or { timeout: 100 } or { flags: 100 }',
    invoke('udp', 'datagrams', 100),
  ],
  ['size must be between 0 and 1073741824, not -1', invoke('udp', 'messages', { size: -1 })],
  [
    "control must be true, false or a number, not 'yes'",
    invoke('udp', 'messages', { control: 'yes' }),
  ],
  [
    'Unknown option: sizes; each message has one buffer, of this size: { size }',
    invoke('udp', 'messages', { sizes: [9] }),
  ],
  [
    'Unknown option: into; each message has one buffer, of this size: { size }',
    invoke('udp', 'messages', { into: room }),
  ],
  [
    "timeout must be a number of milliseconds or null, not '5'",
    invoke('tcp', 'connections', { timeout: '5' }),
  ],
  ...['chunks', 'datagrams', 'messages', 'connections'].map(
    (name): Row => [
      GIVE,
      invoke(name === 'datagrams' ? 'udp' : 'tcp', name, ...(name === 'chunks' ? [9] : []), signal),
    ],
  ),
]

const OTHERS: readonly Row[] = [
  [BLOCKING, invoke('udp', 'recvSync', 1, { signal })],
  [BLOCKING, direct('resolveSync', 'localhost', 80, { signal })],
  ['Unknown option: signal; this call never waits', invoke('udp', 'tryRecv', 1, { signal })],
  ['Unknown option: timeout; this call never waits', invoke('udp', 'trySend', '', { timeout: 0 })],
  ['Options must be an object, not 5: give { flags: 5 }', invoke('udp', 'tryRecv', 1, 5)],
  [
    'Unknown option: backlog; it belongs to the first argument',
    direct('listen', { port: 0 }, { backlog: 5 }),
  ],
  [
    'Unknown option: port; it belongs to the first argument',
    invoke('udp', 'connect', '127.0.0.1', { port: 9 }),
  ],
]

testMisuses([
  ...BOTH.flatMap(([expected, name, ...args]): Row[] => [
    [expected, invoke('udp', name, ...args)],
    [expected, invoke('udp', `${name}Sync`, ...args)],
  ]),
  ...SIGNALS,
  ...ITERATIONS,
  ...OTHERS,
])

test('what is refused sends nothing and receives nothing', async (t) => {
  const [one, other] = closing(t, Socket.pair('AF_UNIX', 'SOCK_DGRAM'))
  one.sendSync('kept')

  await assert.rejects(other.recv(9, signal as never), TypeError)
  await assert.rejects(other.send('x', signal as never), TypeError)
  assert.throws(() => other.sendMessageSync(bytes as never), TypeError)
  assert.throws(() => other.recvMessageSync({ sizes: 5 } as never), TypeError)

  assert.equal(other.recvSync(9).toString(), 'kept')
  assert.equal(one.tryRecv(), null)
})

test('options may be an object of a class', (t) => {
  const [socket] = closing(t, Socket.pair('AF_UNIX', 'SOCK_DGRAM'))
  class Limits {
    readonly timeout = 0
  }
  class Empty {
    readonly #nothing = 0
    get flags(): number {
      return this.#nothing
    }
  }

  assert.throws(() => socket.recvSync(9, new Limits()), { code: 'EAGAIN' })
  assert.equal(socket.tryRecv(9, new Empty()), null)
})
