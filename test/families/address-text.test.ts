import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  type Address,
  constants,
  type FamilyName,
  formatAddress,
  interfaces,
  parseAddress,
  Socket,
  type TypeName,
} from '../../src/index.ts'
import { calls, fromName, nameBuffer, toSockaddr } from '../../src/raw.ts'

const octet = fc.integer({ min: 0, max: 255 })
const port = fc.integer({ min: 0, max: 65535 })
const someBytes = (minLength: number, maxLength: number) => fc.uint8Array({ minLength, maxLength })

/** The sockaddr as the kernel would return it, including the family. */
function sockaddr(family: FamilyName, rest: readonly number[]): Uint8Array {
  const bytes = Uint8Array.from([0, 0, ...rest])
  new Uint16Array(bytes.buffer, 0, 1)[0] = constants[family]
  return bytes
}

const inet = fc
  .tuple(port, fc.array(octet, { minLength: 4, maxLength: 4 }))
  .map(([number, quad]) => sockaddr('AF_INET', [number >> 8, number & 255, ...quad, ...zeroes(8)]))

const group = fc.constantFrom(0, 0, 0, 1, 0xfe80, 0xff02, 0xffff, 0x2001, 0xabcd)
const scope = fc.constantFrom(0, 1, 2, 77, 0xffffffff)
const inet6 = fc
  .tuple(
    port,
    fc.integer({ min: 0, max: 0xfffff }),
    fc.array(group, { minLength: 8, maxLength: 8 }),
    scope,
  )
  .map(([number, flow, groups, scopeId]) => {
    const view = new DataView(new ArrayBuffer(26))
    view.setUint16(0, number)
    view.setUint32(2, flow)
    for (const [i, word] of groups.entries()) view.setUint16(6 + 2 * i, word)
    const bytes = sockaddr('AF_INET6', [...new Uint8Array(view.buffer)])
    new Uint32Array(bytes.buffer, 24, 1)[0] = scopeId
    return bytes
  })

const tricky = fc.constantFrom(
  '@',
  '%',
  '/',
  './',
  '../',
  'unix:',
  'family:1:',
  '[::1]:80',
  '127.0.0.1:80',
  '%00',
  'é',
)
const text = fc
  .array(fc.oneof(tricky, fc.string()))
  .map((parts) => [...Buffer.from(parts.join(''))])
const name = fc.oneof(
  text.filter(({ length }) => length <= 107),
  someBytes(0, 107).map((bytes) => [...bytes]),
)
const path = name
  .filter((bytes) => bytes.length > 0 && !bytes.includes(0))
  .map((bytes) => sockaddr('AF_UNIX', [...bytes, 0]))
const abstract = name.map((bytes) => sockaddr('AF_UNIX', [0, ...bytes]))
const unnamed = fc.constant(sockaddr('AF_UNIX', []))

const unknown = fc
  .tuple(fc.constantFrom<FamilyName>('AF_X25', 'AF_APPLETALK', 'AF_ISDN'), someBytes(0, 126))
  .map(([family, bytes]) => sockaddr(family, [...bytes]))

const every = { inet, inet6, path, abstract, unnamed, unknown }

for (const [kind, addresses] of Object.entries(every)) {
  test(`text and bytes of every ${kind} address lead back to it`, () => {
    fc.assert(
      fc.property(addresses, (bytes) => {
        const address = decoded(bytes)

        const formatted = formatAddress(address)

        assert.deepEqual(parseAddress(formatted), address)
        assert.deepEqual(toSockaddr(address), bytes)
        assert.deepEqual(toSockaddr(formatted), bytes)
      }),
    )
  })
}

const texts: [string, Address][] = [
  ['127.0.0.1:80', { family: 'AF_INET', address: '127.0.0.1', port: 80 }],
  ['[::1]:80', { family: 'AF_INET6', address: '::1', port: 80 }],
  ['[::1]:80?flowInfo=7', { family: 'AF_INET6', address: '::1', port: 80, flowInfo: 7 }],
  ['[fe80::1%7777]:1', { family: 'AF_INET6', address: 'fe80::1', port: 1, scopeId: 7777 }],
  ['[2001:db8::1%1]:1', { family: 'AF_INET6', address: '2001:db8::1', port: 1, scopeId: 1 }],
  ['/run/x.sock', { family: 'AF_UNIX', path: '/run/x.sock' }],
  ['./x', { family: 'AF_UNIX', path: './x' }],
  ['unix:x%20y', { family: 'AF_UNIX', path: 'x y' }],
  ['unix:%40x', { family: 'AF_UNIX', path: '@x' }],
  ['unix:%ef%bb%bfx', { family: 'AF_UNIX', path: '\ufeffx' }],
  ['@x', { family: 'AF_UNIX', abstract: 'x' }],
  ['@', { family: 'AF_UNIX', abstract: '' }],
  ['unix:@a%00b', { family: 'AF_UNIX', abstract: 'a\0b' }],
  ['unix:@%ff', { family: 'AF_UNIX', abstract: Uint8Array.of(255) }],
  ['unix:', { family: 'AF_UNIX' }],
  ['family:9:0900ff', { family: 9, bytes: Uint8Array.of(9, 0, 255) }],
]

