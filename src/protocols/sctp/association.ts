import { type Codec, type Encoder, oneWay } from '../../codec/codec.ts'
import { wholeNumber } from '../../codec/integers.ts'
import { isObject } from '../../codec/object-reader.ts'
import { struct } from '../../codec/struct.ts'

/** Whose option it is. */
export interface SctpAssociation {
  /**
   * The id of an association of a one-to-many socket. If it is left out or 0: the only one of a
   * one-to-one socket; of a one-to-many socket, what associations to come begin with.
   */
  assoc_id?: number
}

/** The header of all structs of SCTP. */
export const HEADER = { header: 'linux/sctp.h' } as const

/** The query for the value of an association: its id, or none as in {@link SctpAssociation}. */
export function ofAssociation(
  name: string,
  member: string,
  header: { readonly header?: string } = HEADER,
): Encoder<number | undefined> {
  const id = struct(name, { assoc_id: 'signed' }, { ...header, names: { assoc_id: member } })
  return oneWay(id, (given: number | undefined = 0) => ({ assoc_id: wholeNumber(given, '') }))
}

/** A value, and the association that has it. */
export interface SctpAssociationValue<Value> extends SctpAssociation {
  /** The value, which may be given alone. */
  assoc_value: Value
}

const WITH_ID = { ...HEADER, defaults: { assoc_id: 0 } } as const

/**
 * The value of struct sctp_assoc_value; when written, also the struct, with the association.
 *
 * @param inner The struct.
 */
export function perAssociation<Value, In>(
  inner: Codec<{ assoc_value: Value }, SctpAssociationValue<In>>,
): Codec<Value, In | SctpAssociationValue<In>> {
  return {
    ...inner,
    encode(given, platform) {
      const isStruct = isObject(given) && !Array.isArray(given)
      const value = isStruct ? given : { assoc_value: given }
      return inner.encode(value as SctpAssociationValue<In>, platform)
    },
    decode: (bytes, platform) => inner.decode(bytes, platform).assoc_value,
  }
}

/** A number of one association. */
export const associationNumber: Codec<number, number | SctpAssociationValue<number>> =
  perAssociation(
    struct('sctp_assoc_value', { assoc_id: 'signed', assoc_value: 'unsigned' }, WITH_ID),
  )

/** Whether one association has something. */
export const associationFlag: Codec<boolean, boolean | SctpAssociationValue<boolean>> =
  perAssociation(struct('sctp_assoc_value', { assoc_id: 'signed', assoc_value: 'bool' }, WITH_ID))

/** The query for either. */
export const valueOfAssociation = ofAssociation('sctp_assoc_value', 'assoc_id')

/** How long the retransmission timer waits. */
export interface SctpRetransmissionTimeout {
  /** Milliseconds at the beginning; 0 keeps it. */
  initial: number
  /** The most milliseconds; 0 keeps it. */
  max: number
  /** The least milliseconds; 0 keeps it. */
  min: number
  /** The association. */
  assoc_id: number
}

/** {@link SctpRetransmissionTimeout} as input. */
export type SctpRetransmissionTimeoutToSet = Partial<SctpRetransmissionTimeout>

/** struct sctp_rtoinfo. */
export const retransmissionTimeout: Codec<
  SctpRetransmissionTimeout,
  SctpRetransmissionTimeoutToSet
> = struct(
  'sctp_rtoinfo',
  { assoc_id: 'signed', initial: 'unsigned', max: 'unsigned', min: 'unsigned' },
  { ...HEADER, prefix: 'srto_', defaults: { assoc_id: 0, initial: 0, max: 0, min: 0 } },
)

/** Limits of an association, and what is known of it. */
export interface SctpAssociationParameters {
  /** How many retransmissions end it; 0 keeps it. */
  asocmaxrxt: number
  /** Read: the number of addresses of the peer. */
  number_peer_destinations: number
  /** Read: how many bytes the peer would receive now. */
  peer_rwnd: number
  /** Read: how many bytes this end receives. */
  local_rwnd: number
  /** Milliseconds in which the peer must confirm the association; 0 keeps it. */
  cookie_life: number
  /** The association. */
  assoc_id: number
}

/** {@link SctpAssociationParameters} as input. */
export type SctpAssociationParametersToSet = Partial<SctpAssociationParameters>

/** struct sctp_assocparams. */
export const associationParameters: Codec<
  SctpAssociationParameters,
  SctpAssociationParametersToSet
> = struct(
  'sctp_assocparams',
  {
    assoc_id: 'signed',
    asocmaxrxt: 'unsigned',
    number_peer_destinations: 'unsigned',
    peer_rwnd: 'unsigned',
    local_rwnd: 'unsigned',
    cookie_life: 'unsigned',
  },
  {
    ...HEADER,
    prefix: 'sasoc_',
    defaults: {
      ...{ assoc_id: 0, asocmaxrxt: 0, number_peer_destinations: 0 },
      ...{ peer_rwnd: 0, local_rwnd: 0, cookie_life: 0 },
    },
  },
)

/** When received data is acknowledged. */
export interface SctpDelayedAcknowledgement {
  /** Milliseconds to wait for more, at most 500; 0 keeps it. */
  delay: number
  /** How many packets are acknowledged at once; 1 is each; 0 keeps it. */
  freq: number
  /** The association. */
  assoc_id: number
}

/** {@link SctpDelayedAcknowledgement} as input. */
export type SctpDelayedAcknowledgementToSet = Partial<SctpDelayedAcknowledgement>

/** struct sctp_sack_info. */
export const delayedAcknowledgement: Codec<
  SctpDelayedAcknowledgement,
  SctpDelayedAcknowledgementToSet
> = struct(
  'sctp_sack_info',
  { assoc_id: 'signed', delay: 'unsigned', freq: 'unsigned' },
  { ...HEADER, prefix: 'sack_', defaults: { assoc_id: 0, delay: 0, freq: 0 } },
)
