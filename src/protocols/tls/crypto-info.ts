import { type Codec, tooShort } from '../../codec/codec.ts'
import { missingKey, objectReader } from '../../codec/object-reader.ts'
import { misuse, mustBe } from '../../codec/misuse.ts'
import type { Platform } from '../../codec/platform.ts'
import { struct } from '../../codec/struct.ts'
import { bytesFrom } from '../../codec/type-check.ts'

const HEADER = { header: 'linux/tcp.h' } as const

const parts = { iv: 'bytes', key: 'bytes', salt: 'bytes', rec_seq: 'bytes' } as const

const withSalt = (name: string) => struct(name, parts, HEADER)

/** The struct of each cipher after the header. */
const ciphers = {
  TLS_CIPHER_AES_CCM_128: withSalt('kernel_tls12_crypto_info_aes_ccm_128'),
  TLS_CIPHER_AES_GCM_128: withSalt('kernel_tls12_crypto_info_aes_gcm_128'),
  TLS_CIPHER_AES_GCM_256: withSalt('kernel_tls12_crypto_info_aes_gcm_256'),
  TLS_CIPHER_ARIA_GCM_128: withSalt('kernel_tls12_crypto_info_aria_gcm_128'),
  TLS_CIPHER_ARIA_GCM_256: withSalt('kernel_tls12_crypto_info_aria_gcm_256'),
  TLS_CIPHER_CHACHA20_POLY1305: struct(
    'kernel_tls12_crypto_info_chacha20_poly1305',
    { iv: 'bytes', key: 'bytes', rec_seq: 'bytes' },
    HEADER,
  ),
  TLS_CIPHER_SM4_CCM: withSalt('kernel_tls12_crypto_info_sm4_ccm'),
  TLS_CIPHER_SM4_GCM: withSalt('kernel_tls12_crypto_info_sm4_gcm'),
} as const

/** The C name of a cipher that the kernel may support. */
export type TlsCipher = keyof typeof ciphers

/** The keys that the kernel encrypts or decrypts with. */
export interface TlsCryptoInfo {
  /** TLS_1_2_VERSION or TLS_1_3_VERSION. */
  version: number
  /** The cipher, which determines the lengths of the following. */
  cipher_type: TlsCipher
  /** The explicit part of the nonce: 8 bytes, or 12 without a salt. */
  iv: Uint8Array
  /** The secret: 16 or 32 bytes. */
  key: Uint8Array
  /** The fixed part of the nonce: 4 bytes; none with TLS_CIPHER_CHACHA20_POLY1305. */
  salt: Uint8Array
  /** Number of the next record: 8 bytes, big-endian. */
  rec_seq: Uint8Array
}

/** The part that is read back; a raw read of the whole length has the rest too. */
export type TlsCryptoKind = Pick<TlsCryptoInfo, 'version' | 'cipher_type'> & Partial<TlsCryptoInfo>

type Parts = Pick<TlsCryptoInfo, keyof typeof parts>

const read = objectReader<TlsCryptoKind>('struct tls_crypto_info', {
  ...{ version: true, cipher_type: true, iv: false, key: false, salt: false, rec_seq: false },
})

const kind = struct(
  'kernel_tls_crypto_info',
  { version: 'unsigned', cipher_type: 'unsigned' },
  HEADER,
)

/**
 * struct tls_crypto_info, and the struct of the cipher after it. Reading has room for the former
 * only: for more, the kernel requires exactly the length of the cipher, which is not known before.
 */
export const cryptoInfo: Codec<TlsCryptoKind, TlsCryptoInfo> = {
  probes: () => [...kind.probes(), ...Object.values(ciphers).flatMap(({ probes }) => probes())],
  maxSize: (platform) => kind.maxSize(platform),
  encode(value, platform) {
    const { version, cipher_type: cipher, ...given } = read(value)
    if (typeof cipher !== 'string' || !Object.hasOwn(ciphers, cipher)) {
      throw mustBe('cipher_type', 'the name of a cipher', cipher)
    }
    const first = kind.encode({ version, cipher_type: platform.constant(cipher) ?? 0 }, platform)
    // Whether there is more than what is read back, as setting requires.
    if (Object.values<unknown>(given).every((part) => part === undefined)) return first
    const bytes = ciphers[cipher].encode(exactly(given, cipher, platform), platform)
    bytes.set(first)
    return bytes
  },
  decode(bytes, platform) {
    const { version, cipher_type: number } = kind.decode(bytes, platform)
    const names = Object.keys(ciphers) as TlsCipher[]
    const cipher = names.find((name) => platform.constant(name) === number)
    if (cipher === undefined) throw new RangeError(`No such cipher: ${number}`)
    const value = { version, cipher_type: cipher }
    if (bytes.length === kind.maxSize(platform)) return value
    const needed = ciphers[cipher].maxSize(platform)
    if (bytes.length < needed) throw tooShort(cipher, bytes, needed)
    return { ...value, salt: new Uint8Array(), ...ciphers[cipher].decode(bytes, platform) }
  },
}

/**
 * Checks that each part has the length in C: trailing zeros of a short key would be part of it.
 */
function exactly(given: Partial<Parts>, cipher: TlsCipher, platform: Platform): Parts {
  const [name = ''] = ciphers[cipher].probes().map((need) => need.name)
  const fields = platform.layout(name)?.fields ?? {}
  const whole: Partial<Parts> = {}
  for (const part of Object.keys(parts) as (keyof Parts)[]) {
    const value: unknown = given[part]
    const size = fields[part]?.size ?? 0
    if (value === undefined) throw missingKey(part, 'struct tls_crypto_info')
    const bytes = bytesFrom(value, part)
    if (bytes.length !== size)
      throw misuse(RangeError, part, `of ${cipher} must have ${size} bytes, not ${bytes.length}`)
    if (part in fields) whole[part] = bytes
  }
  return whole as Parts // a struct without salt takes none
}
