import assert from 'node:assert/strict'
import { createServer, Socket as NodeSocket } from 'node:net'
import { test } from 'node:test'
import * as berkeley from '../../src/index.ts'
import { bindSync, formatAddress, parseAddress, Socket } from '../../src/index.ts'
import { closing } from '../support/kinds.ts'
import { create, invoke, lacksKind, type Loose, open, type Row } from '../support/loose.ts'
import { testMisuses } from '../support/misuse.ts'

// What is no address or no target, and what its author may have meant.

const library = berkeley as unknown as Loose

const direct =
  (name: string, ...args: unknown[]): Row[1] =>
  () =>
    library[name]?.(...args)

/** The same call, awaited and blocking. */
const both = (message: string, name: string, ...args: unknown[]): Row[] => [
  [message, direct(name, ...args)],
  [message, direct(`${name}Sync`, ...args)],
]

const PORT = ": a port belongs to the address, '127.0.0.1:80'"
const TARGET = ': host and port are one target, { host, port }'

const ADDRESSES: readonly Row[] = [
  [
    "Not an address: 'localhost:80'; names are looked up by the functions connect, listen and bind: { host: 'localhost', port: 80 }",
    direct('connectSync', 'localhost:80'),
  ],
  [
    "Not an address: 'http://example.org/a'; a URL is not an address; names are looked up by the functions connect, listen and bind: { host: 'example.org', port: 80 }",
    direct('connectSync', 'http://example.org/a'),
  ],
  [
    "Not an address: '8080'; a port needs an address: '127.0.0.1:8080', '[::1]:8080'",
    direct('listenSync', '8080'),
  ],
  [
    "Not an address: 'sock'; a path begins with / or ./; names are looked up by the functions connect, listen and bind: { host: 'sock', port }",
    invoke('unix', 'bind', 'sock'),
  ],
  ["No such interface: 'nope', in '[fe80::1%nope]:0'", invoke('udp', 'bind', '[fe80::1%nope]:0')],
  ["Not an address: '[::1'", invoke('udp', 'bind', '[::1')],
  ["Not an address: '127.0.0.300:1'", invoke('udp', 'bind', '127.0.0.300:1')],
  [
    "address must be a numeric IPv4 address, not '127.0.0.300'",
    invoke('udp', 'bind', { address: '127.0.0.300', port: 1 }),
  ],
  ["port must be a number, not '80'", invoke('udp', 'bind', { address: '127.0.0.1', port: '80' })],
  [
    "No address family 'AF_INTE'; did you mean AF_INET?",
    invoke('udp', 'bind', { family: 'AF_INTE', address: '127.0.0.1', port: 1 }),
  ],
  [
    "An address has no host, but a numeric address: { address: '127.0.0.1', port }; names are looked up by the functions connect, listen and bind",
    invoke('udp', 'bind', { host: 'localhost', port: 1 }),
  ],
  [
    "An address must be an object or a string, not 5555; a port needs an address: '127.0.0.1:5555', '[::1]:5555'",
    invoke('udp', 'bind', 5555),
  ],
  ['An address must be an object or a string, not 70000', invoke('udp', 'bind', 70_000)],
  ...both(
    "An address must be an object or a string, not 5000; a port needs an address: '127.0.0.1:5000', '[::1]:5000'",
    'connect',
    { host: '127.0.0.1', port: 9, localAddress: 5000 },
  ),
  [
    "Not an address: 'tmp/x.sock'; a path begins with / or ./, and a URL is not an address",
    direct('parseAddress', 'tmp/x.sock'),
  ],
  ["Not an address: '127.0.0.1/24'", direct('parseAddress', '127.0.0.1/24')],
  ["Not a port: '', in '127.0.0.1:'", direct('parseAddress', '127.0.0.1:')],
  ["Not a port: 'http', in '[::1]:http'", direct('parseAddress', '[::1]:http')],
  [
    "No such interface: 'lo:80', in 'fe80::1%lo:80'; with a port, an IPv6 address is '[fe80::1%lo]:80'",
    direct('parseAddress', 'fe80::1%lo:80'),
  ],
  [
    "Not an address: '1:2:3:4:5:6:7:8:80'; with a port, an IPv6 address is '[1:2:3:4:5:6:7:8]:80'",
    direct('parseAddress', '1:2:3:4:5:6:7:8:80'),
  ],
  ...both("address must be numeric, not 'localhost'; a name is given as host", 'bind', {
    address: 'localhost',
    port: 0,
  }),
  ...both('No option timeout: it belongs beside options, not in them', 'connect', {
    host: '127.0.0.1',
    port: 9,
    options: { timeout: 5 },
  }),
  ...both('No option backlog: it belongs beside options, not in them', 'listen', {
    port: 0,
    options: { backlog: 5 },
  }),
  [
    'An address must have a family, an address, a path or an abstract name; it has addres, port',
    invoke('udp', 'bind', { addres: '127.0.0.1', port: 0 }),
  ],
  [
    "An address must have a family, an address, a path or an abstract name; it has portId, groups; family may be 'AF_NETLINK'",
    invoke('udp', 'bind', { portId: 0, groups: 1 }),
  ],
  [
    "An address must have a family, an address, a path or an abstract name; it has interfaceIndex, protocol; family may be 'AF_PACKET'",
    invoke('udp', 'bind', { interfaceIndex: 1, protocol: 0x800 }),
  ],
  [
    "A hardware address needs its family: 'AF_PACKET', with an interfaceIndex, or 'AF_BLUETOOTH'",
    invoke('udp', 'sendToSync', 'x', { interfaceIndex: 1, address: 'ff:ff:ff:ff:ff:ff' }),
  ],
  ["Not an address: '::1:99999'", invoke('udp6', 'bind', '::1:99999')],
  [
    'Not a hardware address: "1-2-3-4-5-6"',
    invoke('udp', 'sendToSync', 'x', {
      ...{ family: 'AF_PACKET', interfaceIndex: 1 },
      address: '1-2-3-4-5-6',
    }),
  ],
  [
    `Not a hardware address: "ff-ff-ff-ff-ff-00"; it is written 'ff:ff:ff:ff:ff:00'`,
    invoke('udp', 'sendToSync', 'x', {
      ...{ family: 'AF_PACKET', interfaceIndex: 1 },
      address: 'ff-ff-ff-ff-ff-00',
    }),
  ],
  [
    'Not a hardware address: "f:f"',
    invoke('udp', 'bind', { family: 'AF_PACKET', interfaceIndex: 1, address: 'f:f' }),
  ],
  [
    'protocol must be a C name or a number, not an object; options are the next argument',
    () => create('AF_INET', 'SOCK_DGRAM', { options: {} }),
  ],
  ['No family IPv4; did you mean AF_INET?', () => create('IPv4')],
  [`bind takes one argument${PORT}`, invoke('udp', 'bind', '127.0.0.1', 5555)],
  [`Options must be an object, not 5555${PORT}`, invoke('udp', 'connectSync', '127.0.0.1', 5555)],
  [
    `Options must be an object, not 5555${PORT}`,
    invoke('udp', 'sendToSync', 'x', '127.0.0.1', 5555),
  ],
  [
    `Options must be an object, not '127.0.0.1'${PORT}`,
    invoke('udp', 'sendToSync', 'x', 5555, '127.0.0.1'),
  ],
  [
    "Options must be an object, not '127.0.0.1:80': several pieces of data are one list, and sendTo takes an address",
    invoke('udp', 'sendSync', 'x', '127.0.0.1:80'),
  ],
  [`Options must be an object, not 80${TARGET}`, direct('connectSync', '127.0.0.1:80', 80)],
  [`listenSync takes one argument${TARGET}`, direct('listenSync', '127.0.0.1', 80)],
  ["Cannot connect to 80: give { host: 'localhost', port: 80 }", direct('connectSync', 80)],
  ['Cannot listen at 8080: give { port: 8080 }', direct('listenSync', 8080)],
  ['Unknown part of a target: prot; did you mean port?', direct('listenSync', { prot: 80 })],
  ['path must not be undefined', invoke('unix', 'bind', { path: undefined })],
  [
    'Unknown part of a target: timeout; only the awaited form takes it, in its second argument',
    direct('listenSync', { port: 0, timeout: 5 }),
  ],
]

