// Every table of options. A new one is one more line here.
export { SOL_ICMPV6, SOL_RAW } from './icmp/options.ts'
export { IPPROTO_IP } from './ip/options.ts'
export { IPPROTO_IPV6 } from './ipv6/options.ts'
export { SOL_MPTCP } from './mptcp/options.ts'
export { SOL_NETLINK } from './netlink/options.ts'
export { SOL_PACKET } from './packet/options.ts'
export { SOL_SOCKET } from './socket/options.ts'
export { IPPROTO_TCP } from './tcp/options.ts'
export { SOL_TLS } from './tls/options.ts'
export { IPPROTO_UDP } from './udp/options.ts'
export { IPPROTO_UDPLITE } from './udplite/options.ts'
export { AF_VSOCK_OPTIONS } from './vsock/options.ts'
export { SOL_XDP } from './xdp/options.ts'
export { SOL_ALG } from './alg/options.ts'
export {
  SOL_BLUETOOTH,
  SOL_HCI,
  SOL_L2CAP,
  SOL_RFCOMM,
  SOL_SCO,
} from './bluetooth/options.ts'
export { SOL_CAN_ISOTP, SOL_CAN_J1939, SOL_CAN_RAW } from './can/options.ts'
export { SOL_DCCP } from './dccp/options.ts'
export { SOL_RDS } from './rds/options.ts'
export { SOL_SCTP } from './sctp/options.ts'
export { SOL_TIPC } from './tipc/options.ts'
