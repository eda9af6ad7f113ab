import type { Codec, Encoder } from '../../codec/codec.ts'
import { struct } from '../../codec/struct.ts'
import type { SctpAssociation } from './association.ts'
import { SCTP_EVENTS_BY_NAME } from './values.ts'

/** The C name of what SCTP_EVENT enables: a notification, or SCTP_SNDRCV. */
export type SctpEventName = keyof typeof SCTP_EVENTS_BY_NAME

/** Whether a notification is received. */
export interface SctpEvent {
  /** The number of the notification. */
  type: number
  /** Whether it is received. */
  on: boolean
  /** The association. */
  assoc_id: number
}

/** The notification that is asked about. */
export interface SctpEventQuery extends SctpAssociation {
  /** `'SCTP_ASSOC_CHANGE'`, or its number. */
  type: SctpEventName | number
}

/** {@link SctpEvent} as input. */
export interface SctpEventToSet extends SctpEventQuery {
  /** Whether to receive it. */
  on: boolean
}

const DETAILS = {
  prefix: 'se_',
  oneOf: { type: SCTP_EVENTS_BY_NAME },
  defaults: { assoc_id: 0 },
} as const

/** struct sctp_event. */
export const event: Codec<SctpEvent, SctpEventToSet> = struct(
  'kernel_sctp_event',
  { assoc_id: 'signed', type: 'unsigned', on: 'bool' },
  DETAILS,
)

/** The query for one notification. */
export const eventQuery: Encoder<SctpEventQuery> = struct(
  'kernel_sctp_event',
  { assoc_id: 'signed', type: 'unsigned' },
  DETAILS,
)

/** Which notifications are received. */
export interface SctpEvents {
  /** SCTP_SNDRCV with each message. */
  data_io_event: boolean
  /** SCTP_ASSOC_CHANGE. */
  association_event: boolean
  /** SCTP_PEER_ADDR_CHANGE. */
  address_event: boolean
  /** SCTP_SEND_FAILED. */
  send_failure_event: boolean
  /** SCTP_REMOTE_ERROR. */
  peer_error_event: boolean
  /** SCTP_SHUTDOWN_EVENT. */
  shutdown_event: boolean
  /** SCTP_PARTIAL_DELIVERY_EVENT. */
  partial_delivery_event: boolean
  /** SCTP_ADAPTATION_INDICATION. */
  adaptation_layer_event: boolean
  /** SCTP_AUTHENTICATION_EVENT. */
  authentication_event: boolean
  /** SCTP_SENDER_DRY_EVENT. */
  sender_dry_event: boolean
  /** SCTP_STREAM_RESET_EVENT. Linux 4.11. */
  stream_reset_event?: boolean
  /** SCTP_ASSOC_RESET_EVENT. Linux 4.12. */
  assoc_reset_event?: boolean
  /** SCTP_STREAM_CHANGE_EVENT. Linux 4.12. */
  stream_change_event?: boolean
  /** SCTP_SEND_FAILED_EVENT. Linux 5.0. */
  send_failure_event_event?: boolean
}

/**
 * {@link SctpEvents} as input: what is left out is not received. Of the last four, which older kernels
 * would refuse, those after the last that is given stay as they are.
 */
export type SctpEventsToSet = Partial<SctpEvents>

/** struct sctp_event_subscribe. */
export const events: Codec<SctpEvents, SctpEventsToSet> = struct(
  'kernel_sctp_event_subscribe',
  {
    data_io_event: 'bool',
    association_event: 'bool',
    address_event: 'bool',
    send_failure_event: 'bool',
    peer_error_event: 'bool',
    shutdown_event: 'bool',
    partial_delivery_event: 'bool',
    adaptation_layer_event: 'bool',
    authentication_event: 'bool',
    sender_dry_event: 'bool',
  },
  {
    prefix: 'sctp_',
    optionalTail: {
      stream_reset_event: 'bool',
      assoc_reset_event: 'bool',
      stream_change_event: 'bool',
      send_failure_event_event: 'bool',
    },
    defaults: {
      ...{ data_io_event: false, association_event: false, address_event: false },
      ...{ send_failure_event: false, peer_error_event: false, shutdown_event: false },
      ...{ partial_delivery_event: false, adaptation_layer_event: false },
      ...{ authentication_event: false, sender_dry_event: false },
    },
  },
)
