// Every table of options. A new one is one more line here.
export { IPPROTO_IP } from './ip/options.ts'
export { IPPROTO_IPV6 } from './ipv6/options.ts'
export { SOL_PACKET } from './packet/options.ts'
export { SOL_SOCKET } from './socket/options.ts'
export { IPPROTO_TCP } from './tcp/options.ts'
export { IPPROTO_UDP } from './udp/options.ts'
export { AF_VSOCK_OPTIONS } from './vsock/options.ts'
export { SOL_XDP } from './xdp/options.ts'
