import { numbers } from './numbers.ts'

/** Events of poll(2), to be OR-ed. */
export const POLL_EVENTS = /* @__PURE__ */ numbers({
  /** An error is pending. Told unasked. */
  POLLERR: {},
  /** Both sides have finished. Told unasked. */
  POLLHUP: {},
  /** There is something to receive or accept, or the end of the stream. */
  POLLIN: {},
  /** There is no such descriptor. Told unasked. */
  POLLNVAL: {},
  /** There is room to send. */
  POLLOUT: {},
  /** Urgent data waits; with SO_SELECT_ERR_QUEUE also the error queue. */
  POLLPRI: {},
  /** Priority data waits. */
  POLLRDBAND: {},
  /** The peer has finished sending. Linux 2.6.17. */
  POLLRDHUP: {},
  /** POLLIN. */
  POLLRDNORM: {},
  /** There is room for priority data. */
  POLLWRBAND: {},
  /** POLLOUT. */
  POLLWRNORM: {},
})
