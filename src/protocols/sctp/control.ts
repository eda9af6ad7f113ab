import { struct } from '../../codec/struct.ts'
import { ipv4, ipv6 } from '../../codec/values.ts'
import { control } from '../control.ts'
import { type Level, tableAt } from '../table.ts'
import {
  initialization,
  nextInfo,
  partialReliability,
  receiveInfo,
  sendInfo,
  sendReceiveInfo,
} from './messages.ts'

const where: Level = {
  level: 'SOL_SCTP',
  page: 'linux/sctp.h',
  testedOn: ['AF_INET', 'SOCK_SEQPACKET', 'IPPROTO_SCTP'],
  header: 'linux/sctp.h',
  families: ['AF_INET', 'AF_INET6'],
}

/** Control messages of SCTP; RFC 6458. */
export const SOL_SCTP_CONTROL = tableAt(where, () => ({
  /** The number of the key that signs a message. */
  SCTP_AUTHINFO: control(
    struct('kernel_sctp_authinfo', { keynumber: 'unsigned' }, { prefix: 'auth_' }),
    { sendOnly: true, example: { keynumber: 1 }, since: '4.17', linux: 6 },
  ),

  /** A further address of the peer that a message sets up an association with. */
  SCTP_DSTADDRV4: control(ipv4, {
    sendOnly: true,
    example: '127.0.0.2',
    since: '4.17',
    linux: 7,
  }),

  /** A further address of the peer that a message sets up an association with. */
  SCTP_DSTADDRV6: control(ipv6, {
    sendOnly: true,
    example: '2001:db8::2',
    since: '4.17',
    testedOn: ['AF_INET6', 'SOCK_SEQPACKET', 'IPPROTO_SCTP'],
    linux: 8,
  }),

  /** How to set up the association, with the message that does. */
  SCTP_INIT: control(initialization, {
    sendOnly: true,
    example: { num_ostreams: 5, max_instreams: 5, max_attempts: 4, max_init_timeo: 3000 },
    linux: 0,
  }),

  /** The message after this one, if it has arrived. */
  SCTP_NXTINFO: control(nextInfo, {
    enabledBy: 'SCTP_RECVNXTINFO',
    receiveOnly: true,
    since: '3.17',
    linux: 4,
  }),

  /** When the message is given up. Not of one that sets up an association, which may be at once. */
  SCTP_PRINFO: control(partialReliability, {
    sendOnly: true,
    example: { policy: 0x10, value: 5000 },
    since: '4.17',
    linux: 5,
  }),

  /** How the message was sent. */
  SCTP_RCVINFO: control(receiveInfo, {
    enabledBy: 'SCTP_RECVRCVINFO',
    receiveOnly: true,
    since: '3.17',
    linux: 3,
  }),

  /** How to send the message. */
  SCTP_SNDINFO: control(sendInfo, {
    sendOnly: true,
    example: { sid: 2, flags: 1, ppid: 51, context: 7, assoc_id: 0 },
    since: '3.17',
    linux: 2,
  }),

  /** How to send the message, or how it was sent; SCTP_SNDINFO and SCTP_RCVINFO follow it. */
  SCTP_SNDRCV: control(sendReceiveInfo, {
    enabledBy: ['SCTP_EVENT', { type: 0x8000, on: true }],
    linux: 1,
  }),
}))
