import { numbers } from './numbers.ts'

/** Arguments of listen(2) and shutdown(2). */
export const CALL_VALUES = /* @__PURE__ */ numbers({
  /** shutdown(2): receive no more. */
  SHUT_RD: {},
  /** shutdown(2): neither receive nor send any more. */
  SHUT_RDWR: {},
  /** shutdown(2): send no more; the peer gets an end of stream. */
  SHUT_WR: {},
  /** listen(2): as long a queue as there may be; the kernel bounds it by net.core.somaxconn. */
  SOMAXCONN: {},
})
