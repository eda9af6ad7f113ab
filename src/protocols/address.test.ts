import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { platform } from '../binding.ts'
import { bigMachine, bsdMachine, littleMachine, otherEndian } from '../../test/support/machines.ts'
import {
  type Address,
  decodeAddress,
  encodeAddress,
  everyFamily,
  formatAddressText,
  parseAddressText,
  toAddress,
} from './address.ts'

const machines = [littleMachine, bigMachine, bsdMachine]

const port = fc.integer({ min: 0, max: 65535 })
const nulFree = fc
  .uint8Array({ minLength: 1, maxLength: 100 })
  .map((bytes) => bytes.map((byte) => byte || 1))
const known: fc.Arbitrary<Address> = fc.oneof(
  fc.record({ family: fc.constant('AF_INET' as const), address: fc.ipV4(), port }),
  fc
    .record({
      family: fc.constant('AF_INET6' as const),
      address: fc.ipV6(),
      port,
      scopeId: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      flowInfo: fc.integer({ min: 0, max: 2 ** 20 - 1 }),
    })
    .map((address) => ({ ...address })),
  fc.record({
    family: fc.constant('AF_UNIX' as const),
    path: fc.oneof(
      nulFree,
      fc.webPath().map((path) => `/${path}`.slice(0, 90)),
      fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 90 }),
    ),
  }),
  fc.record({
    family: fc.constant('AF_UNIX' as const),
    abstract: fc.oneof(fc.uint8Array({ maxLength: 100 }), fc.string({ maxLength: 20 })),
  }),
  fc.constant({ family: 'AF_UNIX' as const }),
  fc
    .uint8Array({ minLength: 2, maxLength: 60 })
    .map((bytes) => ({ family: 77, bytes: bytes.fill(77, 0, 2) })),
)

test('sockaddr_in has its family in the order of the machine, its port always big-endian', () => {
  const host = { family: 'AF_INET', address: '192.0.2.1', port: 0x1234 } as const
  const rest = [0x12, 0x34, 192, 0, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0]

  assert.deepEqual([...encodeAddress(host, littleMachine)], [2, 0, ...rest])
  assert.deepEqual([...encodeAddress(host, bigMachine)], [0, 2, ...rest])
  assert.deepEqual([...encodeAddress(host, bsdMachine)], [16, 2, ...rest])
})

test('sockaddr_in6 has its scope in the order of the machine, port and flow always big-endian', () => {
  const host = {
    family: 'AF_INET6',
    address: 'fe80::1',
    port: 0x1234,
    scopeId: 2,
    flowInfo: 0x12345,
  } as const
  const middle = ['1234', '00012345', 'fe80000000000000', '0000000000000001'].join('')
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

  assert.equal(hex(encodeAddress(host, littleMachine)), `0a00${middle}02000000`)
  assert.equal(hex(encodeAddress(host, bigMachine)), `000a${middle}00000002`)
  assert.equal(hex(encodeAddress(host, bsdMachine)), `1c1c${middle}02000000`)
})

test('sockaddr_un ends after its path and NUL, and contains its length on BSD', () => {
  const path = { family: 'AF_UNIX', path: '/a' } as const

  assert.deepEqual([...encodeAddress(path, littleMachine)], [1, 0, 47, 97, 0])
  assert.deepEqual([...encodeAddress(path, bsdMachine)], [5, 1, 47, 97, 0])
  assert.deepEqual(decodeAddress(encodeAddress(path, bsdMachine), bsdMachine), path)
})

test('an unnamed Unix address on BSD is a whole sockaddr of NULs', () => {
  const bytes = Uint8Array.of(16, 1, ...new Uint8Array(14))

  assert.deepEqual(decodeAddress(bytes, bsdMachine), { family: 'AF_UNIX' })
  assert.deepEqual(decodeAddress(Uint8Array.of(1, 0), littleMachine), { family: 'AF_UNIX' })
})

test('the longest Unix path has no closing NUL, one byte more is a RangeError', () => {
  for (const [platform, max] of [
    [littleMachine, 108],
    [bsdMachine, 104],
  ] as const) {
    const path = '/'.padEnd(max, 'x')

    const bytes = encodeAddress({ family: 'AF_UNIX', path }, platform)

    assert.equal(bytes.length, max + 2)
    assert.deepEqual(decodeAddress(bytes, platform), { family: 'AF_UNIX', path })
    assert.throws(
      () => encodeAddress({ family: 'AF_UNIX', path: `${path}x` }, platform),
      RangeError,
    )
  }
})

test('the machine determines the number of a family: one that it lacks is unknown, not guessed', () => {
  const ten = encodeAddress({ family: 'AF_INET6', address: '::1', port: 1 }, littleMachine)

  assert.deepEqual(decodeAddress(Uint8Array.of(28, 10, ...ten.subarray(2)), bsdMachine), {
    family: 10,
    bytes: Uint8Array.of(28, 10, ...ten.subarray(2)),
  })
  assert.throws(() => encodeAddress({ family: 'AF_VSOCK' } as never, bsdMachine), {
    name: 'TypeError',
    message: /AF_VSOCK/,
  })
})

test('an address of an unknown family keeps its bytes and gets its family', () => {
  const bytes = Uint8Array.of(9, 9, 1, 2, 3)

  assert.deepEqual([...encodeAddress({ family: 0x0102, bytes }, littleMachine)], [2, 1, 1, 2, 3])
  assert.deepEqual([...encodeAddress({ family: 0x0102, bytes }, bigMachine)], [1, 2, 1, 2, 3])
  assert.deepEqual([...encodeAddress({ family: 77, bytes }, bsdMachine)], [5, 77, 1, 2, 3])
  assert.deepEqual([...bytes], [9, 9, 1, 2, 3], 'the caller’s bytes stay as they were')
  assert.throws(() => encodeAddress({ family: 0x10000, bytes }, littleMachine), RangeError)
  assert.throws(() => encodeAddress({ family: 256, bytes }, bsdMachine), RangeError)
  assert.throws(
    () => encodeAddress({ family: 77, bytes: bytes.subarray(4) }, bigMachine),
    RangeError,
  )
})

