import { type Codec, mapped } from '../../codec/codec.ts'
import { mustBe } from '../../codec/misuse.ts'
import type { Flags } from '../../codec/flags.ts'
import { struct } from '../../codec/struct.ts'
import { bool, uint } from '../../codec/values.ts'
import { option } from '../option.ts'
import { type Level, tableAt } from '../table.ts'
import { TIPC_GROUP_FLAGS } from './values.ts'

/** The group of a socket. */
export interface TipcGroup {
  /** The type of service of the group; 0 if the socket is in none. */
  type: number
}

/** The C name of a flag of TIPC_GROUP_JOIN. */
export type TipcGroupFlag = keyof typeof TIPC_GROUP_FLAGS

/** A group to join. */
export interface TipcGroupRequest extends TipcGroup {
  /** The instance of this member; several may have the same. 0 by default. */
  instance?: number
  /** TIPC_CLUSTER_SCOPE, the default, or TIPC_NODE_SCOPE. */
  scope?: number
  /** `'TIPC_GROUP_LOOPBACK'`, several names, or the sum of the constants. */
  flags?: Flags<TipcGroupFlag>
}

const request = struct(
  'kernel_tipc_group_req',
  { type: 'unsigned', instance: 'unsigned', scope: 'unsigned', flags: 'unsigned' },
  {
    defaults: { instance: 0, scope: 0, flags: 0 },
    flags: { flags: TIPC_GROUP_FLAGS },
  },
)

/** The kernel accepts a struct, and returns the type only. */
const group: Codec<TipcGroup, TipcGroupRequest> = {
  probes: request.probes,
  maxSize: (platform) => request.maxSize(platform),
  encode: (value, platform) => request.encode(value, platform),
  decode: (bytes, platform) => ({ type: uint.decode(bytes.subarray(0, 4), platform) }),
}

const none = new Uint8Array(0)

/** The value of an option for which the kernel refuses any byte. */
const noBytes: Codec<null> = mapped(
  {
    probes: () => [],
    maxSize: () => 0,
    encode: () => none,
    decode: () => null,
  } satisfies Codec<null>,
  (value: null) => {
    if ((value as unknown) !== null) throw mustBe('', 'null', value)
    return null
  },
  () => null,
)

const where: Level = {
  level: 'SOL_TIPC',
  page: 'linux/tipc.h',
  testedOn: ['AF_TIPC', 'SOCK_RDM'],
  header: 'linux/tipc.h',
}

/** Options of AF_TIPC. See linux/tipc.h. */
export const SOL_TIPC = tableAt(where, () => ({
  /** How long connect(2) waits. */
  TIPC_CONN_TIMEOUT: option(uint, { example: 4000, unit: 'ms' }),

  /** Whether an undeliverable message is discarded instead of returned. */
  TIPC_DEST_DROPPABLE: option(bool, { example: true }),

  /** Joins a group; EACCES if the socket is in one already. Reading returns the type only. */
  TIPC_GROUP_JOIN: option(group, { example: { type: 4711 }, since: '4.15', linux: 135 }),

  /** Leaves the group. */
  TIPC_GROUP_LEAVE: option(noBytes, { writeOnly: true, example: null, since: '4.15', linux: 136 }),

  /** How long messages are kept under congestion: TIPC_LOW_IMPORTANCE and up. */
  TIPC_IMPORTANCE: option(uint, { example: 2 }),

  /** Multicasts are broadcast on the link; otherwise the kernel chooses. */
  TIPC_MCAST_BROADCAST: option(noBytes, {
    writeOnly: true,
    example: null,
    since: '4.11',
    linux: 133,
  }),

  /** Multicasts are sent to each receiver; otherwise the kernel chooses. */
  TIPC_MCAST_REPLICAST: option(noBytes, {
    writeOnly: true,
    example: null,
    since: '4.11',
    linux: 134,
  }),

  /** Sends small messages immediately. */
  TIPC_NODELAY: option(bool, {
    writeOnly: true,
    example: true,
    since: '5.5',
    testedOn: ['AF_TIPC', 'SOCK_STREAM'],
    linux: 138,
  }),

  /** Obsolete: always 0. */
  TIPC_NODE_RECVQ_DEPTH: option(uint, { readOnly: true }),

  /** Number of messages in the receive queue. */
  TIPC_SOCK_RECVQ_DEPTH: option(uint, { readOnly: true }),

  /** Bytes of buffers in the receive queue. */
  TIPC_SOCK_RECVQ_USED: option(uint, {
    readOnly: true,
    unit: 'bytes',
    since: '4.17',
    linux: 137,
  }),

  /** Whether a message may be lost on a congested link, instead of making the sender wait. */
  TIPC_SRC_DROPPABLE: option(bool, { example: true }),
}))
