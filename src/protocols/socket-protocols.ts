import { BLUETOOTH_PROTOCOLS } from './bluetooth/values.ts'
import { CAN_PROTOCOLS } from './can/values.ts'
import { IP_PROTOCOLS } from './ip-protocols.ts'
import { NETLINK_PROTOCOLS } from './netlink/values.ts'
import { FRAME_PROTOCOLS } from './packet/frames.ts'

/** The protocols of socket(2), by the families that name theirs. */
export const PROTOCOLS = {
  AF_BLUETOOTH: BLUETOOTH_PROTOCOLS,
  AF_CAN: CAN_PROTOCOLS,
  AF_INET: IP_PROTOCOLS,
  AF_INET6: IP_PROTOCOLS,
  AF_NETLINK: NETLINK_PROTOCOLS,
  AF_PACKET: FRAME_PROTOCOLS,
}
