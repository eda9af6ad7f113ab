import { type Codec, type StructProbe, tooShort } from '../../codec/codec.ts'
import type { FieldKind } from '../../codec/field.ts'
import type { Platform } from '../../codec/platform.ts'
import { struct } from '../../codec/struct.ts'
import { decodeEndpoint, type Endpoint } from '../ip/endpoint.ts'
import { HEADER } from './association.ts'
import {
  type SctpSendInfo,
  type SctpSendReceiveInfo,
  sendInfo,
  sendReceiveInfo,
} from './messages.ts'

/** What all notifications have. */
export interface SctpNotificationOf<Type> {
  /** What it is about. */
  type: Type
  /** Flags, which few have. */
  flags: number
  /** The association. */
  assoc_id: number
}

/** An association was set up, lost, restarted or shut down. */
export interface SctpAssociationChange extends SctpNotificationOf<'SCTP_ASSOC_CHANGE'> {
  /** SCTP_COMM_UP, SCTP_COMM_LOST, SCTP_RESTART, SCTP_SHUTDOWN_COMP, SCTP_CANT_STR_ASSOC. */
  state: number
  /** Why it was lost: a cause of RFC 9260, section 3.3.10, or 0. */
  error: number
  /** How many streams are sent. */
  outbound_streams: number
  /** How many streams are received. */
  inbound_streams: number
  /** The causes in the peer's ABORT, if that ended it, as they were sent. */
  info: Uint8Array
}

/** An address of the peer became reachable, or was lost. */
export interface SctpPeerAddressChange extends SctpNotificationOf<'SCTP_PEER_ADDR_CHANGE'> {
  /** The address. */
  address: Endpoint
  /** SCTP_ADDR_*. */
  state: number
  /** Why: SCTP_FAILED_THRESHOLD, SCTP_HEARTBEAT_SUCCESS and others. */
  error: number
}

/** The peer reported an error. */
export interface SctpRemoteError extends SctpNotificationOf<'SCTP_REMOTE_ERROR'> {
  /** The cause, of RFC 9260, section 3.3.10. */
  error: number
  /** What follows the header of the cause, as the peer sent it, with up to 3 bytes of padding. */
  data: Uint8Array
}

/** A message could not be delivered, with the fields of SCTP_SNDRCV. */
export interface SctpSendFailed extends SctpNotificationOf<'SCTP_SEND_FAILED'> {
  /** The cause that ended the association, or 0. `flags` are SCTP_DATA_SENT or SCTP_DATA_UNSENT. */
  error: number
  /** How it was sent. */
  info: SctpSendReceiveInfo
  /** The message, or its part. */
  data: Uint8Array
}

/** A message could not be delivered, with the fields of SCTP_SNDINFO. */
export interface SctpSendFailedEvent extends SctpNotificationOf<'SCTP_SEND_FAILED_EVENT'> {
  /** The cause that ended the association, or 0. `flags` are SCTP_DATA_SENT or SCTP_DATA_UNSENT. */
  error: number
  /** How it was sent. */
  info: SctpSendInfo
  /** The message, or its part. */
  data: Uint8Array
}

/** The peer will send nothing more. */
export type SctpShutdown = SctpNotificationOf<'SCTP_SHUTDOWN_EVENT'>

/** The peer announced an adaptation layer. */
export interface SctpAdaptation extends SctpNotificationOf<'SCTP_ADAPTATION_INDICATION'> {
  /** The peer's SCTP_ADAPTATION_LAYER. */
  adaptation_ind: number
}

/** The delivery of a message in parts was given up. */
export interface SctpPartialDelivery extends SctpNotificationOf<'SCTP_PARTIAL_DELIVERY_EVENT'> {
  /** SCTP_PARTIAL_DELIVERY_ABORTED. */
  indication: number
  /** The stream; 0 without SCTP_INTERLEAVING_SUPPORTED. Linux 4.16. */
  stream?: number
  /** The number of the message in its stream; 0 as above. Linux 4.16. */
  seq?: number
}

/** About a key of SCTP_AUTH_KEY. */
export interface SctpAuthentication extends SctpNotificationOf<'SCTP_AUTHENTICATION_EVENT'> {
  /** The key. */
  keynumber: number
  /** The key before it. */
  altkeynumber: number
  /** SCTP_AUTH_NEW_KEY, SCTP_AUTH_FREE_KEY, SCTP_AUTH_NO_AUTH. */
  indication: number
}

