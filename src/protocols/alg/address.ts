import { type Codec, tooShort } from '../../codec/codec.ts'
import { objectReader } from '../../codec/object-reader.ts'
import { UINT32_MAX, within } from '../../codec/integers.ts'
import { perPlatform } from '../../codec/platform.ts'
import { struct } from '../../codec/struct.ts'
import { ofType, withoutNul } from '../../codec/type-check.ts'
import { formatExtras, notAnAddress, readExtras, readNumber, wellFormed } from '../address-text.ts'
import { family } from '../family.ts'

/** An algorithm of the kernel, which a socket of AF_ALG is bound to. See linux/if_alg.h. */
export interface AlgAddress {
  /** The family. */
  family: 'AF_ALG'
  /** The type: `'hash'`, `'skcipher'`, `'aead'`, `'rng'`. Up to 13 bytes. */
  algorithmType: string
  /**
   * The algorithm or one implementation of it: `'hmac(sha256)'`. Over 63 bytes since Linux 4.12.
   */
  name: string
  /** CRYPTO_ALG_* bits that it must have; left out if 0. */
  feature?: number
  /** Which bits of {@link AlgAddress.feature} to compare; left out if 0. */
  mask?: number
}

const head = struct(
  'sockaddr_alg',
  { salg_type: 'bytes', salg_feat: 'unsigned', salg_mask: 'unsigned', salg_name: 'bytes' },
  { header: 'linux/if_alg.h' },
)

/** sizeof(struct sockaddr_storage): no address is longer. */
const MAX_ADDRESS_SIZE = 128

const encoder = new TextEncoder()
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function toBytes(text: unknown, maxSize: number, what: string): Uint8Array {
  const bytes = encoder.encode(withoutNul(ofType(text, 'string', what), what))
  if (bytes.length > maxSize)
    throw new RangeError(`Cannot write ${what}: ${bytes.length} bytes, has room for ${maxSize}`)
  return bytes
}

function toText(bytes: Uint8Array, what: string): string {
  const end = bytes.indexOf(0)
  if (end < 0) throw new RangeError(`Cannot read ${what}: it has no terminating NUL`)
  try {
    return strict.decode(bytes.subarray(0, end))
  } catch {
    throw new RangeError(`Cannot read ${what}: it is not UTF-8`)
  }
}

const read = objectReader<AlgAddress>('struct sockaddr_alg', {
  ...{ family: true, algorithmType: true, name: true, feature: false, mask: false },
})

const alg: Codec<AlgAddress> = (() => {
  const plan = perPlatform((platform) => {
    const { fields = {}, size = 0 } = platform.layout('sockaddr_alg') ?? {}
    return {
      size,
      type: fields['salg_type']?.size ?? 0,
      nameAt: fields['salg_name']?.offset ?? 0,
      nameSize: fields['salg_name']?.size ?? 0,
    }
  })
  return {
    probes: head.probes,
    maxSize: () => MAX_ADDRESS_SIZE,
    encode(value, platform) {
      const { algorithmType, name, feature = 0, mask = 0 } = read(value)
      const { size, type: typeSize, nameAt } = plan(platform)
      const typeBytes = toBytes(algorithmType, typeSize - 1, 'algorithmType')
      const nameBytes = toBytes(name, MAX_ADDRESS_SIZE - nameAt - 1, 'name')
      const start = head.encode(
        {
          salg_type: typeBytes,
          salg_feat: within(feature, 'feature', 0, UINT32_MAX),
          salg_mask: within(mask, 'mask', 0, UINT32_MAX),
          salg_name: new Uint8Array(0),
        },
        platform,
      )
      const bytes = new Uint8Array(Math.max(size, nameAt + nameBytes.length + 1))
      bytes.set(start)
      bytes.set(nameBytes, nameAt)
      return bytes
    },
    decode(bytes, platform) {
      const { size, nameAt } = plan(platform)
      if (bytes.length < size) throw tooShort('struct sockaddr_alg', bytes, size)
      const { salg_type, salg_feat, salg_mask } = head.decode(bytes, platform)
      const name = toText(bytes.subarray(nameAt, MAX_ADDRESS_SIZE), 'salg_name')
      const value: AlgAddress = {
        family: 'AF_ALG',
        algorithmType: toText(salg_type, 'salg_type'),
        name,
      }
      if (salg_feat !== 0) value.feature = salg_feat
      if (salg_mask !== 0) value.mask = salg_mask
      return value
    },
  }
})()

/** Escapes text between `:` and `?` of an address: other characters become `%xx`. */
function escape(text: string): string {
  return wellFormed(text).replace(/[^!-~]|[%:?]/gu, encodeURIComponent)
}

function unescape(part: string, text: string): string {
  try {
    return decodeURIComponent(wellFormed(part))
  } catch {
    throw notAnAddress(text)
  }
}

/** The kernel's cryptography. Text: `alg:hash:sha256`, `alg:aead:gcm(aes)?feature=8&mask=8`. */
export const AF_ALG = family<AlgAddress>({
  name: 'AF_ALG',
  page: 'linux/if_alg.h',
  headers: ['linux/if_alg.h'],
  testedOn: ['AF_ALG', 'SOCK_SEQPACKET'],
  examples: [
    { family: 'AF_ALG', algorithmType: 'hash', name: 'sha256' },
    { family: 'AF_ALG', algorithmType: 'aead', name: 'gcm(aes)', feature: 8, mask: 8 },
  ],
  address: alg,
  format: ({ algorithmType, name, feature, mask }) =>
    `alg:${escape(algorithmType)}:${escape(name)}${formatExtras({ feature, mask })}`,
  parse(text) {
    if (!text.startsWith('alg:')) return undefined
    const [body, extras] = readExtras(text.slice(4), ['feature', 'mask'], text)
    const [type, name, more] = body.split(':')
    if (type === undefined || name === undefined || more !== undefined) throw notAnAddress(text)
    const value: AlgAddress = {
      family: 'AF_ALG',
      algorithmType: unescape(type, text),
      name: unescape(name, text),
    }
    const feature = readNumber(extras.feature ?? '0', 'feature', 0, UINT32_MAX)
    const mask = readNumber(extras.mask ?? '0', 'mask', 0, UINT32_MAX)
    if (feature !== 0) value.feature = feature
    if (mask !== 0) value.mask = mask
    return value
  },
})
