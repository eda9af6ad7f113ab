import { numbers } from '../numbers.ts'

/** Values of UDP_ENCAP. */
export const UDP_VALUES = /* @__PURE__ */ numbers({
  /**
   * IPsec over TCP, for TCP_ULP `'espintcp'`; no value of UDP_ENCAP, but it has its number there.
   */
  TCP_ENCAP_ESPINTCP: { linux: 7 },
  /** IPsec, RFC 3948. */
  UDP_ENCAP_ESPINUDP: {},
  /** IPsec, drafts before RFC 3948; not since Linux 6.10. */
  UDP_ENCAP_ESPINUDP_NON_IKE: {},
  /** GTP version 0, of mobile networks; only the kernel sets it. */
  UDP_ENCAP_GTP0: {},
  /** GTP version 1, of mobile networks; only the kernel sets it. */
  UDP_ENCAP_GTP1U: {},
  /** L2TP; RFC 2661. */
  UDP_ENCAP_L2TPINUDP: {},
  /** OpenVPN; only the kernel sets it. Linux 6.16. */
  UDP_ENCAP_OVPNINUDP: { linux: 8 },
  /** RxRPC, of AFS; only the kernel sets it. */
  UDP_ENCAP_RXRPC: { linux: 6 },
})