for (const platform of machines) {
  const name = platform === bsdMachine ? 'BSD' : platform === bigMachine ? 'big-endian' : 'usual'

  test(`any bytes are an address or none, and encode back into the same: ${name}`, () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 130 }),
      fc
        .tuple(fc.constantFrom(0, 1, 2, 10, 28, 77), fc.uint8Array({ maxLength: 128 }))
        .map(([family, rest]) =>
          Uint8Array.of(
            ...(platform === littleMachine
              ? [family, 0]
              : [platform === bsdMachine ? 16 : 0, family]),
            ...rest,
          ),
        ),
    )

    fc.assert(
      fc.property(bytes, (sockaddr) => {
        if (platform === bsdMachine) sockaddr.fill(sockaddr.length, 0, 1)
        const address = decodeAddress(sockaddr, platform)
        if (address === null) {
          assert.ok(sockaddr.length < 2)
          return
        }
        const again = encodable(address) && encodeAddress(address, platform)

        if (again) assert.deepEqual(decodeAddress(again, platform), address)
      }),
      { numRuns: 2000 },
    )
  })

  test(`what is encoded reads back the same, and so does its text: ${name}`, () => {
    fc.assert(
      fc.property(known, (address) => {
        fc.pre(platform !== bsdMachine || !('abstract' in address))
        const read = decodeAddress(encodeAddress(address, platform), platform)
        assert.ok(read)

        assert.deepEqual(encodeAddress(read, platform), encodeAddress(address, platform))
        assert.deepEqual(parseAddressText(formatAddressText(read, platform), platform), read)
      }),
      { numRuns: 1000 },
    )
  })
}

test('any bytes of any family are an address, and no bytes are lost if the family is unknown', () => {
  const known = everyFamily.flatMap(({ name }) => platform.constant(name) ?? [])
  const numbers = fc.oneof(fc.constantFrom(...known), fc.integer({ min: 0, max: 255 }))
  const everywhere = [platform, otherEndian(platform)]

  fc.assert(
    fc.property(
      fc.constantFrom(...everywhere),
      numbers,
      fc.uint8Array({ minLength: 2, maxLength: 300 }),
      (where, number, any) => {
        const bytes = encodeAddress({ family: number, bytes: any }, where)

        const address = decodeAddress(bytes, where)

        assert.ok(address)
        if (typeof address.family === 'number') assert.deepEqual(address, { family: number, bytes })
        else assert.equal(platform.constant(address.family), number)
      },
    ),
    { numRuns: 3000 },
  )
})

test('any bytes of a known family are kept through its sockaddr and its text', () => {
  const known = everyFamily.flatMap(({ name }) => platform.constant(name) ?? [])
  const bytes = fc.uint8Array({ minLength: 2, maxLength: 140 })

  fc.assert(
    fc.property(fc.constantFrom(...known), bytes, (number, any) => {
      const address = decodeAddress(
        encodeAddress({ family: number, bytes: any }, platform),
        platform,
      )
      assert.ok(address)
      if (!encodable(address)) return

      assert.deepEqual(decodeAddress(encodeAddress(address, platform), platform), address)
      assert.deepEqual(parseAddressText(formatAddressText(address, platform), platform), address)
    }),
    { numRuns: 3000 },
  )
})

test('any text is an address or a TypeError or RangeError, and reads back from its own text', () => {
  const pieces = fc
    .array(
      fc.constantFrom(
        ...['1.2.3.4', '[', ']', '::1', 'fe80::1', '%eth0', '%2', '%', ':', '80', '65536', '-1'],
        ...['?flowInfo=', '7', '/', '.', '..', '@', 'unix:', '%00', '%ff', 'family:', '99', 'ab'],
        ...['\0', '\n', ' ', 'ä', '\ud800'],
      ),
      { maxLength: 6 },
    )
    .map((parts) => parts.join(''))

  fc.assert(
    fc.property(fc.oneof(pieces, fc.string(), fc.string({ unit: 'binary' })), (text) => {
      let address: Address
      try {
        address = parseAddressText(text, littleMachine)
      } catch (error) {
        assert.ok(error instanceof TypeError || error instanceof RangeError, String(error))
        return
      }
      const again = parseAddressText(formatAddressText(address, littleMachine), littleMachine)

      assert.deepEqual(again, address)
    }),
    { numRuns: 5000 },
  )
})

test('an address may leave out its family where the other fields imply it', () => {
  const of = (like: Parameters<typeof toAddress>[0]) => toAddress(like, littleMachine).family

  assert.equal(of({ address: '1.2.3.4', port: 1 }), 'AF_INET')
  assert.equal(of({ address: '::1', port: 1 }), 'AF_INET6')
  assert.equal(of({ path: '/x' }), 'AF_UNIX')
  assert.equal(of({ abstract: 'x' }), 'AF_UNIX')
  assert.throws(() => of({ port: 1 } as never), TypeError)
})

/**
 * Whether C can represent it: addresses that the kernel never returns may be decoded
 * but not encoded.
 */
function encodable(address: Address): boolean {
  if (address.family !== 'AF_UNIX') return true
  const { path, abstract } = address
  const name = path ?? abstract ?? ''
  return Buffer.from(name).length + (path === undefined ? 1 : 0) <= 104
}
