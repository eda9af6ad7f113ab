import type { Codec } from '../../codec/codec.ts'
import type { Flags } from '../../codec/flags.ts'
import { struct } from '../../codec/struct.ts'
import { HEADER } from './association.ts'
import type { SctpPolicy } from './reliability.ts'
import { SCTP_POLICIES, SCTP_SEND_FLAGS } from './values.ts'

/** The C name of a flag of a message that is sent. */
export type SctpSendFlag = keyof typeof SCTP_SEND_FLAGS

/** How an association is set up. */
export interface SctpInitialization {
  /** How many streams to send on; 0 for the default, which is 10. */
  num_ostreams: number
  /** The most streams to receive; 0 for the default, which is 65535. */
  max_instreams: number
  /** How many times to try; 0 for the default. */
  max_attempts: number
  /** The most milliseconds between two tries; 0 for the default. */
  max_init_timeo: number
}

/** {@link SctpInitialization} as input. */
export type SctpInitializationToSet = Partial<SctpInitialization>

/** struct sctp_initmsg. */
export const initialization: Codec<SctpInitialization, SctpInitializationToSet> = struct(
  'sctp_initmsg',
  {
    num_ostreams: 'unsigned',
    max_instreams: 'unsigned',
    max_attempts: 'unsigned',
    max_init_timeo: 'unsigned',
  },
  {
    ...HEADER,
    prefix: 'sinit_',
    defaults: { num_ostreams: 0, max_instreams: 0, max_attempts: 0, max_init_timeo: 0 },
  },
)

/** The stream of a message, and how it is sent, or was. SCTP_SNDINFO and SCTP_RCVINFO follow it. */
export interface SctpSendReceiveInfo {
  /** The stream. */
  stream: number
  /** Received: the number of the message in its stream. */
  ssn: number
  /** SCTP_UNORDERED; sent, others too. */
  flags: number
  /** The protocol of the payload, as IANA assigns them: sent in network byte order. */
  ppid: number
  /** Sent: a number for SCTP_SEND_FAILED. Received: that of SCTP_CONTEXT. */
  context: number
  /** Sent: after how many milliseconds to give up; 0 for never. */
  timetolive: number
  /** Received: the number of the last part of the message. */
  tsn: number
  /** Received: the number up to which everything has arrived. */
  cumtsn: number
  /** The association; for a message to no address, that which is to send it. */
  assoc_id: number
}

/** {@link SctpSendReceiveInfo} as input. */
export interface SctpSendReceiveInfoToSend extends Partial<Omit<SctpSendReceiveInfo, 'flags'>> {
  /** `'SCTP_UNORDERED'`, several names, or the sum of the constants. */
  flags?: Flags<SctpSendFlag>
}

/** struct sctp_sndrcvinfo. */
export const sendReceiveInfo: Codec<SctpSendReceiveInfo, SctpSendReceiveInfoToSend> = struct(
  'sctp_sndrcvinfo',
  {
    stream: 'unsigned',
    ssn: 'unsigned',
    flags: 'unsigned',
    ppid: 'network',
    context: 'unsigned',
    timetolive: 'unsigned',
    tsn: 'unsigned',
    cumtsn: 'unsigned',
    assoc_id: 'signed',
  },
  {
    ...HEADER,
    prefix: 'sinfo_',
    flags: { flags: SCTP_SEND_FLAGS },
    defaults: {
      ...{ stream: 0, ssn: 0, flags: 0, ppid: 0, context: 0 },
      ...{ timetolive: 0, tsn: 0, cumtsn: 0, assoc_id: 0 },
    },
  },
)

/** How a message is sent. */
export interface SctpSendInfo {
  /** The stream. */
  sid: number
  /** SCTP_UNORDERED and others. */
  flags: number
  /** The protocol of the payload, as IANA assigns them: sent in network byte order. */
  ppid: number
  /** A number for SCTP_SEND_FAILED_EVENT. */
  context: number
  /** The association that is to send a message to no address. */
  assoc_id: number
}

/** {@link SctpSendInfo} as input. */
export interface SctpSendInfoToSend extends Partial<Omit<SctpSendInfo, 'flags'>> {
  /** `'SCTP_UNORDERED'`, several names, or the sum of the constants. */
  flags?: Flags<SctpSendFlag>
}

/** struct sctp_sndinfo. */
export const sendInfo: Codec<SctpSendInfo, SctpSendInfoToSend> = struct(
  'kernel_sctp_sndinfo',
  {
    sid: 'unsigned',
    flags: 'unsigned',
    ppid: 'network',
    context: 'unsigned',
    assoc_id: 'signed',
  },
  {
    prefix: 'snd_',
    flags: { flags: SCTP_SEND_FLAGS },
    defaults: { sid: 0, flags: 0, ppid: 0, context: 0, assoc_id: 0 },
  },
)

/** How a message was sent. */
export interface SctpReceiveInfo {
  /** The stream. */
  sid: number
  /** The number of the message in its stream. */
  ssn: number
  /** SCTP_UNORDERED. */
  flags: number
  /** The protocol of the payload, as IANA assigns them: sent in network byte order. */
  ppid: number
  /** The number of the last part of the message. */
  tsn: number
  /** The number up to which everything has arrived. */
  cumtsn: number
  /** The number of SCTP_CONTEXT. */
  context: number
  /** The association. */
  assoc_id: number
}

/** struct sctp_rcvinfo. */
export const receiveInfo: Codec<SctpReceiveInfo> = struct(
  'kernel_sctp_rcvinfo',
  {
    sid: 'unsigned',
    ssn: 'unsigned',
    flags: 'unsigned',
    ppid: 'network',
    tsn: 'unsigned',
    cumtsn: 'unsigned',
    context: 'unsigned',
    assoc_id: 'signed',
  },
  { prefix: 'rcv_' },
)

/** The message after the received one. */
export interface SctpNextInfo {
  /** The stream. */
  sid: number
  /** SCTP_UNORDERED; SCTP_NOTIFICATION if it is a notification. */
  flags: number
  /** The protocol of the payload, as IANA assigns them: sent in network byte order. */
  ppid: number
  /** Bytes of it that have arrived. */
  length: number
  /** The association. */
  assoc_id: number
}

/** struct sctp_nxtinfo. */
export const nextInfo: Codec<SctpNextInfo> = struct(
  'kernel_sctp_nxtinfo',
  { sid: 'unsigned', flags: 'unsigned', ppid: 'network', length: 'unsigned', assoc_id: 'signed' },
  { prefix: 'nxt_' },
)

/** When a message is given up. */
export interface SctpPartialReliability {
  /** `'SCTP_PR_SCTP_TTL'`, or the number. */
  policy: SctpPolicy | number
  /** Milliseconds, retransmissions or a priority, as the policy says. */
  value: number
}

/** struct sctp_prinfo. */
export const partialReliability: Codec<{ policy: number; value: number }, SctpPartialReliability> =
  struct(
    'kernel_sctp_prinfo',
    { policy: 'unsigned', value: 'unsigned' },
    { prefix: 'pr_', oneOf: { policy: SCTP_POLICIES } },
  )
