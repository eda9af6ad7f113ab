// Every table of control messages. A new one is one more line here.
export {
  IPPROTO_IP_CONTROL,
  IPPROTO_IPV6_CONTROL,
  IPPROTO_UDP_CONTROL,
  SOL_SOCKET_CONTROL,
} from './control-messages.ts'