/** Everything that was sent has been acknowledged. */
export type SctpSenderDry = SctpNotificationOf<'SCTP_SENDER_DRY_EVENT'>

/** Streams were reset. */
export interface SctpStreamResetEvent extends SctpNotificationOf<'SCTP_STREAM_RESET_EVENT'> {
  /** The streams; none if it was all of them. `flags` are SCTP_STREAM_RESET_*. */
  stream_list: number[]
}

/** The association was begun anew. */
export interface SctpAssociationReset extends SctpNotificationOf<'SCTP_ASSOC_RESET_EVENT'> {
  /** The number of the next message that is sent. */
  local_tsn: number
  /** The number of the next message that is received. */
  remote_tsn: number
}

/** Streams were added. */
export interface SctpStreamChange extends SctpNotificationOf<'SCTP_STREAM_CHANGE_EVENT'> {
  /** How many streams are received now. */
  instrms: number
  /** How many streams are sent now. */
  outstrms: number
}

/** A notification that this library does not know. */
export interface SctpUnknownNotification {
  /** Its number. */
  type: number
  /** Its flags. */
  flags: number
  /** What follows type, flags and length. */
  data: Uint8Array
}

/** A notification that is known, distinguished by its type. */
export type SctpKnownNotification =
  | SctpAdaptation
  | SctpAssociationChange
  | SctpAssociationReset
  | SctpAuthentication
  | SctpPartialDelivery
  | SctpPeerAddressChange
  | SctpRemoteError
  | SctpSendFailed
  | SctpSendFailedEvent
  | SctpSenderDry
  | SctpShutdown
  | SctpStreamChange
  | SctpStreamResetEvent

/** A notification, distinguished by its type. */
export type SctpNotification = SctpKnownNotification | SctpUnknownNotification

type Kinds = Readonly<Record<string, FieldKind>>

/** How a notification is read, after type, flags and length. */
interface Shape {
  readonly codec: Codec<Record<string, unknown>, never>
  /** Reads what its fields hold, or what follows the struct. */
  readonly more?: (
    fields: Record<string, unknown>,
    rest: Uint8Array,
    platform: Platform,
  ) => Record<string, unknown>
}

function shape(
  name: string,
  fields: Kinds,
  prefix: string,
  {
    names = {},
    optionalTail = {},
    more,
  }: Partial<Shape> & {
    readonly names?: Readonly<Record<string, string>>
    readonly optionalTail?: Kinds
  } = {},
): Shape {
  const all: Kinds = { flags: 'unsigned', assoc_id: 'signed', ...fields }
  const header = name.startsWith('kernel_') ? {} : HEADER // those are in structs.h
  const codec = struct(name, all, { ...header, prefix, names, optionalTail })
  return { codec, ...(more && { more }) }
}

const asBytes = (field: unknown) => field as Uint8Array // its kind is 'bytes'

function numbersIn(rest: Uint8Array, { littleEndian }: Platform): number[] {
  const view = new DataView(rest.buffer, rest.byteOffset, rest.length)
  return Array.from({ length: rest.length >> 1 }, (_, i) => view.getUint16(2 * i, littleEndian))
}

/** A cause in network byte order, which the kernel keeps in a __u32 as if it were a number. */
function causeIn(field: unknown, { littleEndian }: Platform): number {
  const cause = field as number // its kind is 'unsigned'
  return littleEndian ? ((cause & 0xff) << 8) | ((cause >> 8) & 0xff) : cause
}

