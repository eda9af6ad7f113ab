import { numbers } from '../numbers.ts'

/** Addresses with a meaning of their own, and kinds of control packets. See linux/qrtr.h. */
export const QRTR_VALUES = /* @__PURE__ */ numbers(
  {
    /** All processors. */
    QRTR_NODE_BCAST: { linux: 0xffff_ffff },
    /** The name service of a processor. */
    QRTR_PORT_CTRL: { linux: 0xffff_fffe },
    /** A processor goes. */
    QRTR_TYPE_BYE: { linux: 3 },
    /** Data. */
    QRTR_TYPE_DATA: { linux: 1 },
    /** A client has gone. */
    QRTR_TYPE_DEL_CLIENT: { linux: 6 },
    /** Ends a look-up. */
    QRTR_TYPE_DEL_LOOKUP: { linux: 11 },
    /** A server has gone. */
    QRTR_TYPE_DEL_SERVER: { linux: 5 },
    /** The name service ends. */
    QRTR_TYPE_EXIT: { linux: 8 },
    /** A processor comes. */
    QRTR_TYPE_HELLO: { linux: 2 },
    /** Looks a service up, and is told of it from then on. */
    QRTR_TYPE_NEW_LOOKUP: { linux: 10 },
    /** A server has come. */
    QRTR_TYPE_NEW_SERVER: { linux: 4 },
    /** Asks for an answer. */
    QRTR_TYPE_PING: { linux: 9 },
    /** A receiver has room again. */
    QRTR_TYPE_RESUME_TX: { linux: 7 },
  },
  'linux/qrtr.h',
)
