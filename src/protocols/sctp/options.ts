import { bool, byte, int, uint } from '../../codec/values.ts'
import { option } from '../option.ts'
import { type Level, tableAt } from '../table.ts'
import {
  associationFlag,
  associationNumber,
  associationParameters,
  delayedAcknowledgement,
  ofAssociation,
  retransmissionTimeout,
  valueOfAssociation,
} from './association.ts'
import {
  addresses,
  associationIds,
  associationToPeelOff,
  MAX_ASSOCIATIONS,
  peeledOff,
} from './associations.ts'
import { algorithms, chunks, key, keyNumber } from './authentication.ts'
import { packedAddresses } from './endpoints.ts'
import { event, eventQuery, events } from './events.ts'
import { initialization, sendInfo, sendReceiveInfo } from './messages.ts'
import {
  encapsulation,
  encapsulationQuery,
  pathParameters,
  pathParametersQuery,
  pathThresholds,
  pathThresholds2,
  pathThresholds2Query,
  pathThresholdsQuery,
  peerPrimaryAddress,
  primaryAddress,
  probeInterval,
  probeIntervalQuery,
} from './paths.ts'
import {
  abandoned,
  abandonedQuery,
  abandonedStreamQuery,
  defaultReliability,
} from './reliability.ts'
import { pathInfo, pathInfoQuery, statistics, status } from './status.ts'
import { reconfigurations, streamQuery, streamReset, streamsToAdd, streamValue } from './streams.ts'

const where: Level = {
  level: 'SOL_SCTP',
  page: 'linux/sctp.h',
  testedOn: ['AF_INET', 'SOCK_STREAM', 'IPPROTO_SCTP'],
  header: 'linux/sctp.h',
}

/** The kind of socket whose associations are told apart by ids. */
const ONE_TO_MANY = ['AF_INET', 'SOCK_SEQPACKET', 'IPPROTO_SCTP'] as const

const AUTH = { EACCES: 'authentication is off: SCTP_AUTH_SUPPORTED, or net.sctp.auth_enable' }
const RECONF = {
  ENOPROTOOPT: 'reconfiguration is off, here or at the peer: SCTP_RECONFIG_SUPPORTED',
}
const PEER = { family: 'AF_INET', address: '127.0.0.1', port: 20_132 } as const
const SELF = { ...PEER, port: 20_133 } as const
const LOCAL = { family: 'AF_INET', address: '127.0.0.2', port: 0 } as const

