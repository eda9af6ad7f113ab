import { bool, int, timeval, uint64 } from '../../codec/values.ts'
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
  /** Maximum of SO_VM_SOCKETS_BUFFER_SIZE, which it lowers if necessary. */
  SO_VM_SOCKETS_BUFFER_MAX_SIZE: option(uint64, { example: 1_048_576n, unit: 'bytes' }),

  /** Minimum of SO_VM_SOCKETS_BUFFER_SIZE, which it raises if necessary. */
  SO_VM_SOCKETS_BUFFER_MIN_SIZE: option(uint64, { example: 256n, unit: 'bytes' }),

  /** Size of the receive buffer, as announced to the peer; silently limited to the two above. */
  SO_VM_SOCKETS_BUFFER_SIZE: option(uint64, { example: 65_536n, unit: 'bytes' }),

  /**
   * The kernel's timeout of connect(2), 2 seconds by default; a shorter `timeout` option takes
   * precedence.
   */
  SO_VM_SOCKETS_CONNECT_TIMEOUT: option(timeval, { example: 1500, unit: 'ms' }),

  /** Lets sockets of the kernel transfer data in atomic context; VMware's hypervisor only. */
  SO_VM_SOCKETS_NONBLOCK_TXRX: option(bool, { example: true }),

  /** The host's id of the peer's virtual machine; VMware's hypervisor only. */
  SO_VM_SOCKETS_PEER_HOST_VM_ID: option(int, { readOnly: true }),

  /** Whether the peer is trusted; VMware's hypervisor only. */
  SO_VM_SOCKETS_TRUSTED: option(bool, { readOnly: true }),
}))
