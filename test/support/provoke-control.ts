import { constants, type ReceivedMessage, type Socket, SocketError } from '../../src/index.ts'
import { encodeMessages, ifinfomsg } from '../../src/netlink.ts'
import { PATIENCE } from './patience.ts'

/** The data of every datagram that is sent to provoke a control message. */
export const DATA = 'some data'

type Preparation = (sender: Socket, receiver: Socket) => void

/** Called before sending the datagram that provokes the message. */
export const beforeProvoking: Readonly<Record<string, Preparation>> = {
  SCM_TS_OPT_ID(sender) {
    const { SOF_TIMESTAMPING_OPT_ID, SOF_TIMESTAMPING_SOFTWARE } = constants
    sender.setOption('SO_TIMESTAMPING', SOF_TIMESTAMPING_OPT_ID | SOF_TIMESTAMPING_SOFTWARE)
  },
  SCM_TXTIME(sender) {
    sender.setOption('SO_TXTIME', { clockid: 1, flags: 0 }) // CLOCK_MONOTONIC needs no privilege
  },
  SO_TIMESTAMPING: untilStamped('SO_TIMESTAMPING'),
  SO_TIMESTAMPING_NEW: untilStamped('SO_TIMESTAMPING_NEW'),
  TLS_GET_RECORD_TYPE: encrypted,
  TLS_SET_RECORD_TYPE: encrypted,
}

/** Called instead of sending a datagram. */
export const provokers: Readonly<Record<string, Preparation>> = {
  IP_PROTOCOL(sender) {
    const [length, hops, own] = [20 + DATA.length, 64, 255] // IPPROTO_RAW, the receiver's protocol
    const header = [0x45, 0, 0, length, 0, 0, 0, 0, hops, own, 0, 0, 127, 0, 0, 1, 127, 0, 0, 1]
    const data = Buffer.concat([Buffer.from(header), Buffer.from(DATA)])
    sender.sendMessageSync({ data, control: { IP_PROTOCOL: own } })
  },
  IP_RECVERR: toNobody,
  IP_RECVOPTS(sender) {
    const { IPOPT_EOL, IPOPT_NOP } = constants
    const options = Uint8Array.of(IPOPT_NOP, IPOPT_NOP, IPOPT_NOP, IPOPT_EOL)
    sender.sendMessageSync({ data: DATA, control: { IP_RETOPTS: options } })
  },
  IPV6_PATHMTU(sender, receiver) {
    const data = new Uint8Array(65_527) // with headers, too large for the loopback
    const control = { IPV6_DONTFRAG: true }
    try {
      receiver.sendMessageSync({ data, control, address: sender.localAddress })
    } catch (error) {
      if (!(error instanceof SocketError) || error.code !== 'EMSGSIZE') throw error
    }
  },
  IPV6_RECVERR: toNobody,
  NETLINK_PKTINFO(_sender, receiver) {
    const oneLink = { type: constants.RTM_GETLINK, flags: constants.NLM_F_REQUEST }
    const payload = ifinfomsg.encode({ index: 'lo' })
    receiver.sendToSync(encodeMessages([{ ...oneLink, payload }]), 'netlink:0:0')
  },
  PACKET_AUXDATA(sender, receiver) {
    receiver.bind({ ...lo, protocol: constants.ETH_P_802_EX1 })
    sender.sendToSync(frame, lo)
  },
  PACKET_TX_TIMESTAMP(_sender, receiver) {
    receiver.sendToSync(frame, lo)
  },
  SCM_TIMESTAMPING_OPT_STATS(_sender, receiver) {
    receiver.sendSync(DATA)
  },
  SO_RXQ_OVFL: overflow,
  UDP_GRO(sender) {
    sender.setOption('UDP_SEGMENT', 100)
    sender.sendSync(Buffer.alloc(400))
  },
}

const lo = { family: 'AF_PACKET', interfaceIndex: 'lo' } as const
const frame = Buffer.from(`${'00'.repeat(12)}88b5${'00'.repeat(46)}`, 'hex')

/**
 * Sends until a datagram is timestamped: the kernel starts to timestamp some time
 * after the request.
 */
function untilStamped(name: 'SO_TIMESTAMPING' | 'SO_TIMESTAMPING_NEW'): Preparation {
  return (sender, receiver) => {
    let came: ReceivedMessage
    do {
      sender.sendSync(DATA)
      came = receiver.recvMessageSync({ control: true, timeout: PATIENCE })
    } while (came.control[name] === undefined)
  }
}

/** Makes the kernel encrypt what the sender sends and decrypt what the receiver receives. */
function encrypted(sender: Socket, receiver: Socket): void {
  const info = {
    version: constants.TLS_1_2_VERSION,
    cipher_type: 'TLS_CIPHER_AES_GCM_128',
    iv: Buffer.alloc(8),
    key: Buffer.alloc(16),
    salt: Buffer.alloc(4),
    rec_seq: Buffer.alloc(8),
  } as const
  for (const socket of [sender, receiver]) socket.setOption('TCP_ULP', 'tls')
  sender.setOption('TLS_TX', info)
  receiver.setOption('TLS_RX', info)
}

/** Sends to the closed sender, which ICMP reports. */
function toNobody(sender: Socket, receiver: Socket): void {
  const { localAddress } = sender
  sender.close()
  receiver.sendToSync(DATA, localAddress)
}

/** Sends more than the receiver's queue holds, and one more once there is space again. */
function overflow(sender: Socket, receiver: Socket): void {
  receiver.setOption('SO_RCVBUF', 0)
  for (let i = 0; i < 20; i++) sender.sendSync(Buffer.alloc(1000))
  for (;;) {
    try {
      receiver.recvSync(1000, { timeout: 0 })
    } catch (error) {
      if (!(error instanceof SocketError) || error.code !== 'EAGAIN') throw error
      sender.sendSync(DATA)
      return
    }
  }
}
