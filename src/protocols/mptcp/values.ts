import { numbers } from '../numbers.ts'

/** Values of options of SOL_MPTCP; linux/mptcp.h. */
export const MPTCP_VALUES = /* @__PURE__ */ numbers(
  {
    /**
     * Option that returns all of the others at once. It takes pointers, so it has no row. Linux
     * 6.5.
     */
    MPTCP_FULL_INFO: { linux: 4 },
    /** `flags` of MPTCP_INFO: it has fallen back to plain TCP. */
    MPTCP_INFO_FLAG_FALLBACK: { linux: 1 },
    /** `flags` of MPTCP_INFO: the peer’s key is known. */
    MPTCP_INFO_FLAG_REMOTE_KEY_RECEIVED: { linux: 2 },
  },
  'linux/mptcp.h',
)
