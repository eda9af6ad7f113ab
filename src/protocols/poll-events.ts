import { numbers } from './numbers.ts'

/** Events of poll(2), to be OR-ed. */
export const POLL_EVENTS = /* @__PURE__ */ numbers({
  /** An error is pending. Always reported. */
  POLLERR: {},
  /** Both sides have shut down. Always reported. */
  POLLHUP: {},
  /** There is data to receive, a connection to accept, or the end of the stream. */
  POLLIN: {},
  /** The descriptor is not open. Always reported. */
  POLLNVAL: {},
  /** Sending does not block. */
  POLLOUT: {},
  /** Urgent data has arrived; with SO_SELECT_ERR_QUEUE, also an entry of the error queue. */
  POLLPRI: {},
  /** Priority data has arrived. */
  POLLRDBAND: {},
  /** The peer has shut down sending. Linux 2.6.17. */
  POLLRDHUP: {},
  /** POLLIN. */
  POLLRDNORM: {},
  /** Priority data can be sent. */
  POLLWRBAND: {},
  /** POLLOUT. */
  POLLWRNORM: {},
})
