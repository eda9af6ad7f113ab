import { type Codec, type Encoder, mapped } from '../../codec/codec.ts'
import { counted } from '../../codec/counted.ts'
import type { Flags } from '../../codec/flags.ts'
import { struct } from '../../codec/struct.ts'
import { arrayFrom } from '../../codec/type-check.ts'
import { ushort } from '../../codec/values.ts'
import {
  HEADER,
  type SctpAssociation,
  type SctpAssociationValue,
  perAssociation,
} from './association.ts'
import { SCTP_RECONFIGURATIONS, SCTP_STREAM_DIRECTIONS } from './values.ts'

/** The C name of something that a peer may ask for. */
export type SctpReconfiguration = keyof typeof SCTP_RECONFIGURATIONS

/** What the peer may ask for. */
export const reconfigurations: Codec<
  number,
  Flags<SctpReconfiguration> | SctpAssociationValue<Flags<SctpReconfiguration>>
> = perAssociation(
  struct(
    'sctp_assoc_value',
    { assoc_id: 'signed', assoc_value: 'unsigned' },
    { ...HEADER, flags: { assoc_value: SCTP_RECONFIGURATIONS }, defaults: { assoc_id: 0 } },
  ),
)

/** The C name of the direction of streams. */
export type SctpStreamDirection = keyof typeof SCTP_STREAM_DIRECTIONS

/** Streams whose numbers begin again at 0. */
export interface SctpStreamReset extends SctpAssociation {
  /** `'SCTP_STREAM_RESET_OUTGOING'`, both names, or the sum of the constants. */
  flags: Flags<SctpStreamDirection>
  /** The streams; all of them if it is left out or empty. */
  stream_list?: readonly number[]
}

/** The most streams in one request. */
const MAX_STREAMS = 65_535

/** struct sctp_reset_streams. */
export const streamReset: Codec<SctpStreamReset> = mapped(
  counted({
    head: struct(
      'kernel_sctp_reset_streams',
      { assoc_id: 'signed', flags: 'unsigned', number_streams: 'unsigned' },
      { prefix: 'srs_', flags: { flags: SCTP_STREAM_DIRECTIONS } },
    ),
    name: 'stream_list',
    member: ushort,
    maxCount: MAX_STREAMS,
    count: ({ number_streams }) => number_streams,
  }),
  ({ assoc_id = 0, flags, stream_list = [] }: SctpStreamReset) => {
    const list = [...arrayFrom(stream_list, 'stream_list')]
    return [{ assoc_id, flags, number_streams: list.length }, list] as const
  },
  ([{ assoc_id, flags }, stream_list]) => ({ assoc_id, flags, stream_list }),
  { assoc_id: false, flags: true, stream_list: false },
)

/** Streams to add. */
export interface SctpStreamsToAdd extends SctpAssociation {
  /** How many to receive. */
  instrms: number
  /** How many to send. */
  outstrms: number
}

/** struct sctp_add_streams. */
export const streamsToAdd: Codec<Required<SctpStreamsToAdd>, SctpStreamsToAdd> = struct(
  'kernel_sctp_add_streams',
  { assoc_id: 'signed', instrms: 'unsigned', outstrms: 'unsigned' },
  { prefix: 'sas_', defaults: { assoc_id: 0 } },
)

/** A stream. */
export interface SctpStreamQuery extends SctpAssociation {
  /** The stream. */
  stream_id: number
}

/** A stream, and its priority or weight. */
export interface SctpStreamValue extends SctpStreamQuery {
  /** With SCTP_SS_PRIO the priority, of which 0 is the highest; with others a weight. */
  stream_value: number
}

/** struct sctp_stream_value. */
export const streamValue: Codec<Required<SctpStreamValue>, SctpStreamValue> = struct(
  'kernel_sctp_stream_value',
  { assoc_id: 'signed', stream_id: 'unsigned', stream_value: 'unsigned' },
  { defaults: { assoc_id: 0 } },
)

/** The query for a stream. */
export const streamQuery: Encoder<SctpStreamQuery> = struct(
  'kernel_sctp_stream_value',
  { assoc_id: 'signed', stream_id: 'unsigned' },
  { defaults: { assoc_id: 0 } },
)
