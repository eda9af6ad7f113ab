import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bigMachine, littleMachine } from '../../../test/support/machines.ts'
import { decodeAddress, encodeAddress, formatAddressText, parseAddressText } from '../address.ts'
import { protocolForSocket } from '../address.ts'
import { AF_PACKET, type PacketAddress } from './address.ts'

const ARP = {
  family: 'AF_PACKET',
  interfaceIndex: 2,
  protocol: 0x0806,
  hardwareType: 1,
  packetType: 4,
  address: 'aa:bb:cc:dd:ee:ff',
} as const

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

test('sockaddr_ll has a big-endian protocol, and everything else in the byte order of the machine', () => {
  const address = 'aabbccddeeff0000'

  assert.equal(hex(encodeAddress(ARP, littleMachine)), `110008060200000001000406${address}`)
  assert.equal(hex(encodeAddress(ARP, bigMachine)), `001108060000000200010406${address}`)
})

test('all but the interface may be left out, and that may be a name', () => {
  const named = encodeAddress({ family: 'AF_PACKET', interfaceIndex: 'eth0' }, littleMachine)

  assert.deepEqual(decodeAddress(named, littleMachine), {
    family: 'AF_PACKET',
    interfaceIndex: 2,
    protocol: 0,
    hardwareType: 0,
    packetType: 0,
    address: '',
  })
})

test('a hardware address longer than the struct keeps all its bytes', () => {
  const address = Array.from({ length: 20 }, (_, i) => (i + 160).toString(16)).join(':')
  const infiniband = { ...ARP, hardwareType: 32, address }

  const bytes = encodeAddress(infiniband, bigMachine)

  assert.equal(bytes.length, 32)
  assert.deepEqual(decodeAddress(bytes, bigMachine), infiniband)
})

test('a sockaddr that ends after its address is read, one that ends within it keeps its bytes', () => {
  const bytes = encodeAddress(ARP, littleMachine)

  assert.deepEqual(decodeAddress(bytes.subarray(0, 18), littleMachine), ARP)
  assert.deepEqual(decodeAddress(bytes.subarray(0, 17), littleMachine), {
    family: 17,
    bytes: bytes.slice(0, 17),
  })
})

test('any packet address reads back from its bytes and its text', () => {
  const addresses: fc.Arbitrary<PacketAddress> = fc.record({
    family: fc.constant('AF_PACKET' as const),
    interfaceIndex: fc.integer({ min: -1, max: 2 ** 31 - 1 }),
    protocol: fc.integer({ min: 0, max: 0xffff }),
    hardwareType: fc.integer({ min: 0, max: 0xffff }),
    packetType: fc.integer({ min: 0, max: 255 }),
    address: fc
      .uint8Array({ maxLength: 32 })
      .map((bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(':')),
  })

  fc.assert(
    fc.property(addresses, fc.constantFrom(littleMachine, bigMachine), (made, platform) => {
      const address = { ...made }
      const text = formatAddressText(address, platform)

      assert.deepEqual(decodeAddress(encodeAddress(address, platform), platform), address)
      assert.deepEqual(parseAddressText(text, platform), address)
    }),
  )
})

test('the text of a packet address has what is not 0, and takes a name for the interface', () => {
  const text = (like: object) => AF_PACKET.format({ ...ARP, ...like }, littleMachine)
  const parsed = (from: string) => AF_PACKET.parse(from, littleMachine)

  assert.equal(text({}), 'packet:2:0x0806:aa:bb:cc:dd:ee:ff?hardwareType=1&packetType=4')
  assert.equal(text({ hardwareType: 0, packetType: 0, address: '' }), 'packet:2:0x0806')
  assert.deepEqual(parsed('packet:eth0'), parsed('packet:2:0x0000'))
  assert.deepEqual(parsed('packet:eth0:AA:bb')?.address, 'aa:bb')
  assert.equal(parsed('packets:2'), undefined)
})

test('a text that begins like a packet address but is not one is refused', () => {
  const wrong = [
    ...['packet:', 'packet::', 'packet:2:', 'packet:nowhere0', 'packet:02', 'packet:-0'],
    ...['packet:2:2054', 'packet:2:0x806', 'packet:2:0x0806:', 'packet:2:a:b', 'packet:2:aa:'],
    ...['packet:2?hardwareType=1', 'packet:2?hardwareType=65536&packetType=0', 'packet:2147483648'],
    `packet:2:${Array.from({ length: 33 }, () => 'aa').join(':')}`,
  ]

  for (const text of wrong) {
    assert.throws(
      () => parseAddressText(text, littleMachine),
      (error) => error instanceof TypeError || error instanceof RangeError,
      text,
    )
  }
})

test('what C cannot hold is refused, and named', () => {
  const refused: [object, RegExp][] = [
    [{ protocol: 65_536 }, /protocol/],
    [{ interfaceIndex: 2 ** 31 }, /interfaceIndex/],
    [{ interfaceIndex: 'nowhere0' }, /nowhere0/],
    [{ interfaceIndex: undefined }, /interfaceIndex/],
    [{ hardwareType: -1 }, /hardwareType/],
    [{ packetType: 256 }, /packetType/],
    [{ address: 'aa-bb' }, /aa-bb/],
    [{ address: 7 }, /hardware address/],
  ]

  for (const [change, message] of refused) {
    assert.throws(() => encodeAddress({ ...ARP, ...change }, littleMachine), { message })
  }
})

test('socket(2) is given the protocol of AF_PACKET big-endian, and of the others as it is', () => {
  assert.equal(protocolForSocket(17, 0x0003, littleMachine), 0x0300)
  assert.equal(protocolForSocket(17, 0x88cc, littleMachine), 0xcc88)
  assert.equal(protocolForSocket(17, 0x0003, bigMachine), 0x0003)
  assert.equal(protocolForSocket(2, 6, littleMachine), 6)
  assert.throws(() => protocolForSocket(17, 0x1_0000, littleMachine), RangeError)
  assert.throws(() => protocolForSocket(17, -1, bigMachine), RangeError)
})
