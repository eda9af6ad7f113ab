import { constants, Socket } from '../../src/index.ts'
import type { Membership6, TcpAoKeyToSet, TlsCryptoInfo } from '../../src/index.ts'
import { optionByName } from '../../src/protocols/index.ts'
import { sctpQueries, sctpStates } from './option-states-sctp.ts'

/** Brings a socket into a state. The returned object must stay open meanwhile. */
type State = (socket: Socket) => Disposable | undefined

const GROUP = '239.1.2.3'
const SOURCE = '127.0.0.5'
const LOCAL = '127.0.0.1'
const ONLY_SOURCE = { group: '232.1.2.3', source: SOURCE }

const also =
  (...states: readonly ((socket: Socket) => void)[]): State =>
  (socket) => {
    for (const state of states) state(socket)
    return undefined
  }

const connected = (socket: Socket) => {
  socket.connectSync(socket.family === 'AF_INET6' ? '[::1]:9' : '127.0.0.1:9')
}
const inRepair = (socket: Socket) => {
  socket.setOption('TCP_REPAIR', constants.TCP_REPAIR_ON)
}
const atSendQueue = (socket: Socket) => {
  socket.setOption('TCP_REPAIR_QUEUE', constants.TCP_SEND_QUEUE)
}
const joined = (socket: Socket) => {
  socket.setOption('IP_ADD_MEMBERSHIP', { group: GROUP, interfaceIndex: 1, localAddress: LOCAL })
}
const joined6 = (socket: Socket) => {
  socket.setOption('IPV6_JOIN_GROUP', { group: 'ff02::1234', interfaceIndex: 1 })
}
const joinedEither = (socket: Socket) => {
  socket.setOption('MCAST_JOIN_GROUP', { group: GROUP, interfaceIndex: 1 })
}
const sharing = (socket: Socket) => {
  socket.setOption('SO_REUSEPORT', true)
  socket.bind('127.0.0.1:0')
}
const filtered = (socket: Socket) => {
  socket.setOption('SO_ATTACH_FILTER', [{ code: 6, jt: 0, jf: 0, k: 0 }])
}
const withKey = (socket: Socket) => {
  socket.setOption('TCP_AO_ADD_KEY', exampleOf('TCP_AO_ADD_KEY') as TcpAoKeyToSet)
}
const ofAlgorithm = (algorithmType: string, name: string) => (socket: Socket) => {
  socket.bind({ family: 'AF_ALG', algorithmType, name })
}
const ofBluetooth = (addressType: number) => (socket: Socket) => {
  socket.bind({ family: 'AF_BLUETOOTH', address: '00:00:00:00:00:00', psm: 0, addressType })
}
const inFanout = (mode: number) => (socket: Socket) => {
  socket.setOption('PACKET_FANOUT', { id: 0xb5e + mode, mode })
}

/** Connected to a peer, which must stay open. */
const toPeer = (socket: Socket): Socket => {
  using listener = new Socket(socket.family)
  listener.bind(socket.family === 'AF_INET6' ? '[::1]:0' : '127.0.0.1:0')
  listener.listen()
  socket.connectSync(listener.localAddress)
  return listener.acceptSync()
}

/** Connected, with TLS. The peer must stay open. */
const inTls: State = (socket) => {
  const peer = toPeer(socket)
  try {
    socket.setOption('TCP_ULP', 'tls')
    return peer
  } catch (error) {
    peer.close()
    throw error
  }
}
const inTlsWith =
  (name: 'TLS_RX' | 'TLS_TX'): State =>
  (socket) => {
    const peer = inTls(socket)
    socket.setOption(name, exampleOf(name) as TlsCryptoInfo)
    return peer
  }

function exampleOf(name: string): unknown {
  return optionByName(name)?.details.example
}

