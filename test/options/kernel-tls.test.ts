import assert from 'node:assert/strict'
import { test } from 'node:test'
import { constants, type TlsCryptoInfo } from '../../src/index.ts'
import { everyKind } from '../support/kinds.ts'
import { forms } from '../support/forms.ts'
import { noKernelTls } from '../support/kernel-tls.ts'

const ALERT = 21
const tcp = everyKind.filter(({ name }) => name.startsWith('TCP'))
const bytes = (length: number) => Buffer.alloc(length, length)

const ciphers: readonly Omit<TlsCryptoInfo, 'version'>[] = [
  {
    cipher_type: 'TLS_CIPHER_AES_GCM_128',
    ...{ iv: bytes(8), key: bytes(16), salt: bytes(4), rec_seq: Buffer.alloc(8) },
  },
  {
    cipher_type: 'TLS_CIPHER_AES_GCM_256',
    ...{ iv: bytes(8), key: bytes(32), salt: bytes(4), rec_seq: Buffer.alloc(8) },
  },
  {
    cipher_type: 'TLS_CIPHER_CHACHA20_POLY1305',
    ...{ iv: bytes(12), key: bytes(32), salt: bytes(0), rec_seq: Buffer.alloc(8) },
  },
]

for (const kind of tcp) {
  for (const form of forms) {
    for (const cipher of ciphers) {
      const on = `${cipher.cipher_type}, ${kind.name}, ${form.name}`
      test(`the kernel encrypts what is sent and decrypts it, with the kind of each record: ${on}`, {
        skip: kind.skip || noKernelTls,
      }, async (t) => {
        const [one, other] = kind.pair(t)
        const info = { version: constants.TLS_1_2_VERSION, ...cipher }
        one.setOption('TCP_ULP', 'tls')
        other.setOption('TCP_ULP', 'tls')
        one.setOption('TLS_TX', info)
        other.setOption('TLS_RX', info)

        await form.call(one, 'send', 'secret')
        const data = await form.call(other, 'recv')
        await form.call(one, 'sendMessage', {
          data: '\x01\x00',
          control: { TLS_SET_RECORD_TYPE: ALERT },
        })
        const alert = await form.call(other, 'recvMessage', { control: true })

        assert.equal(String(data), 'secret')
        assert.equal(alert.control.TLS_GET_RECORD_TYPE, ALERT)
        assert.deepEqual([...alert.data], [1, 0])
        assert.deepEqual(one.getOption('TLS_TX'), {
          version: info.version,
          cipher_type: info.cipher_type,
        })
        assert.equal(one.getOption('TCP_ULP'), 'tls')
      })
    }
  }
}
