import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bigMachine, littleMachine } from '../../../test/support/machines.ts'
import { decodeAddress, encodeAddress, formatAddressText, parseAddressText } from '../address.ts'

const host = { family: 'AF_VSOCK', cid: 2, port: 1024 } as const
const flagged = { ...host, cid: 0xffff_ffff, flags: 1 } as const

test('sockaddr_vm has its cid and port in the order of the machine', () => {
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

  assert.equal(hex(encodeAddress(host, littleMachine)), '28000000000400000200000000000000')
  assert.equal(hex(encodeAddress(host, bigMachine)), '00280000000004000000000200000000')
  assert.equal(hex(encodeAddress(flagged, bigMachine)), '0028000000000400ffffffff01000000')
})

test('a vsock address reads back from its bytes and its text, with flags if it has any', () => {
  for (const address of [host, flagged]) {
    for (const platform of [littleMachine, bigMachine]) {
      const text = formatAddressText(address, platform)

      assert.deepEqual(decodeAddress(encodeAddress(address, platform), platform), address)
      assert.deepEqual(parseAddressText(text, platform), address)
    }
  }
  assert.equal(formatAddressText(flagged, littleMachine), 'vsock:4294967295:1024?flags=1')
})

test('a text that begins like a vsock address but is not one is refused, and so is what does not fit', () => {
  const wrong = [
    ...['vsock:', 'vsock:2', 'vsock:2:', 'vsock:-1:1', 'vsock:host:1', 'vsock:2:1?flags='],
    ...['vsock:4294967296:1', 'vsock:1:4294967296', 'vsock:1:1?flags=256', 'vsock:1:1:1'],
  ]
  const isMisuse = (error: unknown) => error instanceof TypeError || error instanceof RangeError

  for (const text of wrong) assert.throws(() => parseAddressText(text, littleMachine), isMisuse)
  for (const text of ['vsock:-1:1', 'vsock:2:-1'])
    assert.throws(() => parseAddressText(text, littleMachine), TypeError)
  for (const change of [{ cid: -1 }, { cid: 2 ** 32 }, { port: 0.5 }, { flags: 256 }]) {
    assert.throws(() => encodeAddress({ ...host, ...change }, littleMachine), RangeError)
  }
})
