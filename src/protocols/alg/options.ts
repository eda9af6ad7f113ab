import type { Codec } from '../../codec/codec.ts'
import { within } from '../../codec/integers.ts'
import { bytes, int } from '../../codec/values.ts'
import { option } from '../option.ts'
import { type Level, tableAt } from '../table.ts'

/** Longer than the tag of any algorithm; limits the copy that a mistake would cause. */
const MAX_TAG_SIZE = 0xffff

/** A number that is passed as the length of the value, whose bytes the kernel never reads. */
const asLength: Codec<number> = {
  probes: () => [],
  maxSize: () => 64,
  encode: (value) => new Uint8Array(within(value, '', 0, MAX_TAG_SIZE)),
  decode: (value) => value.length,
}

const where: Level = {
  level: 'SOL_ALG',
  page: 'linux/if_alg.h',
  testedOn: ['AF_ALG', 'SOCK_SEQPACKET'],
  header: 'linux/if_alg.h',
}

/**
 * Options of AF_ALG, for the bound socket, not for those that it accepts. They cannot be read:
 * getsockopt(2) fails with EOPNOTSUPP. See linux/if_alg.h.
 */
export const SOL_ALG = tableAt(where, () => ({
  /**
   * Bytes of an AEAD's authentication tag. The kernel takes it as the length of a value that it
   * ignores.
   */
  ALG_SET_AEAD_AUTHSIZE: option(asLength, {
    writeOnly: true,
    example: 16,
    unit: 'bytes',
    since: '3.19',
  }),

  /** Entropy for a random number generator, instead of the kernel's: only to test it. */
  ALG_SET_DRBG_ENTROPY: option(bytes(0), {
    writeOnly: true,
    example: new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]),
    since: '5.10',
    needs: 'CAP_SYS_ADMIN',
    linux: 6,
  }),

  /** The key. */
  ALG_SET_KEY: option(bytes(0), {
    writeOnly: true,
    example: new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]),
    since: '2.6.38',
  }),

  /** The key, by its serial number in the kernel's keyring, keyrings(7). */
  ALG_SET_KEY_BY_KEY_SERIAL: option(int, {
    writeOnly: true,
    example: 123_456_789,
    since: '6.2',
    linux: 7,
  }),
}))
