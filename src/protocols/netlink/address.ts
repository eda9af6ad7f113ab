import { numericFamily, u32 } from '../numeric-family.ts'

/** A netlink socket, the kernel, or groups of sockets; netlink(7). */
export interface NetlinkAddress {
  /** The family. */
  family: 'AF_NETLINK'
  /** The socket; 0 is the kernel. When binding, 0 lets the kernel choose: first the process id. */
  portId: number
  /** Bits of the groups 1 to 32 (`RTMGRP_*`). For others see NETLINK_ADD_MEMBERSHIP. */
  groups: number
}

/**
 * Messages between the kernel and programs; netlink(7). Text: `netlink:0:0`, port id and groups.
 */
export const AF_NETLINK = numericFamily<NetlinkAddress>({
  name: 'AF_NETLINK',
  page: 'netlink(7)',
  header: 'linux/netlink.h',
  testedOn: ['AF_NETLINK', 'SOCK_RAW', 'NETLINK_ROUTE'],
  examples: [
    { family: 'AF_NETLINK', portId: 0, groups: 0 },
    { family: 'AF_NETLINK', portId: 4321, groups: 0x8000_0001 },
  ],
  struct: 'sockaddr_nl',
  scheme: 'netlink',
  numbers: { portId: u32('nl_pid'), groups: u32('nl_groups') },
})