for (const [written, address] of texts) {
  test(`${written} is the text of its address, and reads back as that address`, () => {
    assert.equal(formatAddress(address), written)
    assert.deepEqual(parseAddress(written), address)
  })
}

test('a port that is left out is 0', () => {
  assert.deepEqual(parseAddress('1.2.3.4'), { family: 'AF_INET', address: '1.2.3.4', port: 0 })
  assert.deepEqual(parseAddress('::1'), { family: 'AF_INET6', address: '::1', port: 0 })
  assert.deepEqual(parseAddress('[::1]'), { family: 'AF_INET6', address: '::1', port: 0 })
})

test('a scope is written with the name of its interface, if there is one', (t) => {
  const [first] = interfaces()
  if (!first) {
    t.skip('no interface')
    return
  }
  const address = { family: 'AF_INET6', address: 'fe80::1', port: 9, scopeId: first.index } as const

  const written = formatAddress(address)

  assert.equal(written, `[fe80::1%${first.name}]:9`)
  assert.deepEqual(parseAddress(written), address)
})

for (const written of [
  'localhost:80',
  'x',
  '',
  ' 127.0.0.1:80',
  '[::1',
  '[::1]80',
  '[x]:80',
  'family:x',
  'family:70000:00',
  '::1:80:x',
]) {
  test(`${JSON.stringify(written)} is not an address, and the error says so`, () => {
    assert.throws(
      () => parseAddress(written),
      (error) => error instanceof TypeError || error instanceof RangeError,
    )
  })
}

test('anything but text or an address is refused', () => {
  for (const wrong of [undefined, null, 42, {}, [], Buffer.from('127.0.0.1:80')]) {
    assert.throws(() => parseAddress(wrong as string), TypeError)
    assert.throws(() => formatAddress(wrong as Address), TypeError)
  }
  const nowhere = { family: 'AF_NOWHERE', address: '127.0.0.1', port: 1 } as unknown as Address
  assert.throws(() => formatAddress(nowhere), TypeError)
})

test('any text is an address that can be formatted again, or is refused', () => {
  const anything = fc.array(fc.oneof(tricky, fc.string())).map((parts) => parts.join(''))

  fc.assert(
    fc.property(anything, (written) => {
      let address: Address
      try {
        address = parseAddress(written)
      } catch (error) {
        return error instanceof TypeError || error instanceof RangeError
      }
      let formatted: string
      try {
        formatted = formatAddress(address) // throws if a name is too long or contains a NUL
      } catch (error) {
        return error instanceof TypeError || error instanceof RangeError
      }
      assert.deepEqual(parseAddress(formatted), address)
      return true
    }),
  )
})

test('an address of an unknown family keeps every byte and its number', () => {
  const bytes = sockaddr(
    'AF_X25',
    Array.from({ length: 126 }, (_, i) => i + 1),
  )

  const address = decoded(bytes)

  assert.deepEqual(address, { family: constants.AF_X25, bytes })
  assert.deepEqual(toSockaddr(address), bytes)
})

test('a sockaddr that is shorter than its family’s keeps what there is', () => {
  const bytes = sockaddr('AF_INET', [0, 80])

  assert.deepEqual(decoded(bytes), { family: constants.AF_INET, bytes })
})

const odd: { family: FamilyName; type: TypeName }[] = [
  { family: 'AF_XDP', type: 'SOCK_RAW' },
  { family: 'AF_NETLINK', type: 'SOCK_RAW' },
  { family: 'AF_PACKET', type: 'SOCK_DGRAM' },
  { family: 'AF_VSOCK', type: 'SOCK_STREAM' },
]

for (const { family, type } of odd) {
  test(`the local address of a socket of ${family} is reported, or refused by the kernel`, {
    skip: cannotMake(family, type),
  }, () => {
    using socket = new Socket(family, type)
    const name = nameBuffer()
    const answer = calls.getsockname(socket.fd, name)

    if (answer < 0) {
      assert.throws(() => socket.localAddress, { syscall: 'getsockname', errno: answer })
    } else {
      const length = new Uint32Array(name.buffer, 0, 1)[0] ?? 0
      const address = socket.localAddress
      assert.ok(address)
      assert.equal(socket.family, family)
      // A name of AF_PACKET ends with its address, while the encoded one has space for the longest.
      assert.deepEqual(toSockaddr(address).subarray(0, length), name.slice(4, 4 + length))
    }
  })
}

function decoded(bytes: Uint8Array): Address {
  const name = nameBuffer()
  new Uint32Array(name.buffer, 0, 1)[0] = bytes.length
  name.set(bytes, 4)
  const address = fromName(name)
  assert.ok(address)
  return address
}

function zeroes(count: number): number[] {
  return Array.from({ length: count }, () => 0)
}

function cannotMake(family: FamilyName, type: TypeName): string | false {
  try {
    new Socket(family, type).close()
    return false
  } catch (error) {
    return String(error)
  }
}
