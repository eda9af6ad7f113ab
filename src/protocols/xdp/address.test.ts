import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bigMachine, littleMachine } from '../../../test/support/machines.ts'
import { decodeAddress, encodeAddress, formatAddressText, parseAddressText } from '../address.ts'
import { SOL_XDP } from './options.ts'

const queue = {
  family: 'AF_XDP',
  flags: 1,
  interfaceIndex: 2,
  queueId: 3,
  sharedUmemFd: 7,
} as const
const plain = { ...queue, flags: 0, sharedUmemFd: 0 } as const
const options = SOL_XDP()

test('sockaddr_xdp is in the order of the machine, and takes a name for the interface', () => {
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
  const named = { family: 'AF_XDP', interfaceIndex: 'eth0', queueId: 3 } as const

  assert.equal(hex(encodeAddress(queue, littleMachine)), '2c000100020000000300000007000000')
  assert.equal(hex(encodeAddress(queue, bigMachine)), '002c0001000000020000000300000007')
  assert.deepEqual(encodeAddress(named, bigMachine), encodeAddress(plain, bigMachine))
})

test('an XDP address reads back from its bytes and its text', () => {
  for (const address of [queue, plain]) {
    for (const platform of [littleMachine, bigMachine]) {
      const text = formatAddressText(address, platform)

      assert.deepEqual(decodeAddress(encodeAddress(address, platform), platform), address)
      assert.deepEqual(parseAddressText(text, platform), address)
    }
  }
  assert.deepEqual(parseAddressText('xdp:eth0:3', littleMachine), plain)
})

test('a text that begins like an XDP address but is not one is refused, and so is what does not fit', () => {
  const wrong = ['xdp:', 'xdp:2', 'xdp:2:', 'xdp:nowhere0:0', 'xdp:-1:0', 'xdp:2:0?flags=1']
  const isMisuse = (error: unknown) => error instanceof TypeError || error instanceof RangeError

  for (const text of wrong) assert.throws(() => parseAddressText(text, littleMachine), isMisuse)
  for (const change of [{ flags: 65_536 }, { queueId: -1 }, { sharedUmemFd: 2 ** 32 }]) {
    assert.throws(() => encodeAddress({ ...queue, ...change }, littleMachine), RangeError)
  }
})

test('struct xdp_mmap_offsets is one ring after another', () => {
  const { codec } = options.XDP_MMAP_OFFSETS
  const ring = (at: bigint) => ({ producer: at, consumer: at + 1n, desc: at + 2n, flags: at + 3n })
  const value = { rx: ring(1n), tx: ring(5n), fr: ring(9n), cr: ring(13n) }

  for (const platform of [littleMachine, bigMachine]) {
    const bytes = codec.encode(value, platform)
    const numbers = new DataView(bytes.buffer)

    assert.deepEqual(
      Array.from({ length: 16 }, (_, i) => numbers.getBigUint64(i * 8, platform.littleEndian)),
      Array.from({ length: 16 }, (_, i) => BigInt(i + 1)),
    )
    assert.deepEqual(codec.decode(bytes, platform), value)
  }
})

test('struct xdp_umem_reg holds addresses of 64 bits', () => {
  const { codec } = options.XDP_UMEM_REG
  const value = {
    ...{ addr: 2n ** 64n - 4096n, len: 65_536n, chunk_size: 2048, headroom: 0 },
    ...{ flags: 4, tx_metadata_len: 24 },
  }

  for (const platform of [littleMachine, bigMachine]) {
    assert.deepEqual(codec.decode(codec.encode(value, platform), platform), value)
  }
  assert.throws(() => codec.encode({ ...value, addr: -1n }, littleMachine), RangeError)
})
