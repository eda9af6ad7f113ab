// Every table of constants that are neither options nor control messages. A new one is one more
// line here.
export { CALL_VALUES } from './calls.ts'
export { DESCRIPTOR_PASSING } from './socket/control.ts'
export { DESCRIPTOR_VALUES } from './descriptor.ts'
export { ERRNO } from './errno.ts'
export { FAMILIES } from './families.ts'
export { FRAME_DIRECTIONS, FRAME_PROTOCOLS } from './packet/frames.ts'
export { INTERFACE_FLAGS } from './interface-flags.ts'
export { IP_VALUES } from './ip/values.ts'
export { IP_PROTOCOLS } from './ip-protocols.ts'
export { IPV6_VALUES } from './ipv6/values.ts'
export { LEVELS } from './levels.ts'
export { MESSAGE_FLAGS } from './message-flags.ts'
export { POLL_EVENTS } from './poll-events.ts'
export { NAME_FLAGS, RESOLVER_ERRORS, RESOLVER_FLAGS } from './resolver-flags.ts'
export { SOCKET_VALUES } from './socket/values.ts'
export { TCP_VALUES } from './tcp/values.ts'
export { SOCKET_TYPES } from './types.ts'
export { UDP_VALUES } from './udp/values.ts'
export { VSOCK_ADDRESSES } from './vsock/values.ts'
export { ALG_VALUES } from './alg/values.ts'
export { BLUETOOTH_VALUES, L2CAP_VALUES } from './bluetooth/values.ts'
export {
  CAN_BCM_VALUES,
  CAN_ERROR_CLASSES,
  CAN_ISOTP_VALUES,
  CAN_RAW_VALUES,
  CAN_VALUES,
  J1939_VALUES,
} from './can/values.ts'
export { QRTR_VALUES } from './qrtr/values.ts'
export { RDS_VALUES } from './rds/values.ts'
export { TIPC_VALUES } from './tipc/values.ts'
