import { option } from '../option.ts'
import { type Level, tableAt } from '../table.ts'
import { tcpInfo } from '../tcp/info.ts'
import { mptcpInfo } from './info.ts'
import { perSubflowQuery, perSubflow, subflow } from './subflows.ts'

const where: Level = {
  level: 'SOL_MPTCP',
  page: 'linux/mptcp.h',
  testedOn: ['AF_INET', 'SOCK_STREAM', 'IPPROTO_MPTCP'],
  header: 'linux/mptcp.h',
}

/**
 * Options of Multipath TCP. On sockets that were accepted as plain TCP, because their peer supports
 * nothing else, they fail with EOPNOTSUPP, or with ENOPROTOOPT if it is IPv6. Most options of
 * IPPROTO_TCP apply to the first subflow, or to all of them.
 */
export const SOL_MPTCP = tableAt(where, () => ({
  /** What the kernel knows about the whole connection. */
  MPTCP_INFO: option(mptcpInfo, { readOnly: true, since: '5.16', linux: 1 }),

  /** The addresses of each subflow. */
  MPTCP_SUBFLOW_ADDRS: option(perSubflow(subflow), {
    readOnly: true,
    query: perSubflowQuery(subflow),
    since: '5.16',
    linux: 3,
  }),

  /** TCP_INFO of each subflow. */
  MPTCP_TCPINFO: option(perSubflow(tcpInfo), {
    readOnly: true,
    query: perSubflowQuery(tcpInfo),
    since: '5.16',
    linux: 2,
  }),
}))
