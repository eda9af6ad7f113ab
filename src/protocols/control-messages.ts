import { type Codec, mapped } from '../codec/codec.ts'
import { formatIPv4, formatIPv6, parseIPv4, parseIPv6 } from '../codec/inet.ts'
import { struct } from '../codec/struct.ts'
import { byte, int, uint, ushort } from '../codec/values.ts'
import { controlAt } from './control.ts'
import { numbers } from './numbers.ts'
import { ucred } from './socket.ts'

/** Where an IPv4 packet arrived, or should leave from. */
export interface PacketInfo {
  /** The interface, by number. */
  interfaceIndex: number
  /** On receive, the local address that routing gave; on send, the source to use. */
  localAddress: string
  /** On receive, the destination in the packet's header. */
  destination?: string
}

/** Where an IPv6 packet arrived, or should leave from. */
export interface PacketInfo6 {
  /** The interface, by number; 0 leaves it to routing. */
  interfaceIndex: number
  /** On receive, the destination; on send, the source to use. */
  address: string
}

const NOWHERE = '0.0.0.0'

function quad(text: string): Uint8Array {
  const bytes = parseIPv4(text)
  if (!bytes) throw new TypeError(`Not a numeric IPv4 address: ${JSON.stringify(text)}`)
  return bytes
}

function sixteen(text: string): Uint8Array {
  const bytes = parseIPv6(text)
  if (!bytes) throw new TypeError(`Not a numeric IPv6 address: ${JSON.stringify(text)}`)
  return bytes
}

const packetInfo: Codec<PacketInfo> = mapped(
  struct('in_pktinfo', { ipi_ifindex: 'unsigned', ipi_spec_dst: 'bytes', ipi_addr: 'bytes' }),
  ({ interfaceIndex, localAddress, destination = NOWHERE }: PacketInfo) => ({
    ipi_ifindex: interfaceIndex,
    ipi_spec_dst: quad(localAddress),
    ipi_addr: quad(destination),
  }),
  ({ ipi_ifindex, ipi_spec_dst, ipi_addr }) => ({
    interfaceIndex: ipi_ifindex,
    localAddress: formatIPv4(ipi_spec_dst),
    destination: formatIPv4(ipi_addr),
  }),
)

const packetInfo6: Codec<PacketInfo6> = mapped(
  struct('in6_pktinfo', { ipi6_addr: 'bytes', ipi6_ifindex: 'unsigned' }),
  ({ interfaceIndex, address }: PacketInfo6) => ({
    ipi6_addr: sixteen(address),
    ipi6_ifindex: interfaceIndex,
  }),
  ({ ipi6_addr, ipi6_ifindex }) => ({
    interfaceIndex: ipi6_ifindex,
    address: formatIPv6(ipi6_addr),
  }),
)

/** The one control message that is no value: descriptors are owned, so `src/socket` handles it. */
export const DESCRIPTOR_PASSING = /* @__PURE__ */ numbers({
  /** Descriptors that travel with a message between Unix sockets. */
  SCM_RIGHTS: {},
})

/** Control messages of every socket; socket(7), unix(7). */
export const SOL_SOCKET_CONTROL = controlAt('SOL_SOCKET', {
  /** Who sent the message. Ask for it with SO_PASSCRED. Sending another's takes privilege. */
  SCM_CREDENTIALS: ucred,
  /** SO_MARK of the packet. Ask for it with SO_RCVMARK; to send it takes CAP_NET_ADMIN. */
  SO_MARK: uint,
  /** Datagrams dropped since the socket was made. Ask for it with SO_RXQ_OVFL. */
  SO_RXQ_OVFL: uint,
})

/** Control messages of IPv4; ip(7). */
export const IPPROTO_IP_CONTROL = controlAt('IPPROTO_IP', {
  /** Where a packet arrived, or should leave from. Ask for it with the IP_PKTINFO option. */
  IP_PKTINFO: packetInfo,
  /** DSCP and ECN bits. Ask for it with IP_RECVTOS. */
  IP_TOS: byte,
  /** Hops left, or to allow: 1 to 255. Ask for it with IP_RECVTTL. */
  IP_TTL: int,
})

/** Control messages of IPv6; ipv6(7). */
export const IPPROTO_IPV6_CONTROL = controlAt('IPPROTO_IPV6', {
  /** Hops left, or to allow: 0 to 255, -1 for the route's. Ask for it with IPV6_RECVHOPLIMIT. */
  IPV6_HOPLIMIT: int,
  /** Where a packet arrived, or should leave from. Ask for it with IPV6_RECVPKTINFO. */
  IPV6_PKTINFO: packetInfo6,
  /** DSCP and ECN bits. Ask for it with IPV6_RECVTCLASS. */
  IPV6_TCLASS: int,
})

/** Control messages of UDP; udp(7). */
export const IPPROTO_UDP_CONTROL = controlAt('IPPROTO_UDP', {
  /** Bytes of each of the datagrams that were joined into this read. Ask for it with UDP_GRO. */
  UDP_GRO: int,
  /** Bytes of each datagram that this send is to be cut into. */
  UDP_SEGMENT: ushort,
})
