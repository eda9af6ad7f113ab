import { mapped } from '../../codec/codec.ts'
import { within } from '../../codec/integers.ts'
import { struct } from '../../codec/struct.ts'
import { family } from '../family.ts'

/** A netlink socket, the kernel, or groups of sockets; netlink(7). */
export interface NetlinkAddress {
  /** Always this. */
  family: 'AF_NETLINK'
  /** The socket; 0 is the kernel. Bound to 0, the kernel picks one: at first the process id. */
  portId: number
  /** Bits of the groups 1 to 32 (`RTMGRP_*`); NETLINK_ADD_MEMBERSHIP has the others too. */
  groups: number
}

const LARGEST = 0xffff_ffff

/** The kernel's own sockets; netlink(7). Text: `netlink:0:0`, port id and groups. */
export const AF_NETLINK = family<NetlinkAddress>({
  name: 'AF_NETLINK',
  page: 'netlink(7)',
  headers: ['linux/netlink.h'],
  testedOn: ['AF_NETLINK', 'SOCK_RAW', 'NETLINK_ROUTE'],
  examples: [
    { family: 'AF_NETLINK', portId: 0, groups: 0 },
    { family: 'AF_NETLINK', portId: 4321, groups: 0x8000_0001 },
  ],
  address: mapped(
    struct(
      'sockaddr_nl',
      { pid: 'unsigned', groups: 'unsigned' },
      { header: 'linux/netlink.h', prefix: 'nl_' },
    ),
    ({ portId, groups }: NetlinkAddress) => ({
      pid: within(portId, 'portId', 0, LARGEST),
      groups: within(groups, 'groups', 0, LARGEST),
    }),
    ({ pid, groups }): NetlinkAddress => ({ family: 'AF_NETLINK', portId: pid, groups }),
    { family: true, portId: true, groups: true },
  ),
  format: ({ portId, groups }) => `netlink:${portId}:${groups}`,
  parse(text) {
    if (!text.startsWith('netlink:')) return undefined
    const [, portId, groups] = /^netlink:(\d{1,10}):(\d{1,10})$/.exec(text) ?? []
    if (portId === undefined || groups === undefined) {
      throw new TypeError(`Not a netlink address: ${JSON.stringify(text)}`)
    }
    return {
      family: 'AF_NETLINK',
      portId: within(Number(portId), 'portId', 0, LARGEST),
      groups: within(Number(groups), 'groups', 0, LARGEST),
    }
  },
})
