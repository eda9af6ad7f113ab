import { numbers } from './numbers.ts'

/** Arguments of listen(2) and shutdown(2). */
export const CALL_VALUES = /* @__PURE__ */ numbers({
  /** shutdown(2): stops receiving. */
  SHUT_RD: {},
  /** shutdown(2): stops receiving and sending. */
  SHUT_RDWR: {},
  /** shutdown(2): stops sending; the peer sees the end of the stream. */
  SHUT_WR: {},
  /** listen(2): the longest queue; the kernel limits it to net.core.somaxconn. */
  SOMAXCONN: {},
})
