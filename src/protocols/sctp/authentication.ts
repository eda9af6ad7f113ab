import { type Codec, mapped } from '../../codec/codec.ts'
import { counted } from '../../codec/counted.ts'
import { struct } from '../../codec/struct.ts'
import { arrayFrom, bytesFrom } from '../../codec/type-check.ts'
import { byte, ushort } from '../../codec/values.ts'
import { HEADER, type SctpAssociation } from './association.ts'

/** A key that both ends share. */
export interface SctpKey extends SctpAssociation {
  /** Its number. */
  keynumber: number
  /** The key; empty for none. */
  key: Uint8Array
}

const MAX_KEY = 65_535

/** struct sctp_authkey. */
export const key: Codec<SctpKey> = mapped(
  counted({
    head: struct(
      'sctp_authkey',
      { assoc_id: 'signed', keynumber: 'unsigned', keylength: 'unsigned' },
      { ...HEADER, prefix: 'sca_' },
    ),
    name: 'key',
    member: byte,
    maxCount: MAX_KEY,
    count: ({ keylength }) => keylength,
  }),
  ({ assoc_id = 0, keynumber, key: secret }: SctpKey) => {
    const bytes = [...bytesFrom(secret, 'key')]
    return [{ assoc_id, keynumber, keylength: bytes.length }, bytes] as const
  },
  ([{ assoc_id, keynumber }, bytes]) => ({ assoc_id, keynumber, key: Uint8Array.from(bytes) }),
  { assoc_id: false, keynumber: true, key: true },
)

/** The number of a key. */
export interface SctpKeyNumber extends SctpAssociation {
  /** The number. */
  keynumber: number
}

/** struct sctp_authkeyid. */
export const keyNumber: Codec<Required<SctpKeyNumber>, SctpKeyNumber> = struct(
  'sctp_authkeyid',
  { assoc_id: 'signed', keynumber: 'unsigned' },
  { ...HEADER, prefix: 'scact_', defaults: { assoc_id: 0 } },
)

/** SCTP_AUTH_MAX_HMACS of the kernel, and more. */
const MAX_ALGORITHMS = 16

/** struct sctp_hmacalgo. */
export const algorithms: Codec<number[], readonly number[]> = mapped(
  counted({
    head: struct('sctp_hmacalgo', { num_idents: 'unsigned' }, { ...HEADER, prefix: 'shmac_' }),
    name: '',
    member: ushort,
    maxCount: MAX_ALGORITHMS,
    count: ({ num_idents }) => num_idents,
  }),
  (given: readonly number[]) => {
    const all = [...arrayFrom(given, '')]
    return [{ num_idents: all.length }, all] as const
  },
  ([, all]) => all,
)

/** struct sctp_authchunks: the types of chunks that must be authenticated. */
export const chunks: Codec<number[], readonly number[]> = mapped(
  counted({
    head: struct(
      'sctp_authchunks',
      { assoc_id: 'signed', number_of_chunks: 'unsigned' },
      { ...HEADER, prefix: 'gauth_' },
    ),
    name: '',
    member: byte,
    maxCount: 256,
    count: ({ number_of_chunks }) => number_of_chunks,
  }),
  (given: readonly number[]) => {
    const all = [...arrayFrom(given, '')]
    return [{ assoc_id: 0, number_of_chunks: all.length }, all] as const
  },
  ([, all]) => all,
)
