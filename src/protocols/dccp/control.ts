import { uint } from '../../codec/values.ts'
import { control } from '../control.ts'
import { type Level, tableAt } from '../table.ts'

const where: Level = {
  level: 'SOL_DCCP',
  page: 'linux/dccp.h',
  testedOn: ['AF_INET', 'SOCK_DCCP', 'IPPROTO_DCCP'],
  header: 'linux/dccp.h',
  families: ['AF_INET', 'AF_INET6'],
}

/** Control messages of DCCP, which Linux 6.16 removed. See linux/dccp.h. */
export const SOL_DCCP_CONTROL = tableAt(where, () => ({
  /** The priority of a message, with DCCPQ_POLICY_PRIO of DCCP_SOCKOPT_QPOLICY_ID. */
  DCCP_SCM_PRIORITY: control(uint, {
    sendOnly: true,
    example: 7,
    causes: { EINVAL: 'DCCP_SOCKOPT_QPOLICY_ID must be DCCPQ_POLICY_PRIO' },
    linux: 1,
  }),
}))
