import { constants, Socket } from '../../src/index.ts'

/** Why netlink can't be had here; false when it can. */
export const noNetlink: string | false = !('NETLINK_ROUTE' in constants) && 'needs netlink'

/** A socket for the kernel's tables of links, addresses and routes. See rtnetlink(7). */
export function routeSocket(): Socket {
  return new Socket('AF_NETLINK', 'SOCK_RAW', 'NETLINK_ROUTE')
}
