import { numbers } from '../numbers.ts'

/** Special addresses, and kinds of control packets. See linux/qrtr.h. */
export const QRTR_VALUES = /* @__PURE__ */ numbers(
  {
    /** All processors. */
    QRTR_NODE_BCAST: { linux: 0xffff_ffff },
    /** The name service of a processor. */
    QRTR_PORT_CTRL: { linux: 0xffff_fffe },
    /** Control: a processor has left. */
    QRTR_TYPE_BYE: { linux: 3 },
    /** Data. */
    QRTR_TYPE_DATA: { linux: 1 },
    /** Control: a client was closed. */
    QRTR_TYPE_DEL_CLIENT: { linux: 6 },
    /** Control: ends a look-up. */
    QRTR_TYPE_DEL_LOOKUP: { linux: 11 },
    /** Control: a server was removed. */
    QRTR_TYPE_DEL_SERVER: { linux: 5 },
    /** Control: the name service ends. */
    QRTR_TYPE_EXIT: { linux: 8 },
    /** Control: a processor has joined. */
    QRTR_TYPE_HELLO: { linux: 2 },
    /** Control: looks a service up, and subscribes to changes. */
    QRTR_TYPE_NEW_LOOKUP: { linux: 10 },
    /** Control: a server was added. */
    QRTR_TYPE_NEW_SERVER: { linux: 4 },
    /** Control: requests an answer. */
    QRTR_TYPE_PING: { linux: 9 },
    /** Control: a receiver can accept data again. */
    QRTR_TYPE_RESUME_TX: { linux: 7 },
  },
  'linux/qrtr.h',
)
