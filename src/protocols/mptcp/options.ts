import { type Level, option, optionsAt } from '../option.ts'
import { tcpInfo } from '../tcp/info.ts'
import { mptcpInfo } from './info.ts'
import { askPerSubflow, perSubflow, subflow } from './subflows.ts'

const where: Level = {
  level: 'SOL_MPTCP',
  page: 'linux/mptcp.h',
  on: ['AF_INET', 'SOCK_STREAM', 'IPPROTO_MPTCP'],
  header: 'linux/mptcp.h',
}

/**
 * Options of Multipath TCP. EOPNOTSUPP where a connection has become plain TCP, as accepted ones
 * do whose peer knows nothing else. Those of IPPROTO_TCP reach the subflows.
 */
export const SOL_MPTCP = optionsAt(where, () => ({
  /** What the kernel knows of the whole connection. */
  MPTCP_INFO: option(mptcpInfo, { readOnly: true, since: '5.16', linux: 1 }),

  /** The addresses of each subflow. */
  MPTCP_SUBFLOW_ADDRS: option(perSubflow(subflow), {
    readOnly: true,
    asks: askPerSubflow(subflow),
    since: '5.16',
    linux: 3,
  }),

  /** TCP_INFO of each subflow. */
  MPTCP_TCPINFO: option(perSubflow(tcpInfo), {
    readOnly: true,
    asks: askPerSubflow(tcpInfo),
    since: '5.16',
    linux: 2,
  }),
}))
