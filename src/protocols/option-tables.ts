// Every table of options. A new one is one more line here.
export { IPPROTO_IP } from './ip.ts'
export { IPPROTO_IPV6 } from './ipv6.ts'
export { SOL_SOCKET } from './socket.ts'
export { IPPROTO_TCP } from './tcp.ts'
export { IPPROTO_UDP } from './udp.ts'
