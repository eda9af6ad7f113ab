// Every table of control messages. A new one is one more line here.
export { IPPROTO_IP_CONTROL } from './ip/control.ts'
export { IPPROTO_IPV6_CONTROL } from './ipv6/control.ts'
export { SOL_NETLINK_CONTROL } from './netlink/control.ts'
export { SOL_SOCKET_CONTROL } from './socket/control.ts'
export { IPPROTO_TCP_CONTROL } from './tcp/control.ts'
export { SOL_TLS_CONTROL } from './tls/control.ts'
export { IPPROTO_UDP_CONTROL } from './udp/control.ts'
