import type { Codec } from '../../codec/codec.ts'
import { within } from '../../codec/integers.ts'
import { bool, byte, bytes, int, list, uint } from '../../codec/values.ts'
import { option } from '../option.ts'
import { type Level, tableAt } from '../table.ts'
import { receiverRate, senderRate } from './rates.ts'

const where: Level = {
  level: 'SOL_DCCP',
  page: 'linux/dccp.h',
  testedOn: ['AF_INET', 'SOCK_DCCP', 'IPPROTO_DCCP'],
  header: 'linux/dccp.h',
}

const MAX_SERVICES = 32
const MAX_CCIDS = 16
const UINT32_MAX = 0xffff_ffff

/** A code of a service, which C has in network byte order. */
const service: Codec<number> = {
  ...uint,
  encode: (code, platform) =>
    uint.encode(within(code, '', 0, UINT32_MAX), { ...platform, littleEndian: false }),
  decode: (code, platform) => uint.decode(code, { ...platform, littleEndian: false }),
}

/** Set: several kinds of congestion control, the preferred one first. Read: the one in use. */
const preferred = list(byte, MAX_CCIDS)
const ccid: Codec<number, number | readonly number[]> = {
  ...preferred,
  maxSize: () => 4,
  encode: (value, platform) =>
    typeof value === 'number' ? byte.encode(value, platform) : preferred.encode(value, platform),
  decode: (value, platform) => int.decode(value, platform),
}

/** Options of DCCP, which Linux 6.16 removed. See linux/dccp.h. */
export const SOL_DCCP = tableAt(where, () => ({
  /** The kinds of congestion control that this kernel has: DCCPC_*. */
  DCCP_SOCKOPT_AVAILABLE_CCIDS: option(preferred, { readOnly: true, linux: 12 }),

  /** The congestion control of both directions, in order of preference; before connecting. */
  DCCP_SOCKOPT_CCID: option(preferred, { writeOnly: true, example: [2], linux: 13 }),

  /** What the receiver of CCID 3 knows. */
  DCCP_SOCKOPT_CCID_RX_INFO: option(receiverRate, { readOnly: true, linux: 128 }),

  /** What the sender of CCID 3 knows. */
  DCCP_SOCKOPT_CCID_TX_INFO: option(senderRate, { readOnly: true, linux: 192 }),

  /** Obsolete: without effect. */
  DCCP_SOCKOPT_CHANGE_L: option(bytes(64), {
    writeOnly: true,
    example: new Uint8Array(8),
    linux: 3,
  }),

  /** Obsolete: without effect. */
  DCCP_SOCKOPT_CHANGE_R: option(bytes(64), {
    writeOnly: true,
    example: new Uint8Array(8),
    linux: 4,
  }),

  /** The most bytes of a message, which the path's MTU limits. */
  DCCP_SOCKOPT_GET_CUR_MPS: option(int, { readOnly: true, unit: 'bytes', linux: 5 }),

  /** Obsolete: without effect. */
  DCCP_SOCKOPT_PACKET_SIZE: option(int, { example: 256, readsBack: 0, linux: 1 }),

  /** Which message is sent first: DCCPQ_POLICY_*. Before connecting. */
  DCCP_SOCKOPT_QPOLICY_ID: option(int, {
    example: 1,
    takes: [0, 1],
    causes: { EISCONN: 'it must be set before connecting' },
    linux: 16,
  }),

  /** How many messages wait to be sent; 0 for any number. */
  DCCP_SOCKOPT_QPOLICY_TXQLEN: option(int, {
    example: 20,
    takes: [0, Infinity],
    unit: 'messages',
    linux: 17,
  }),

  /** How much of what arrives its checksum must cover: 0 all of it, 1 the header, 2 4 bytes more … */
  DCCP_SOCKOPT_RECV_CSCOV: option(int, { example: 0, takes: [0, 15], linux: 11 }),

  /** The congestion control of what arrives, in order of preference; read, the one in use. */
  DCCP_SOCKOPT_RX_CCID: option(ccid, { example: 2, linux: 15 }),

  /** How much of what is sent its checksum covers: 0 all of it, 1 the header, 2 4 bytes more … */
  DCCP_SOCKOPT_SEND_CSCOV: option(int, { example: 0, takes: [0, 15], linux: 10 }),

  /** Whether an accepted socket, and not the client, waits at the end of the connection. */
  DCCP_SOCKOPT_SERVER_TIMEWAIT: option(bool, {
    example: true,
    causes: { EOPNOTSUPP: 'only accepted sockets have it' },
    linux: 6,
  }),

  /** The codes of the service: of a client one, of a listener up to 32. [0] by default. */
  DCCP_SOCKOPT_SERVICE: option(list(service, MAX_SERVICES), { example: [7, 42], linux: 2 }),

  /** The congestion control of what is sent, in order of preference; read, the one in use. */
  DCCP_SOCKOPT_TX_CCID: option(ccid, { example: 2, linux: 14 }),
}))
