import { numbers } from '../numbers.ts'

/** Flags of addresses of AF_XDP; linux/if_xdp.h. */
export const XDP_BIND_FLAGS = /* @__PURE__ */ numbers(
  {
    /** Flag of an address: frames are copied, even if the driver supports zero copy. */
    XDP_COPY: {},
    /** Flag of an address: uses the memory of another socket. */
    XDP_SHARED_UMEM: {},
    /** Flag of an address: the rings indicate when the kernel must be called. */
    XDP_USE_NEED_WAKEUP: {},
    /** Flag of an address: supports packets of several frames. Linux 6.6. */
    XDP_USE_SG: { linux: 16 },
    /** Flag of an address: fails with EOPNOTSUPP if the driver does not support zero copy. */
    XDP_ZEROCOPY: {},
  },
  'linux/if_xdp.h',
)

/** Flags of XDP_UMEM_REG; linux/if_xdp.h. */
export const XDP_UMEM_FLAGS = /* @__PURE__ */ numbers(
  {
    /** Flag of XDP_UMEM_REG: there is metadata before frames to be sent. Linux 6.11. */
    XDP_UMEM_TX_METADATA_LEN: { linux: 4 },
    /** Flag of XDP_UMEM_REG: checksums are computed by the processor; for tests. Linux 6.8. */
    XDP_UMEM_TX_SW_CSUM: { linux: 2 },
    /** Flag of XDP_UMEM_REG: frames may begin anywhere. */
    XDP_UMEM_UNALIGNED_CHUNK_FLAG: {},
  },
  'linux/if_xdp.h',
)

/** Values of options and rings of AF_XDP; linux/if_xdp.h. */
export const XDP_VALUES = /* @__PURE__ */ numbers(
  {
    /** Flag of XDP_OPTIONS: frames are not copied. */
    XDP_OPTIONS_ZEROCOPY: {},
    /** Where to map the receive ring. */
    XDP_PGOFF_RX_RING: {},
    /** Where to map the transmit ring. */
    XDP_PGOFF_TX_RING: {},
    /** Flag of a descriptor: the next one has more of the same packet. Linux 6.6. */
    XDP_PKT_CONTD: { linux: 1 },
    /** Flag of a ring: the kernel sleeps until it is called. */
    XDP_RING_NEED_WAKEUP: {},
    /** Flag of metadata: have the device fill in a checksum. Linux 6.8. */
    XDP_TXMD_FLAGS_CHECKSUM: { linux: 2 },
    /** Flag of metadata: have the device send at a given time. Linux 6.15. */
    XDP_TXMD_FLAGS_LAUNCH_TIME: { linux: 4 },
    /** Flag of metadata: request the transmit time from the device. Linux 6.8. */
    XDP_TXMD_FLAGS_TIMESTAMP: { linux: 1 },
    /** Flag of a descriptor: there is metadata before the frame. Linux 6.8. */
    XDP_TX_METADATA: { linux: 2 },
    /** Where to map the completion ring. */
    XDP_UMEM_PGOFF_COMPLETION_RING: {},
    /** Where to map the fill ring. */
    XDP_UMEM_PGOFF_FILL_RING: {},
  },
  'linux/if_xdp.h',
)