const LOOKED_UP = 'names are looked up by the functions connect, listen and bind'

const TARGETS: readonly Row[] = [
  ...both(
    `Not an address: 'http://host:80'; a URL is not an address; ${LOOKED_UP}: { host: 'host', port: 80 }`,
    'connect',
    'http://host:80',
  ),
  ...both(
    "A target must be an object or a string, not a URL; give { host: 'host', port: 443 }",
    'connect',
    new URL('https://host/path'),
  ),
  ...both('A target must be an object or a string, not a URL', 'listen', new URL('file:///x')),
  [
    "Not an address: 'http+unix:///run/x'; a URL is not an address",
    direct('connectSync', 'http+unix:///run/x'),
  ],
  [
    `An address must be an object or a string, not a URL; ${LOOKED_UP}: { host: '127.0.0.1', port: 80 }`,
    invoke('udp', 'sendToSync', 'x', new URL('http://127.0.0.1')),
  ],
  [
    "Not an address: 'constructor://host'; a URL is not an address; names are looked up by the functions connect, listen and bind: { host: 'host', port }",
    direct('connectSync', 'constructor://host'),
  ],
  [
    "Not an address: 'http://user@host'; a URL is not an address",
    direct('connectSync', 'http://user@host'),
  ],
  ...both(
    'A target must be an object or a string, not a Server; give its host and port, or its path',
    'connect',
    createServer(),
  ),
  ...both(
    'A target must be an object or a string, not a Socket; give its host and port, or its path',
    'connect',
    new NodeSocket(),
  ),
  [
    "A target must be an object or a string, not a Socket; the socket's own address is its localAddress, its peer's its remoteAddress",
    (open) => library['connectSync']?.(open('udp')),
  ],
  [
    "An address must be an object or a string, not a Socket; the socket's own address is its localAddress, its peer's its remoteAddress",
    (open) => open('udp')['sendToSync']?.('x', open('udp')),
  ],
  [
    'An address must be an object or a string, not an AbortSignal',
    invoke('udp', 'sendToSync', 'x', new AbortController().signal),
  ],
  ...both(
    'A target must be an object or a string, not an array; one object has the host, or the address, and the port',
    'bind',
    ['127.0.0.1', 80],
  ),
  [
    'An address must be an object or a string, not an array; one object has the host, or the address, and the port',
    invoke('udp', 'bind', ['127.0.0.1', 80]),
  ],
  ...both('Unknown part of a target: ip; give it as address', 'connect', { ip: '::1', port: 1 }),
  ...both('Unknown part of a target: socketPath; give it as path', 'connect', { socketPath: '/x' }),
]