const SHAPES: Readonly<Record<SctpKnownNotification['type'], Shape>> = {
  SCTP_ADAPTATION_INDICATION: shape(
    'sctp_adaptation_event',
    { adaptation_ind: 'unsigned' },
    'sai_',
  ),
  SCTP_ASSOC_CHANGE: shape(
    'sctp_assoc_change',
    {
      state: 'unsigned',
      error: 'network',
      outbound_streams: 'unsigned',
      inbound_streams: 'unsigned',
    },
    'sac_',
    { more: (_fields, rest) => ({ info: rest.slice() }) },
  ),
  SCTP_ASSOC_RESET_EVENT: shape(
    'kernel_sctp_assoc_reset_event',
    { local_tsn: 'unsigned', remote_tsn: 'unsigned' },
    'assocreset_',
  ),
  SCTP_AUTHENTICATION_EVENT: shape(
    'sctp_authkey_event',
    { keynumber: 'unsigned', altkeynumber: 'unsigned', indication: 'unsigned' },
    'auth_',
  ),
  SCTP_PARTIAL_DELIVERY_EVENT: shape(
    'kernel_sctp_pdapi_event',
    { indication: 'unsigned' },
    'pdapi_',
    { optionalTail: { stream: 'unsigned', seq: 'unsigned' } },
  ),
  SCTP_PEER_ADDR_CHANGE: shape(
    'sctp_paddr_change',
    { address: 'bytes', state: 'signed', error: 'signed' },
    'spc_',
    {
      names: { address: 'spc_aaddr' },
      more: ({ address }, _rest, platform) => ({
        address: decodeEndpoint(asBytes(address), platform),
      }),
    },
  ),
  SCTP_REMOTE_ERROR: shape('sctp_remote_error', { error: 'network' }, 'sre_', {
    more: (_fields, rest) => ({ data: rest.slice() }),
  }),
  SCTP_SENDER_DRY_EVENT: shape('sctp_sender_dry_event', {}, 'sender_dry_'),
  SCTP_SEND_FAILED: shape('sctp_send_failed', { error: 'unsigned', info: 'bytes' }, 'ssf_', {
    more: ({ error, info }, rest, platform) => ({
      error: causeIn(error, platform),
      info: sendReceiveInfo.decode(asBytes(info), platform),
      data: rest.slice(),
    }),
  }),
  SCTP_SEND_FAILED_EVENT: shape(
    'kernel_sctp_send_failed_event',
    { error: 'unsigned', info: 'bytes' },
    'ssf_',
    {
      names: { info: 'ssfe_info' },
      more: ({ error, info }, rest, platform) => ({
        error: causeIn(error, platform),
        info: sendInfo.decode(asBytes(info), platform),
        data: rest.slice(),
      }),
    },
  ),
  SCTP_SHUTDOWN_EVENT: shape('sctp_shutdown_event', {}, 'sse_'),
  SCTP_STREAM_CHANGE_EVENT: shape(
    'kernel_sctp_stream_change_event',
    { instrms: 'unsigned', outstrms: 'unsigned' },
    'strchange_',
    { names: { instrms: 'strchange_instrms', outstrms: 'strchange_outstrms' } },
  ),
  SCTP_STREAM_RESET_EVENT: shape('kernel_sctp_stream_reset_event', {}, 'strreset_', {
    more: (_fields, rest, platform) => ({ stream_list: numbersIn(rest, platform) }),
  }),
}

/** What the build asks the C compiler. */
export const notificationStructs: readonly StructProbe[] = Object.values(SHAPES).flatMap(
  ({ codec }) => codec.probes(),
)

/** __u16 type, __u16 flags, __u32 length: the same of every notification, and never padded. */
const HEAD = 8

/**
 * Reads a union sctp_notification.
 *
 * @throws {RangeError} If it is not whole.
 */
export function decodeNotification(bytes: Uint8Array, platform: Platform): SctpNotification {
  if (bytes.length < HEAD) throw tooShort('a notification', bytes, HEAD)
  const { littleEndian } = platform
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const number = view.getUint16(0, littleEndian)
  const flags = view.getUint16(2, littleEndian)
  const length = view.getUint32(4, littleEndian)
  if (length > bytes.length) throw tooShort('all of a notification', bytes, length)
  const name = Object.keys(SHAPES).find((type) => platform.constant(type) === number)
  if (name === undefined) return { type: number, flags, data: bytes.slice(HEAD) }
  const type = name as SctpKnownNotification['type']
  const { codec, more } = SHAPES[type]
  const fields = codec.decode(bytes, platform)
  const rest = bytes.subarray(codec.maxSize(platform), Math.max(length, HEAD))
  const notification = { type, ...fields, ...more?.(fields, rest, platform) }
  return notification as SctpKnownNotification // its fields are those of its shape
}