/** Options of SCTP; RFC 6458. Values and queries that name no association are of the only one. */
export const SOL_SCTP = tableAt(where, () => ({
  /** What the peer learns about the layer above, as SCTP_ADAPTATION_INDICATION. */
  SCTP_ADAPTATION_LAYER: option(uint, { example: 7 }),

  /** Adds streams to an association, which the peer must allow: SCTP_ENABLE_STREAM_RESET. */
  SCTP_ADD_STREAMS: option(streamsToAdd, {
    writeOnly: true,
    example: { assoc_id: 0, instrms: 0, outstrms: 1 },
    causes: RECONF,
    since: '4.11',
    linux: 121,
  }),

  /** Whether addresses can be added to associations and removed; SCTP_AUTO_ASCONF uses it. */
  SCTP_ASCONF_SUPPORTED: option(associationFlag, {
    query: valueOfAssociation,
    example: true,
    since: '5.4',
    linux: 128,
  }),

  /** Limits of an association, and what is known of it. */
  SCTP_ASSOCINFO: option(associationParameters, {
    query: ofAssociation('sctp_assocparams', 'sasoc_assoc_id'),
    example: {
      ...{ assoc_id: 0, asocmaxrxt: 5, number_peer_destinations: 0 },
      ...{ peer_rwnd: 0, local_rwnd: 0, cookie_life: 30_000 },
    },
  }),

  /** The key that signs, by its number. 0, the default, is an empty one. */
  SCTP_AUTH_ACTIVE_KEY: option(keyNumber, {
    query: ofAssociation('sctp_authkeyid', 'scact_assoc_id'),
    example: { assoc_id: 0, keynumber: 0 },
    causes: AUTH,
  }),

  /** A type of chunk that the peer must sign. Before connecting; the peer learns the list. */
  SCTP_AUTH_CHUNK: option(byte, { writeOnly: true, example: 0, causes: AUTH }),

  /** Stops using a key, which SCTP_AUTHENTICATION_EVENT then reports as free. */
  SCTP_AUTH_DEACTIVATE_KEY: option(keyNumber, {
    writeOnly: true,
    example: { assoc_id: 0, keynumber: 1 },
    causes: AUTH,
    since: '4.17',
    linux: 35,
  }),

  /** Forgets a key that is not in use. */
  SCTP_AUTH_DELETE_KEY: option(keyNumber, {
    writeOnly: true,
    example: { assoc_id: 0, keynumber: 1 },
    causes: AUTH,
  }),

  /** A key that both ends share, which has a number. */
  SCTP_AUTH_KEY: option(key, {
    writeOnly: true,
    example: { assoc_id: 0, keynumber: 1, key: Uint8Array.of(1, 2, 3, 4) },
    causes: AUTH,
  }),

  /** Whether chunks can be signed; net.sctp.auth_enable is the default. */
  SCTP_AUTH_SUPPORTED: option(associationFlag, {
    query: valueOfAssociation,
    example: true,
    since: '5.4',
    linux: 129,
  }),

  /** After how long an idle association of a one-to-many socket ends; 0 for never. */
  SCTP_AUTOCLOSE: option(uint, { example: 60, unit: 's', testedOn: ONE_TO_MANY }),

  /** Adds and removes the addresses of a socket as those of the host change. */
  SCTP_AUTO_ASCONF: option(bool, {
    example: true,
    causes: { EINVAL: 'only sockets that are bound to all addresses have it' },
  }),

  /** A number that SCTP_SNDRCV and SCTP_RCVINFO have with each received message. */
  SCTP_CONTEXT: option(associationNumber, { query: valueOfAssociation, example: 7 }),

  /** When messages are given up, unless SCTP_PRINFO says so. */
  SCTP_DEFAULT_PRINFO: option(defaultReliability, {
    query: ofAssociation('kernel_sctp_default_prinfo', 'pr_assoc_id', {}),
    example: { assoc_id: 0, policy: 0x10, value: 500 },
    since: '4.8',
    linux: 114,
  }),

  /** How messages are sent that say nothing about it; SCTP_DEFAULT_SNDINFO follows it. */
  SCTP_DEFAULT_SEND_PARAM: option(sendReceiveInfo, {
    query: ofAssociation('sctp_sndrcvinfo', 'sinfo_assoc_id'),
    example: {
      ...{ stream: 1, ssn: 0, flags: 1, ppid: 51, context: 7, timetolive: 0 },
      ...{ tsn: 0, cumtsn: 0, assoc_id: 0 },
    },
  }),

  /** How messages are sent that say nothing about it. */
  SCTP_DEFAULT_SNDINFO: option(sendInfo, {
    query: ofAssociation('kernel_sctp_sndinfo', 'snd_assoc_id', {}),
    example: { sid: 1, flags: 1, ppid: 51, context: 7, assoc_id: 0 },
    since: '3.17',
    linux: 34,
  }),

  /** When received data is acknowledged: after 200 ms, or every second packet, by default. */
  SCTP_DELAYED_SACK: option(delayedAcknowledgement, {
    query: ofAssociation('sctp_sack_info', 'sack_assoc_id'),
    example: { assoc_id: 0, delay: 100, freq: 3 },
    linux: 16,
  }),

  /** Whether a message that is larger than a packet is refused with EMSGSIZE. */
  SCTP_DISABLE_FRAGMENTS: option(bool, { example: true }),

  /** Whether associations use explicit congestion notification. */
  SCTP_ECN_SUPPORTED: option(associationFlag, {
    query: valueOfAssociation,
    example: false,
    since: '5.4',
    linux: 130,
  }),

  /** What the peer may ask for: to reset or to add streams, or to begin anew. Nothing by default. */
  SCTP_ENABLE_STREAM_RESET: option(reconfigurations, {
    query: valueOfAssociation,
    example: 3,
    since: '4.11',
    linux: 118,
  }),

  /** Whether one notification is received, or SCTP_SNDRCV. */
  SCTP_EVENT: option(event, {
    query: eventQuery,
    queryExample: { type: 0x8001 },
    example: { type: 0x8001, on: true, assoc_id: 0 },
    since: '5.0',
    linux: 127,
  }),

  /** Which notifications are received, and whether SCTP_SNDRCV is. None by default. */
  SCTP_EVENTS: option(events, {
    example: {
      ...{ data_io_event: true, association_event: true, address_event: false },
      ...{ send_failure_event: false, peer_error_event: true, shutdown_event: true },
      ...{ partial_delivery_event: false, adaptation_layer_event: false },
      ...{ authentication_event: false, sender_dry_event: true, stream_reset_event: false },
      ...{ assoc_reset_event: false, stream_change_event: true },
      ...{ send_failure_event_event: true },
    },
  }),

  /** Whether SCTP_PEER_ADDR_CHANGE and states of paths report that an address may be unreachable. */
  SCTP_EXPOSE_POTENTIALLY_FAILED_STATE: option(associationNumber, {
    query: valueOfAssociation,
    example: 1,
    since: '5.5',
    linux: 131,
  }),

  /** 0: messages are received one at a time; 1: parts of different associations may alternate. */
  SCTP_FRAGMENT_INTERLEAVE: option(int, { example: 1 }),

  /** The ids of all associations of a one-to-many socket, up to 65536. */
  SCTP_GET_ASSOC_ID_LIST: option(associationIds, {
    readOnly: true,
    testedOn: ONE_TO_MANY,
    causes: { EINVAL: `there are more than ${MAX_ASSOCIATIONS} associations` },
  }),

  /** How many associations a one-to-many socket has. */
  SCTP_GET_ASSOC_NUMBER: option(uint, { readOnly: true, testedOn: ONE_TO_MANY }),

  /** What an association has counted since it began. */
  SCTP_GET_ASSOC_STATS: option(statistics, {
    readOnly: true,
    query: ofAssociation('sctp_assoc_stats', 'sas_assoc_id'),
    since: '3.8',
    linux: 112,
  }),

  /** The addresses of this end of an association, or of the socket. */
  SCTP_GET_LOCAL_ADDRS: option(addresses, {
    readOnly: true,
    query: ofAssociation('sctp_getaddrs', 'assoc_id'),
  }),

  /** The addresses of the peer of an association. */
  SCTP_GET_PEER_ADDRS: option(addresses, {
    readOnly: true,
    query: ofAssociation('sctp_getaddrs', 'assoc_id'),
  }),

  /** What the kernel knows about the path to an address of the peer. */
  SCTP_GET_PEER_ADDR_INFO: option(pathInfo, {
    readOnly: true,
    query: pathInfoQuery,
    queryExample: { address: PEER },
  }),

  /** The algorithms that sign, the preferred one first: SCTP_AUTH_HMAC_ID_*. */
  SCTP_HMAC_IDENT: option(algorithms, { example: [3, 1], causes: AUTH }),

  /** How associations are set up: numbers of streams, tries and timeouts. */
  SCTP_INITMSG: option(initialization, {
    example: { num_ostreams: 5, max_instreams: 6, max_attempts: 3, max_init_timeo: 2000 },
  }),

  /** Whether parts of messages may alternate; both ends must support it. */
  SCTP_INTERLEAVING_SUPPORTED: option(associationFlag, {
    query: valueOfAssociation,
    example: true,
    needs: 'net.sctp.intl_enable, and SCTP_FRAGMENT_INTERLEAVE',
    since: '4.16',
    linux: 125,
  }),

  /** Whether an IPv6 socket has IPv4 addresses as `::ffff:127.0.0.1`; true by default. */
  SCTP_I_WANT_MAPPED_V4_ADDR: option(bool, { example: false }),

  /** The types of chunks that this end wants signed. */
  SCTP_LOCAL_AUTH_CHUNKS: option(chunks, {
    readOnly: true,
    query: ofAssociation('sctp_authchunks', 'gauth_assoc_id'),
    causes: AUTH,
  }),

  /** The most bytes in a packet; larger messages are sent in parts. 0 for the path's MTU. */
  SCTP_MAXSEG: option(associationNumber, {
    query: valueOfAssociation,
    example: 1200,
    unit: 'bytes',
  }),

  /** How many packets may be sent at once. */
  SCTP_MAX_BURST: option(associationNumber, { query: valueOfAssociation, example: 8 }),

  /** Sends small messages at once, instead of collecting them. */
  SCTP_NODELAY: option(bool, { example: true }),

  /** Messages of more bytes are received in parts, without MSG_EOR, even when they are incomplete. */
  SCTP_PARTIAL_DELIVERY_POINT: option(uint, { example: 1024, unit: 'bytes' }),

  /** How a path to the peer is used: heartbeats, MTU, delays. */
  SCTP_PEER_ADDR_PARAMS: option(pathParameters, {
    query: pathParametersQuery,
    example: {
      ...{ address: null, hbinterval: 10_000, pathmaxrxt: 0, pathmtu: 0, sackdelay: 0 },
      ...{ flags: 1, ipv6_flowlabel: 0, dscp: 0, assoc_id: 0 },
    },
    readsBack: {
      ...{ address: null, hbinterval: 10_000, pathmaxrxt: 5, pathmtu: 0, sackdelay: 200 },
      ...{ flags: 0x29, ipv6_flowlabel: 0, dscp: 0, assoc_id: 0 },
    },
  }),

  /** When a path to the peer is given up. */
  SCTP_PEER_ADDR_THLDS: option(pathThresholds, {
    query: pathThresholdsQuery,
    example: { address: null, pathmaxrxt: 4, pathpfthld: 2, assoc_id: 0 },
    linux: 31,
  }),

  /** When a path to the peer is given up, and when another becomes the primary one. */
  SCTP_PEER_ADDR_THLDS_V2: option(pathThresholds2, {
    query: pathThresholds2Query,
    example: { address: null, pathmaxrxt: 4, pathpfthld: 2, pathcpthld: 3, assoc_id: 0 },
    since: '5.5',
    linux: 37,
  }),

  /** The types of chunks that the peer wants signed. */
  SCTP_PEER_AUTH_CHUNKS: option(chunks, {
    readOnly: true,
    query: ofAssociation('sctp_authchunks', 'gauth_assoc_id'),
    causes: AUTH,
  }),

  /** How often paths are probed for a larger MTU; 0, the default, for never. */
  SCTP_PLPMTUD_PROBE_INTERVAL: option(probeInterval, {
    query: probeIntervalQuery,
    example: { address: null, interval: 5000, assoc_id: 0 },
    since: '5.14',
    linux: 133,
  }),

  /** The peer's address that messages are sent to. */
  SCTP_PRIMARY_ADDR: option(primaryAddress, {
    query: ofAssociation('sctp_prim', 'ssp_assoc_id'),
    example: { address: PEER, assoc_id: 0 },
  }),

  /** How many messages of an association were given up. */
  SCTP_PR_ASSOC_STATUS: option(abandoned, {
    readOnly: true,
    query: abandonedQuery,
    queryExample: { policy: 0x10 },
    since: '4.8',
    linux: 115,
  }),

  /** How many messages of a stream were given up. */
  SCTP_PR_STREAM_STATUS: option(abandoned, {
    readOnly: true,
    query: abandonedStreamQuery,
    queryExample: { policy: 0x10, sid: 0 },
    since: '4.8',
    linux: 116,
  }),

  /** Whether messages can be given up. */
  SCTP_PR_SUPPORTED: option(associationFlag, {
    query: valueOfAssociation,
    example: false,
    since: '4.8',
    linux: 113,
  }),

  /** Whether streams can be reset and added; net.sctp.reconf_enable is the default. */
  SCTP_RECONFIG_SUPPORTED: option(associationFlag, {
    query: valueOfAssociation,
    example: true,
    since: '4.12',
    linux: 117,
  }),

  /** Adds SCTP_NXTINFO to each receive, if there is a next message. */
  SCTP_RECVNXTINFO: option(bool, { example: true, since: '3.17', linux: 33 }),

  /** Adds SCTP_RCVINFO to each receive. */
  SCTP_RECVRCVINFO: option(bool, { example: true, since: '3.17', linux: 32 }),

  /** The UDP port that paths go to, through which SCTP is sent. net.sctp.udp_port is our own. */
  SCTP_REMOTE_UDP_ENCAPS_PORT: option(encapsulation, {
    query: encapsulationQuery,
    example: { address: null, port: 9899, assoc_id: 0 },
    since: '5.11',
    linux: 132,
  }),

  /** Begins an association anew, by its id: numbers of streams and of messages are 0 again. */
  SCTP_RESET_ASSOC: option(int, {
    writeOnly: true,
    example: 0,
    causes: RECONF,
    since: '4.11',
    linux: 120,
  }),

  /** Makes the numbers of messages in streams begin again at 0. */
  SCTP_RESET_STREAMS: option(streamReset, {
    writeOnly: true,
    example: { assoc_id: 0, flags: 2, stream_list: [0] },
    causes: RECONF,
    since: '4.11',
    linux: 119,
  }),

  /** Whether other sockets with this option may have the same port. One-to-one; before binding. */
  SCTP_REUSE_PORT: option(bool, {
    example: true,
    causes: { EFAULT: 'the socket is bound' },
    since: '4.19',
    linux: 36,
  }),

  /** The timeout of retransmissions. */
  SCTP_RTOINFO: option(retransmissionTimeout, {
    query: ofAssociation('sctp_rtoinfo', 'srto_assoc_id'),
    example: { assoc_id: 0, initial: 1000, max: 20_000, min: 500 },
  }),

  /** Asks the peer to send to this address of ours. */
  SCTP_SET_PEER_PRIMARY_ADDR: option(peerPrimaryAddress, {
    writeOnly: true,
    example: { address: SELF, assoc_id: 0 },
    causes: { EPERM: 'SCTP_ASCONF_SUPPORTED is off, here or at the peer' },
  }),

  /** Binds to further addresses of the host, whose port is 0 or that of the socket. */
  SCTP_SOCKOPT_BINDX_ADD: option(packedAddresses, {
    writeOnly: true,
    example: [LOCAL],
    testedOn: ONE_TO_MANY,
  }),

  /** Unbinds addresses, but for the last one. */
  SCTP_SOCKOPT_BINDX_REM: option(packedAddresses, {
    writeOnly: true,
    example: [LOCAL],
    testedOn: ONE_TO_MANY,
  }),

  /**
   * Begins to connect to a peer of several addresses, without waiting: of a one-to-one socket POLLOUT
   * says that it is done, and the next call fails if it has failed; of others, SCTP_ASSOC_CHANGE.
   */
  SCTP_SOCKOPT_CONNECTX: option(packedAddresses, {
    writeOnly: true,
    connects: true,
    example: [PEER],
    linux: 110,
  }),

  /** As SCTP_SOCKOPT_CONNECTX. */
  SCTP_SOCKOPT_CONNECTX_OLD: option(packedAddresses, {
    writeOnly: true,
    connects: true,
    example: [PEER],
    linux: 107,
  }),

  /** A new socket for one association of a one-to-many socket; see `peelOff` of berkeley/sctp. */
  SCTP_SOCKOPT_PEELOFF: option(peeledOff, {
    readOnly: true,
    opens: true,
    query: associationToPeelOff,
    queryExample: 1,
    testedOn: ONE_TO_MANY,
  }),

  /** As SCTP_SOCKOPT_PEELOFF, close-on-exec from the beginning. */
  SCTP_SOCKOPT_PEELOFF_FLAGS: option(peeledOff, {
    readOnly: true,
    opens: true,
    query: associationToPeelOff,
    queryExample: 1,
    since: '4.13',
    testedOn: ONE_TO_MANY,
    linux: 122,
  }),

  /** What the kernel knows about an association. */
  SCTP_STATUS: option(status, {
    readOnly: true,
    query: ofAssociation('sctp_status', 'sstat_assoc_id'),
  }),

  /** Which stream is sent from next: SCTP_SS_*. */
  SCTP_STREAM_SCHEDULER: option(associationNumber, {
    query: valueOfAssociation,
    example: 1,
    since: '4.15',
    linux: 123,
  }),

  /** The priority or the weight of a stream, which SCTP_STREAM_SCHEDULER uses. */
  SCTP_STREAM_SCHEDULER_VALUE: option(streamValue, {
    query: streamQuery,
    queryExample: { stream_id: 0 },
    example: { assoc_id: 0, stream_id: 0, stream_value: 0 },
    since: '4.15',
    linux: 124,
  }),
}))
