// Every table of constants that are neither options nor control messages. A new one is one more
// line here.
export { BPF_VALUES } from './socket/filter.ts'
export { LISTEN_VALUES, SHUTDOWN_VALUES } from './call-values.ts'
export { DESCRIPTOR_PASSING } from './socket/control.ts'
export { DESCRIPTOR_VALUES } from './descriptor.ts'
export { ERRNO } from './errno.ts'
export { FAMILIES } from './family-numbers.ts'
export { FRAME_DIRECTIONS, FRAME_PROTOCOLS } from './packet/frames.ts'
export { ICMP_VALUES, ICMPV6_VALUES } from './icmp/values.ts'
export { ARP_OPERATIONS, HARDWARE_TYPES } from './packet/hardware-types.ts'
export { INTERFACE_FLAGS } from './interface-flags.ts'
export { IP_VALUES } from './ip/values.ts'
export { IP_PROTOCOLS } from './ip-protocols.ts'
export {
  ADDRESS_PREFERENCES,
  FLOW_LABEL_FLAGS,
  IPV6_HEADER_VALUES,
  IPV6_VALUES,
} from './ipv6/values.ts'
export { LEVELS } from './levels.ts'
export { MESSAGE_FLAGS } from './message-flags.ts'
export { MPTCP_VALUES } from './mptcp/values.ts'
export { LINK_ADDRESSES, LINK_ATTRIBUTES } from './netlink/link.ts'
export {
  NEIGHBOUR_VALUES,
  ROUTE_GROUPS,
  ROUTE_MESSAGES,
  ROUTE_VALUES,
} from './netlink/route.ts'
export { INET_DIAG_VALUES, SOCK_DIAG_VALUES, UNIX_DIAG_VALUES } from './netlink/sock-diag.ts'
export {
  GENERIC_NETLINK,
  NETLINK_FLAGS,
  NETLINK_PROTOCOLS,
  NETLINK_VALUES,
} from './netlink/values.ts'
export { PACKET_FANOUT_FLAGS, PACKET_RING_FEATURES, PACKET_VALUES } from './packet/values.ts'
export { POLL_EVENTS } from './poll-events.ts'
export { NAME_FLAGS, RESOLVER_ERRORS, RESOLVER_FLAGS } from './resolver-flags.ts'
export { QUEUE_REQUESTS } from './socket/queue-requests.ts'
export { QUEUE_VALUES } from './socket/queue-values.ts'
export { BUFFER_LOCKS, SOCKET_VALUES, TIMESTAMPING_FLAGS, TXTIME_FLAGS } from './socket/values.ts'
export { TCP_AO_KEY_FLAGS, TCP_MD5_FLAGS, TCP_VALUES } from './tcp/values.ts'
export { TLS_VALUES } from './tls/values.ts'
export { SOCKET_TYPES } from './socket-types.ts'
export { UDP_VALUES } from './udp/values.ts'
export { VSOCK_ADDRESSES } from './vsock/values.ts'
export { XDP_BIND_FLAGS, XDP_UMEM_FLAGS, XDP_VALUES } from './xdp/values.ts'
export { ALG_VALUES } from './alg/values.ts'
export {
  BLUETOOTH_PROTOCOLS,
  BLUETOOTH_VALUES,
  L2CAP_LINK_MODES,
  L2CAP_VALUES,
  RFCOMM_LINK_MODES,
} from './bluetooth/values.ts'
export {
  CAN_BCM_VALUES,
  CAN_ERROR_CLASSES,
  CAN_FD_FLAGS,
  CAN_ISOTP_FLAGS,
  CAN_ISOTP_VALUES,
  CAN_PROTOCOLS,
  CAN_VALUES,
  CAN_XL_VCID_FLAGS,
  J1939_VALUES,
} from './can/values.ts'
export { QRTR_VALUES } from './qrtr/values.ts'
export { RDS_VALUES } from './rds/values.ts'
export { DCCP_VALUES } from './dccp/values.ts'
export {
  SCTP_EVENTS_BY_NAME,
  SCTP_PATH_FLAGS,
  SCTP_POLICIES,
  SCTP_RECONFIGURATIONS,
  SCTP_SEND_FLAGS,
  SCTP_STREAM_DIRECTIONS,
  SCTP_VALUES,
} from './sctp/values.ts'
export { TIPC_GROUP_FLAGS, TIPC_VALUES } from './tipc/values.ts'
