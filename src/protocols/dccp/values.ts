import { numbers } from '../numbers.ts'

/** Congestion control, and queueing. See linux/dccp.h, which Linux 6.16 no longer has. */
export const DCCP_VALUES = /* @__PURE__ */ numbers(
  {
    /** Congestion control: as TCP's. */
    DCCPC_CCID2: { linux: 2 },
    /** Congestion control: TFRC, for steady rates; RFC 5348. */
    DCCPC_CCID3: { linux: 3 },
    /** DCCP_SOCKOPT_QPOLICY_ID: by DCCP_SCM_PRIORITY, the highest first. */
    DCCPQ_POLICY_PRIO: { linux: 1 },
    /** DCCP_SOCKOPT_QPOLICY_ID: in the order of the sends; the default. */
    DCCPQ_POLICY_SIMPLE: { linux: 0 },
  },
  'linux/dccp.h',
)