const EVERYWHERE = "host must be a name or a numeric address, not '*'"

const WILDCARDS: readonly Row[] = [
  ...['listen', 'bind'].flatMap((name) =>
    both(`${EVERYWHERE}; without a host, it is every address of this machine`, name, {
      host: '*',
      port: 0,
    }),
  ),
  ...both(EVERYWHERE, 'connect', { host: '*', port: 80 }),
  ...both(
    "Not an address: '*:80'; every address of this machine is '0.0.0.0:80' or '[::]:80'",
    'listen',
    '*:80',
  ),
  [
    "Not an address: ':80'; every address of this machine is '0.0.0.0:80' or '[::]:80'",
    invoke('udp', 'bind', ':80'),
  ],
  [
    "Not an address: '*'; every address of this machine is for example '0.0.0.0:8080' or '[::]:8080'",
    invoke('udp', 'bind', '*'),
  ],
  ["Not an address: ''", invoke('udp', 'bind', '')],
]

const ABSTRACT = "path must not begin with @: an abstract name is { abstract: 'x' }, a file './@x'"

const UNIX: readonly Row[] = [
  [ABSTRACT, invoke('unix', 'bind', { path: '@x' })],
  [ABSTRACT, invoke('unix', 'connectSync', { path: '@x' })],
  ...['connect', 'listen', 'bind'].flatMap((name) => both(ABSTRACT, name, { path: '@x' })),
  [
    "path must not begin with NUL: an abstract name is { abstract: 'x' }",
    invoke('unix', 'bind', { path: '\0x' }),
  ],
  [
    'path must not begin with NUL: an abstract name is { abstract: bytes }',
    invoke('unix', 'bind', { path: Buffer.from('\0x') }),
  ],
  ["path must not contain NUL: 'x\\u0000'", invoke('unix', 'bind', { path: 'x\0' })],
  [
    "Not an address: '\\u0000x'; an abstract name is written '@name'",
    invoke('unix', 'bind', '\0x'),
  ],
]

