import { numbers } from '../numbers.ts'

/** Special addresses; vsock(7). */
export const VSOCK_ADDRESSES = /* @__PURE__ */ numbers(
  {
    /** bind(2): every machine. */
    VMADDR_CID_ANY: { linux: 0xffff_ffff },
    /** The host. */
    VMADDR_CID_HOST: { linux: 2 },
    /** Services of the hypervisor. */
    VMADDR_CID_HYPERVISOR: { linux: 0 },
    /** This machine. Linux 5.6. */
    VMADDR_CID_LOCAL: { linux: 1 },
    /** Flag of an address: forward packets for siblings to the host too. Linux 5.11. */
    VMADDR_FLAG_TO_HOST: { linux: 1 },
    /** bind(2): a port that the kernel chooses. */
    VMADDR_PORT_ANY: { linux: 0xffff_ffff },
  },
  'linux/vm_sockets.h',
)
