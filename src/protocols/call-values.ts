import { numbers } from './numbers.ts'

/** Arguments of listen(2). */
export const LISTEN_VALUES = /* @__PURE__ */ numbers({
  /** The longest queue; the kernel limits it to net.core.somaxconn. */
  SOMAXCONN: {},
})

/** What shutdown(2) ends. */
export const SHUTDOWN_VALUES = /* @__PURE__ */ numbers({
  /** Stops receiving. */
  SHUT_RD: {},
  /** Stops receiving and sending. */
  SHUT_RDWR: {},
  /** Stops sending; the peer sees the end of the stream. */
  SHUT_WR: {},
})