const CREATION: readonly Row[] = [
  ['No family udp4; did you mean AF_INET?', () => create('udp4')],
  ['No family tcp; did you mean AF_INET?', () => create('tcp')],
  ['No family ipv4; did you mean AF_INET?', () => create('ipv4')],
  ['No family IPv6; did you mean AF_INET6?', () => create('IPv6')],
  ['No type udp4; did you mean SOCK_DGRAM?', () => create('AF_INET', 'udp4')],
  ['No type tcp; did you mean SOCK_STREAM?', () => create('AF_INET', 'tcp')],
  ['No type datagram; did you mean SOCK_DGRAM?', () => create('AF_INET', 'datagram')],
  ['No protocol udp4; did you mean IPPROTO_UDP?', () => create('AF_INET', 'SOCK_DGRAM', 'udp4')],
  ...both('No type udp4; did you mean SOCK_DGRAM?', 'bind', { port: 0, type: 'udp4' }),
  ...both('No family ipv4; did you mean AF_INET?', 'connect', {
    host: '127.0.0.1',
    port: 1,
    family: 'ipv4',
  }),
  [
    "No address family 'IPv4'; did you mean AF_INET?",
    invoke('udp', 'bind', { family: 'IPv4', address: '127.0.0.1', port: 0 }),
  ],
  [
    "family must be 'AF_INET', not 4",
    invoke('udp', 'bind', { family: 4, address: '127.0.0.1', port: 0 }),
  ],
  [
    "family must be 'AF_INET', not 2",
    invoke('udp', 'bind', { family: berkeley.constants.AF_INET, address: '127.0.0.1', port: 0 }),
  ],
  [
    'protocol must be a C name or a number, not an array',
    () => create('AF_INET', 'SOCK_DGRAM', ['IPPROTO_UDP']),
  ],
  [
    'family must be a C name or a number; the order is family, type, protocol, { options }',
    () => create({ family: 'AF_INET' }),
  ],
  [
    'type must be a C name or a number; the order is family, type, protocol, { options }',
    () => create('AF_INET', { type: 'SOCK_DGRAM' }),
  ],
  ...both(
    'service must be a string or a number, not an object; the order is host, service, { options }',
    'resolve',
    'localhost',
    { family: 'AF_INET' },
  ),
  [
    'service must be a string or a number, not a function: await the promise',
    direct('resolve', 'localhost', () => 1),
  ],
  [
    'service must be a string or a number, not a function',
    direct('resolveSync', 'localhost', () => 1),
  ],
  ...both(
    'host must be a string or null, not an object; the order is host, service, { options }',
    'resolve',
    { host: 'localhost' },
  ),
]

test('a packet socket is bound to an interface by its address', {
  skip: lacksKind('packet'),
}, (t) => {
  const socket = open(t, 'packet')

  assert.throws(() => socket['bind']?.('lo'), {
    name: 'TypeError',
    message: "Not an address: 'lo'; an interface is { family: 'AF_PACKET', interfaceIndex: 'lo' }",
  })
})

testMisuses([...ADDRESSES, ...TARGETS, ...WILDCARDS, ...UNIX, ...CREATION])

test('the address of a file whose name begins with @ remains one', (t) => {
  const address = { family: 'AF_UNIX', path: '@file' } as const

  assert.equal(formatAddress(address), 'unix:%40file')
  assert.deepEqual(parseAddress('unix:%40file'), address)

  const socket = closing(t, new Socket('AF_UNIX', 'SOCK_DGRAM'))
  assert.throws(() => socket.sendToSync('x', address), { code: 'ENOENT' })
})

test('an abstract name may begin with @', (t) => {
  const socket = closing(t, bindSync({ abstract: '@@' }))

  assert.deepEqual(socket.localAddress, { family: 'AF_UNIX', abstract: '@@' })
})

test('an object of a class that has methods besides is an address', () => {
  class Device {
    address = '127.0.0.1'
    port = 9
    close(): void {
      // nothing to close
    }
  }
  using socket = new Socket('AF_INET', 'SOCK_DGRAM')

  assert.equal(socket.sendToSync('x', new Device()), 1)
  socket.connectSync(new Device())
  assert.equal(formatAddress(socket.remoteAddress), '127.0.0.1:9')
})
