import { bool, int, timeval, u64 } from '../../codec/values.ts'
import { option } from '../option.ts'
import { type Level, tableAt } from '../table.ts'

const where: Level = {
  level: 'AF_VSOCK',
  page: 'vsock(7)',
  testedOn: ['AF_VSOCK', 'SOCK_STREAM'],
  header: 'linux/vm_sockets.h',
}

/** Options of sockets of virtual machines. See vsock(7). */
export const AF_VSOCK_OPTIONS = tableAt(where, () => ({
  /** Most that SO_VM_SOCKETS_BUFFER_SIZE may be; lowers that where it is above. */
  SO_VM_SOCKETS_BUFFER_MAX_SIZE: option(u64, { example: 1_048_576n, unit: 'bytes' }),

  /** Least that SO_VM_SOCKETS_BUFFER_SIZE may be; raises that where it is below. */
  SO_VM_SOCKETS_BUFFER_MIN_SIZE: option(u64, { example: 256n, unit: 'bytes' }),

  /** Room for data that arrived, as the peer is told it; cut to the two above, without an error. */
  SO_VM_SOCKETS_BUFFER_SIZE: option(u64, { example: 65_536n, unit: 'bytes' }),

  /**
   * The kernel's own patience with connect(2), 2 seconds at first; our `timeout` comes before it.
   */
  SO_VM_SOCKETS_CONNECT_TIMEOUT: option(timeval, { example: 1500, unit: 'ms' }),

  /** Lets the kernel's own sockets move data where nothing may sleep; VMware's hypervisor only. */
  SO_VM_SOCKETS_NONBLOCK_TXRX: option(bool, { example: true }),

  /** What the host calls the virtual machine of the peer; VMware's hypervisor only. */
  SO_VM_SOCKETS_PEER_HOST_VM_ID: option(int, { readOnly: true }),

  /** Whether the peer is trusted; VMware's hypervisor only. */
  SO_VM_SOCKETS_TRUSTED: option(bool, { readOnly: true }),
}))
