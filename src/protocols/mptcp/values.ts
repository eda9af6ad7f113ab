import { numbers } from '../numbers.ts'

/** Values of what SOL_MPTCP tells; linux/mptcp.h. */
export const MPTCP_VALUES = /* @__PURE__ */ numbers(
  {
    /**
     * Option that tells all of the others at once. It takes pointers, so it has no row. Linux 6.5.
     */
    MPTCP_FULL_INFO: { linux: 4 },
    /** `flags` of MPTCP_INFO: it has become plain TCP. */
    MPTCP_INFO_FLAG_FALLBACK: { linux: 1 },
    /** `flags` of MPTCP_INFO: the peer’s key is known. */
    MPTCP_INFO_FLAG_REMOTE_KEY_RECEIVED: { linux: 2 },
  },
  'linux/mptcp.h',
)
