// Every table of control messages. A new one is one more line here.
export { IPPROTO_IP_CONTROL } from './ip/control.ts'
export { IPPROTO_IPV6_CONTROL } from './ipv6/control.ts'
export { SOL_PACKET_CONTROL } from './packet/control.ts'
export { SOL_SOCKET_CONTROL } from './socket/control.ts'
export { IPPROTO_UDP_CONTROL } from './udp/control.ts'
export { SOL_VSOCK_CONTROL } from './vsock/control.ts'
