import { type Codec, tooShort } from '../../codec/codec.ts'
import { objectReader } from '../../codec/object-reader.ts'
import { misuse } from '../../codec/misuse.ts'
import { within } from '../../codec/integers.ts'
import { arrayFrom } from '../../codec/type-check.ts'
import { option } from '../option.ts'
import { type Level, tableAt } from '../table.ts'

/** Which types of ICMP message a raw socket does not receive. */
export interface TypesBlocked {
  /** `ICMP_*` or `ICMPV6_*`, in ascending order; all others are received. */
  block: number[]
}

/** The same as input: the types to block, or the only types to receive. */
export type TypesToBlock =
  | {
      /** `ICMP_*` or `ICMPV6_*`; all others are received. */
      block: readonly number[]
    }
  | {
      /** `ICMP_*` or `ICMPV6_*`; no others are received. */
      pass: readonly number[]
    }

const BITS = 32

const read = objectReader<{ block?: unknown; pass?: unknown }>('the filter', {
  block: false,
  pass: false,
})

/** A bit per type, in 32-bit words in the machine's byte order; a set bit blocks the type. */
function typeFilter(types: number): Codec<TypesBlocked, TypesToBlock> {
  const size = types / 8
  return {
    probes: () => [],
    maxSize: () => size,
    encode(value, { littleEndian }) {
      const { block, pass } = read(value)
      if ((block === undefined) === (pass === undefined))
        throw misuse(TypeError, '', 'must have either block or pass')
      const words = new Uint32Array(size / 4).fill(block === undefined ? 0xffff_ffff : 0)
      for (const type of listed(block ?? pass)) {
        const number = within(type, 'type of message', 0, types - 1)
        const at = Math.floor(number / BITS)
        words[at] = (words[at] ?? 0) ^ (1 << (number % BITS))
      }
      const bytes = new Uint8Array(size)
      const view = new DataView(bytes.buffer)
      for (const [at, word] of words.entries()) view.setUint32(at * 4, word, littleEndian)
      return bytes
    },
    decode(bytes, { littleEndian }) {
      if (bytes.length < size) throw tooShort('a filter of types', bytes, size)
      const view = new DataView(bytes.buffer, bytes.byteOffset, size)
      const block: number[] = []
      for (let type = 0; type < types; type++) {
        const word = view.getUint32(Math.floor(type / BITS) * 4, littleEndian)
        if ((word >>> (type % BITS)) & 1) block.push(type)
      }
      return { block }
    },
  }
}

/** Each type once. */
function listed(types: unknown): ReadonlySet<unknown> {
  return new Set(arrayFrom(types as unknown[], 'types'))
}

const raw: Level = {
  level: 'SOL_RAW',
  page: 'raw(7)',
  testedOn: ['AF_INET', 'SOCK_RAW', 'IPPROTO_ICMP'],
}

/** Options of raw sockets. See raw(7). */
export const SOL_RAW = tableAt(raw, () => ({
  /** Types of message to block, of the first 32; later ones cannot be blocked. */
  ICMP_FILTER: option(typeFilter(32), { example: { block: [0, 8] }, linux: 1 }),
}))

const icmpv6: Level = {
  level: 'SOL_ICMPV6',
  page: 'RFC 3542',
  testedOn: ['AF_INET6', 'SOCK_RAW', 'IPPROTO_ICMPV6'],
  header: 'linux/icmpv6.h',
}

/** Options of raw sockets of ICMPv6. See RFC 3542. */
export const SOL_ICMPV6 = tableAt(icmpv6, () => ({
  /** Types of message to block. Linux's own headers call it ICMPV6_FILTER. */
  ICMP6_FILTER: option(typeFilter(256), { example: { block: [128, 255] }, linux: 1 }),
}))