/** The state that an option needs before it can be set or read. */
export const optionStates: Readonly<Record<string, State>> = {
  ...sctpStates,
  ALG_SET_AEAD_AUTHSIZE: also(ofAlgorithm('aead', 'gcm(aes)')),
  ALG_SET_DRBG_ENTROPY: also(ofAlgorithm('rng', 'stdrng')),
  ALG_SET_KEY: also(ofAlgorithm('skcipher', 'cbc(aes)')),
  ALG_SET_KEY_BY_KEY_SERIAL: also(ofAlgorithm('skcipher', 'cbc(aes)')),
  BT_DEFER_SETUP: also(ofBluetooth(constants.BDADDR_BREDR)),
  BT_RCVMTU: also(ofBluetooth(constants.BDADDR_LE_PUBLIC)),
  IP6T_SO_ORIGINAL_DST: toPeer, // where NAT is loaded, it knows each connection
  IP_BLOCK_SOURCE: also(joined),
  IP_DROP_MEMBERSHIP: also(joined),
  IP_DROP_SOURCE_MEMBERSHIP: also((socket) => {
    socket.setOption('IP_ADD_SOURCE_MEMBERSHIP', { ...ONLY_SOURCE, localAddress: LOCAL })
  }),
  IP_MSFILTER: also(joined),
  IP_MTU: also(connected),
  IP_UNBLOCK_SOURCE: also(joined, (socket) => {
    socket.setOption('IP_BLOCK_SOURCE', { group: GROUP, source: SOURCE, localAddress: LOCAL })
  }),
  IPV6_ADDRFORM: also(connected),
  IPV6_DROP_MEMBERSHIP: also(joined6),
  IPV6_LEAVE_ANYCAST: also((socket) => {
    socket.setOption('IPV6_JOIN_ANYCAST', exampleOf('IPV6_JOIN_ANYCAST') as Membership6)
  }),
  IPV6_LEAVE_GROUP: also(joined6),
  IPV6_MTU: also(connected),
  IPV6_PATHMTU: also(connected),
  MCAST_BLOCK_SOURCE: also(joinedEither),
  MCAST_LEAVE_GROUP: also(joinedEither),
  MCAST_LEAVE_SOURCE_GROUP: also((socket) => {
    socket.setOption('MCAST_JOIN_SOURCE_GROUP', { ...ONLY_SOURCE, interfaceIndex: 1 })
  }),
  MCAST_MSFILTER: also(joinedEither),
  MCAST_UNBLOCK_SOURCE: also(joinedEither, (socket) => {
    socket.setOption('MCAST_BLOCK_SOURCE', { group: GROUP, source: SOURCE, interfaceIndex: 1 })
  }),
  NETLINK_DROP_MEMBERSHIP: also((socket) => {
    socket.setOption('NETLINK_ADD_MEMBERSHIP', 1)
  }),
  PACKET_DROP_MEMBERSHIP: also((socket) => {
    socket.setOption('PACKET_ADD_MEMBERSHIP', { interfaceIndex: 1, type: 1 })
  }),
  PACKET_FANOUT_DATA: also(inFanout(constants.PACKET_FANOUT_CBPF)),
  PACKET_ROLLOVER_STATS: also(inFanout(constants.PACKET_FANOUT_ROLLOVER)),
  RDS_CANCEL_SENT_TO: also((socket) => {
    socket.bind('127.0.0.1:0')
  }),
  SO_ATTACH_REUSEPORT_CBPF: also(sharing),
  SO_DETACH_BPF: also(filtered),
  SO_DETACH_FILTER: also(filtered),
  SO_DETACH_REUSEPORT_BPF: also(sharing, (socket) => {
    socket.setOption('SO_ATTACH_REUSEPORT_CBPF', [{ code: 6, jt: 0, jf: 0, k: 0 }])
  }),
  SO_ORIGINAL_DST: toPeer,
  TCP_AO_DEL_KEY: also(withKey),
  TCP_AO_GET_KEYS: also(withKey),
  TCP_AO_INFO: also(withKey),
  TCP_QUEUE_SEQ: also(inRepair, atSendQueue),
  TCP_REPAIR_OPTIONS: also(inRepair, connected), // in repair mode connecting sends nothing
  TCP_REPAIR_QUEUE: also(inRepair),
  TCP_REPAIR_WINDOW: also(inRepair, connected),
  TIPC_GROUP_LEAVE: also((socket) => {
    socket.setOption('TIPC_GROUP_JOIN', { type: 4711 })
  }),
  TLS_RX: inTls,
  TLS_RX_EXPECT_NO_PAD: inTlsWith('TLS_RX'),
  TLS_TX: inTls,
  TLS_TX_MAX_PAYLOAD_LEN: inTlsWith('TLS_TX'),
  TLS_TX_ZEROCOPY_RO: inTls,
  XDP_MAX_TX_SKB_BUDGET: also((socket) => {
    socket.setOption('XDP_TX_RING', 64)
  }),
}

/** The query of an option where it depends on the state of the socket. */
export const optionQueries: Readonly<Record<string, (socket: Socket) => unknown>> = sctpQueries
