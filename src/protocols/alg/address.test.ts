import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bigMachine, littleMachine } from '../../../test/support/machines.ts'
import { decodeAddress, encodeAddress, parseAddressText } from '../address.ts'
import { AF_ALG } from './address.ts'
import { SOL_ALG_CONTROL } from './control.ts'
import { SOL_ALG } from './options.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const padded = (text: string, size: number) => hex(Buffer.from(text)).padEnd(size * 2, '0')
const sha = { family: 'AF_ALG', algorithmType: 'hash', name: 'sha256' } as const

test('sockaddr_alg has names that end with NUL, and bits in the byte order of the machine', () => {
  const bits = { ...sha, feature: 0x0102, mask: 0x0304 }
  const [type, name] = [padded('hash', 14), padded('sha256', 64)]

  assert.equal(hex(encodeAddress(bits, littleMachine)), `2600${type}0201000004030000${name}`)
  assert.equal(hex(encodeAddress(bits, bigMachine)), `0026${type}0000010200000304${name}`)
})

test('a long name of an algorithm makes the address longer, up to a maximum', () => {
  const name = 'x'.repeat(64)

  const long = encodeAddress({ ...sha, name }, littleMachine)

  assert.equal(long.length, 24 + 64 + 1)
  assert.deepEqual(decodeAddress(long, littleMachine), { ...sha, name })
  assert.equal(encodeAddress({ ...sha, name: 'x'.repeat(103) }, littleMachine).length, 128)
  assert.throws(() => encodeAddress({ ...sha, name: 'x'.repeat(104) }, littleMachine), RangeError)
})

test('a type or name of an algorithm that C cannot hold is misuse', () => {
  const encode = (change: object) => () => encodeAddress({ ...sha, ...change }, littleMachine)

  assert.throws(encode({ algorithmType: 'x'.repeat(14) }), RangeError)
  assert.throws(encode({ algorithmType: 'a\0' }), TypeError)
  assert.throws(encode({ name: 7 }), TypeError)
  assert.throws(encode({ feature: -1 }), RangeError)
})

test('a sockaddr_alg that is not text stays bytes', () => {
  const bytes = encodeAddress(sha, littleMachine)
  const unclosed = bytes.slice().fill(0x61, 2, 16)
  const wild = bytes.slice().fill(0xff, 24, 26)

  assert.equal(decodeAddress(unclosed, littleMachine)?.family, 38)
  assert.equal(decodeAddress(wild, littleMachine)?.family, 38)
})

test('names of algorithms are in the text as they are, with special characters escaped', () => {
  const text = (name: string) => AF_ALG.format({ ...sha, name }, littleMachine)

  assert.equal(text('authenc(hmac(sha1),cbc(aes))'), 'alg:hash:authenc(hmac(sha1),cbc(aes))')
  assert.equal(text('a:b?c%ä'), 'alg:hash:a%3Ab%3Fc%25%C3%A4')
  for (const wrong of [
    'alg:',
    'alg:hash',
    'alg:a:b:c',
    'alg:a:%zz',
    'alg:a:b?x=1',
    'alg:a:b?mask=-1',
  ])
    assert.throws(() => parseAddressText(wrong, littleMachine), /TypeError|RangeError/, wrong)
})

test('the length of a tag is the length of the value, and an IV follows its length', () => {
  const { ALG_SET_AEAD_AUTHSIZE } = SOL_ALG()
  const { ALG_SET_IV } = SOL_ALG_CONTROL()
  const iv = Uint8Array.of(1, 2, 3)

  assert.equal(ALG_SET_AEAD_AUTHSIZE.codec.encode(16, littleMachine).length, 16)
  assert.throws(() => ALG_SET_AEAD_AUTHSIZE.codec.encode(-1, littleMachine), RangeError)
  assert.equal(hex(ALG_SET_IV.codec.encode(iv, littleMachine)), '03000000010203')
  assert.equal(hex(ALG_SET_IV.codec.encode(iv, bigMachine)), '00000003010203')
  assert.deepEqual(ALG_SET_IV.codec.decode(ALG_SET_IV.codec.encode(iv, bigMachine), bigMachine), iv)
})
