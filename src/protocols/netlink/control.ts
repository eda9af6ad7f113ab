import { struct } from '../../codec/struct.ts'
import { int } from '../../codec/values.ts'
import { control } from '../control.ts'
import { type Level, tableAt } from '../table.ts'

/** The group that a notification was sent to. */
export interface NetlinkPacketInfo {
  /** `RTNLGRP_*`, or another protocol's; 0 for a message to this socket only. */
  group: number
}

const where: Level = {
  level: 'SOL_NETLINK',
  page: 'netlink(7)',
  testedOn: ['AF_NETLINK', 'SOCK_RAW', 'NETLINK_ROUTE'],
  header: 'linux/netlink.h',
}

/** Control messages of netlink. See netlink(7). */
export const SOL_NETLINK_CONTROL = tableAt(where, () => ({
  /** The id of the network namespace of a notification; absent for this socket's own. */
  NETLINK_LISTEN_ALL_NSID: control(int, {
    enabledBy: 'NETLINK_LISTEN_ALL_NSID',
    receiveOnly: true,
    since: '4.2',
  }),

  /** The group that a notification was sent to. */
  NETLINK_PKTINFO: control(
    struct('nl_pktinfo', { group: 'unsigned' }, { header: 'linux/netlink.h' }),
    { enabledBy: 'NETLINK_PKTINFO', receiveOnly: true, since: '2.6.14' },
  ),
}))
