import { constants, Socket } from '../../src/index.ts'

// The states of sockets of SCTP and DCCP. Each has a peer, which must stay open meanwhile.

type State = (socket: Socket) => Disposable | undefined

/** Where the examples of rows have the peer, and ourselves: no other test uses SCTP there. */
const PEER = '127.0.0.1:20132'
const SELF = '127.0.0.1:20133'

/** Sets a socket up, and another one that is to be its peer. */
type Preparation = (socket: Socket, peer: Socket) => void

const both =
  (set: (socket: Socket) => void): Preparation =>
  (socket, peer) => {
    set(socket)
    set(peer)
  }

const signing = both((socket) => {
  socket.setOption('SCTP_AUTH_SUPPORTED', true)
})
const changing = both((socket) => {
  socket.setOption('SCTP_AUTH_SUPPORTED', true)
  socket.setOption('SCTP_ASCONF_SUPPORTED', true)
})
const reconfiguring = both((socket) => {
  socket.setOption('SCTP_RECONFIG_SUPPORTED', true)
  socket.setOption('SCTP_ENABLE_STREAM_RESET', [
    'SCTP_ENABLE_RESET_STREAM_REQ',
    'SCTP_ENABLE_RESET_ASSOC_REQ',
    'SCTP_ENABLE_CHANGE_ASSOC_REQ',
  ])
})

/** Listening there, so that the example connects. */
function listening(
  kind: 'IPPROTO_DCCP' | 'IPPROTO_SCTP',
  at: string,
  prepare: (s: Socket) => void,
) {
  const type = kind === 'IPPROTO_SCTP' ? 'SOCK_STREAM' : 'SOCK_DCCP'
  const listener = new Socket('AF_INET', type, kind)
  try {
    prepare(listener)
    listener.bind(at)
    listener.listen()
    return listener
  } catch (error) {
    listener.close()
    throw error
  }
}

const connected =
  (prepare?: Preparation): State =>
  (socket) => {
    const listener = listening('IPPROTO_SCTP', PEER, (peer) => {
      prepare?.(socket, peer)
    })
    socket.setOption('SO_REUSEADDR', true)
    socket.bind(SELF)
    socket.connectSync(PEER)
    return listener
  }

const prepared =
  (prepare: (socket: Socket) => void): State =>
  (socket) => {
    prepare(socket)
    return undefined
  }

const waiting: State = () => listening('IPPROTO_SCTP', PEER, () => undefined)

/** Connected, with the congestion control that counts rates. */
const measured: State = (socket) => {
  const rated = (one: Socket) => {
    one.setOption('DCCP_SOCKOPT_CCID', [constants.DCCPC_CCID3])
  }
  const listener = listening('IPPROTO_DCCP', '127.0.0.1:0', rated)
  rated(socket)
  socket.connectSync(listener.localAddress)
  return listener
}

/** As the other states: see option-states.ts. */
export const sctpStates: Readonly<Record<string, State>> = {
  DCCP_SOCKOPT_CCID_RX_INFO: measured,
  DCCP_SOCKOPT_CCID_TX_INFO: measured,
  SCTP_ADD_STREAMS: connected(reconfiguring),
  SCTP_AUTH_ACTIVE_KEY: connected(signing),
  SCTP_AUTH_CHUNK: prepared((socket) => {
    socket.setOption('SCTP_AUTH_SUPPORTED', true)
  }),
  SCTP_AUTH_DEACTIVATE_KEY: prepared(withKey),
  SCTP_AUTH_DELETE_KEY: prepared(withKey),
  SCTP_AUTH_KEY: connected(signing),
  SCTP_AUTO_ASCONF: prepared((socket) => {
    socket.bind('0.0.0.0:0')
  }),
  SCTP_GET_ASSOC_STATS: connected(),
  SCTP_GET_LOCAL_ADDRS: connected(),
  SCTP_GET_PEER_ADDRS: connected(),
  SCTP_GET_PEER_ADDR_INFO: connected(),
  SCTP_HMAC_IDENT: prepared((socket) => {
    socket.setOption('SCTP_AUTH_SUPPORTED', true)
  }),
  SCTP_LOCAL_AUTH_CHUNKS: connected(signing),
  SCTP_PEER_AUTH_CHUNKS: connected(signing),
  SCTP_PRIMARY_ADDR: connected(),
  SCTP_PR_ASSOC_STATUS: connected(),
  SCTP_PR_STREAM_STATUS: connected(),
  SCTP_RESET_ASSOC: connected(reconfiguring),
  SCTP_RESET_STREAMS: connected(reconfiguring),
  SCTP_SET_PEER_PRIMARY_ADDR: connected(changing),
  SCTP_SOCKOPT_BINDX_REM: prepared((socket) => {
    socket.bind('127.0.0.1:0')
    socket.setOption('SCTP_SOCKOPT_BINDX_ADD', ['127.0.0.2:0'])
  }),
  SCTP_SOCKOPT_CONNECTX: waiting,
  SCTP_SOCKOPT_CONNECTX_OLD: waiting,
  SCTP_SOCKOPT_PEELOFF: connected(),
  SCTP_SOCKOPT_PEELOFF_FLAGS: connected(),
  SCTP_STATUS: connected(),
  SCTP_STREAM_SCHEDULER_VALUE: connected(),
}

/** The id of its only association, which the kernel chooses. */
const onlyAssociation = (socket: Socket) => socket.getOption('SCTP_GET_ASSOC_ID_LIST')[0]

/** As the other queries: see option-states.ts. */
export const sctpQueries = {
  SCTP_SOCKOPT_PEELOFF: onlyAssociation,
  SCTP_SOCKOPT_PEELOFF_FLAGS: onlyAssociation,
}

function withKey(socket: Socket): void {
  socket.setOption('SCTP_AUTH_SUPPORTED', true)
  socket.setOption('SCTP_AUTH_KEY', { keynumber: 1, key: Uint8Array.of(1, 2, 3) })
}
