// Every table of options. A new one is one more line here.
export { IPPROTO_IP } from './ip/options.ts'
export { IPPROTO_IPV6 } from './ipv6/options.ts'
export { SOL_NETLINK } from './netlink/options.ts'
export { SOL_SOCKET } from './socket/options.ts'
export { IPPROTO_TCP } from './tcp/options.ts'
export { IPPROTO_UDP } from './udp/options.ts'
