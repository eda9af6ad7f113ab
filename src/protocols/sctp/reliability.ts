import type { Codec, Encoder } from '../../codec/codec.ts'
import { struct } from '../../codec/struct.ts'
import type { SctpAssociation } from './association.ts'
import { SCTP_POLICIES } from './values.ts'

/** The C name of a policy for messages that need not arrive. */
export type SctpPolicy = keyof typeof SCTP_POLICIES

/** When messages are given up, unless SCTP_PRINFO says so. */
export interface SctpDefaultReliability {
  /** SCTP_PR_SCTP_*. */
  policy: number
  /** Milliseconds, retransmissions or a priority, as the policy says. */
  value: number
  /** The association. */
  assoc_id: number
}

/** {@link SctpDefaultReliability} as input. */
export interface SctpDefaultReliabilityToSet extends SctpAssociation {
  /** `'SCTP_PR_SCTP_TTL'`, or the number. */
  policy: SctpPolicy | number
  /** Milliseconds, retransmissions or a priority, as the policy says. */
  value: number
}

/** struct sctp_default_prinfo. */
export const defaultReliability: Codec<SctpDefaultReliability, SctpDefaultReliabilityToSet> =
  struct(
    'kernel_sctp_default_prinfo',
    { assoc_id: 'signed', value: 'unsigned', policy: 'unsigned' },
    {
      prefix: 'pr_',
      oneOf: { policy: SCTP_POLICIES },
      defaults: { assoc_id: 0 },
    },
  )

/** How many messages were given up. */
export interface SctpAbandoned {
  /** The association. */
  assoc_id: number
  /** The stream. */
  sid: number
  /** The policy: SCTP_PR_SCTP_*. */
  policy: number
  /** Those that were never sent. */
  abandoned_unsent: bigint
  /** Those that were sent. */
  abandoned_sent: bigint
}

const TABLES = { oneOf: { policy: SCTP_POLICIES } } as const

/** struct sctp_prstatus. */
export const abandoned: Codec<SctpAbandoned> = struct(
  'kernel_sctp_prstatus',
  {
    assoc_id: 'signed',
    sid: 'unsigned',
    policy: 'unsigned',
    abandoned_unsent: 'bigint',
    abandoned_sent: 'bigint',
  },
  { prefix: 'sprstat_' },
)

/** Which messages that were given up to count. */
export interface SctpAbandonedQuery extends SctpAssociation {
  /** `'SCTP_PR_SCTP_TTL'`, or the number; `'SCTP_PR_SCTP_ALL'` for all policies. */
  policy: SctpPolicy | number
}

/** {@link SctpAbandonedQuery} of one stream. */
export interface SctpAbandonedStreamQuery extends SctpAbandonedQuery {
  /** The stream. */
  sid: number
}

/** The query for an association. */
export const abandonedQuery: Encoder<SctpAbandonedQuery> = struct(
  'kernel_sctp_prstatus',
  { assoc_id: 'signed', policy: 'unsigned' },
  { ...TABLES, prefix: 'sprstat_', defaults: { assoc_id: 0 } },
)

/** The query for a stream. */
export const abandonedStreamQuery: Encoder<SctpAbandonedStreamQuery> = struct(
  'kernel_sctp_prstatus',
  { assoc_id: 'signed', sid: 'unsigned', policy: 'unsigned' },
  { ...TABLES, prefix: 'sprstat_', defaults: { assoc_id: 0 } },
)
