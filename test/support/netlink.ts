import { constants, Socket } from '../../src/index.ts'

/** Why netlink is not available here; false if it is. */
export const noNetlink: string | false = !('NETLINK_ROUTE' in constants) && 'needs netlink'

/** A socket for the kernel's tables of links, addresses and routes. See rtnetlink(7). */
export function routeSocket(): Socket {
  return new Socket('AF_NETLINK', 'SOCK_RAW', 'NETLINK_ROUTE')
}
