import { numbers } from '../numbers.ts'

/** Values of options and control messages of AF_RDS. See linux/rds.h. */
export const RDS_VALUES = /* @__PURE__ */ numbers(
  {
    /** Latency: reassembled. */
    RDS_MSG_RX_DGRAM_DELIVERED: { linux: 2 },
    /** Latency: from the first part to the last. */
    RDS_MSG_RX_DGRAM_REASSEMBLE: { linux: 1 },
    /** Latency: from the header to the message. */
    RDS_MSG_RX_HDR_TO_DGRAM_START: { linux: 0 },
    /** RDMA: cancelled. */
    RDS_RDMA_CANCELED: {},
    /** RDMA: dropped. */
    RDS_RDMA_DROPPED: {},
    /** RDMA: failed for another reason. */
    RDS_RDMA_OTHER_ERROR: {},
    /** RDMA: failed at the peer. */
    RDS_RDMA_REMOTE_ERROR: {},
    /** RDMA: completed. */
    RDS_RDMA_SUCCESS: {},
    /** Transport: InfiniBand. */
    RDS_TRANS_IB: {},
    /** Transport: not chosen yet. */
    RDS_TRANS_NONE: {},
    /** Transport: TCP. */
    RDS_TRANS_TCP: {},
  },
  'linux/rds.h',
)
