import assert from 'node:assert/strict'
import { test } from 'node:test'
import { platform } from '../../binding.ts'
import { cryptoInfo, type TlsCryptoInfo } from './crypto-info.ts'

const skip = !platform.layout('kernel_tls_crypto_info') && 'no TLS in kernels of this platform'

const gcm: TlsCryptoInfo = {
  version: 0x304,
  cipher_type: 'TLS_CIPHER_AES_GCM_128',
  iv: new Uint8Array(8).fill(1),
  key: new Uint8Array(16).fill(2),
  salt: new Uint8Array(4).fill(3),
  rec_seq: new Uint8Array(8).fill(4),
}
const chacha: TlsCryptoInfo = {
  ...gcm,
  cipher_type: 'TLS_CIPHER_CHACHA20_POLY1305',
  iv: new Uint8Array(12).fill(1),
  key: new Uint8Array(32).fill(2),
  salt: new Uint8Array(),
}

test('the keys of TLS have the layout of linux/tls.h', { skip }, () => {
  const bytes = cryptoInfo.encode(gcm, platform)

  const [version = 0, cipher = 0] = new Uint16Array(bytes.slice(0, 4).buffer)
  assert.deepEqual([version, cipher], [0x304, 51])
  assert.deepEqual([...bytes.subarray(4)], [...gcm.iv, ...gcm.key, ...gcm.salt, ...gcm.rec_seq])
})

test('complete answers are read as they were set, short ones as version and cipher', {
  skip,
}, () => {
  for (const info of [gcm, chacha]) {
    const { version, cipher_type } = info
    const bytes = cryptoInfo.encode(info, platform)

    assert.deepEqual(cryptoInfo.decode(bytes, platform), info)
    assert.deepEqual(cryptoInfo.decode(bytes.subarray(0, 4), platform), { version, cipher_type })
    assert.throws(() => cryptoInfo.decode(bytes.subarray(0, 20), platform), RangeError)
  }
  assert.equal(cryptoInfo.maxSize(platform), 4)
})

test('parts must have the length that the cipher requires, and the cipher must be known', {
  skip,
}, () => {
  const encode = (wrong: object) => () => cryptoInfo.encode({ ...gcm, ...wrong }, platform)

  assert.throws(
    encode({ key: new Uint8Array(15) }),
    /key of TLS_CIPHER_AES_GCM_128 must have 16 bytes/,
  )
  assert.throws(encode({ salt: new Uint8Array() }), RangeError)
  assert.throws(encode({ iv: 'text' }), /iv must be a Uint8Array/)
  assert.throws(encode({ cipher_type: 'TLS_CIPHER_NULL' }), {
    message: "cipher_type must be the name of a cipher, not 'TLS_CIPHER_NULL'",
  })
  assert.throws(encode({ cipher_type: 51 }), TypeError)
  assert.throws(() => cryptoInfo.decode(new Uint8Array(4), platform), /No such cipher: 0/)
})
