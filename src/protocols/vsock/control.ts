import { control } from '../control.ts'
import { type Level, tableAt } from '../table.ts'
import { extendedError } from '../extended-error.ts'

const where: Level = {
  level: 'SOL_VSOCK',
  page: 'vsock(7)',
  testedOn: ['AF_VSOCK', 'SOCK_STREAM'],
  header: 'linux/vm_sockets.h',
}

/** Control messages of sockets of virtual machines. See linux/vm_sockets.h. */
export const SOL_VSOCK_CONTROL = tableAt(where, () => ({
  /**
   * Sends with MSG_ZEROCOPY whose memory may be reused: the first in `info`, the last in `data`.
   */
  VSOCK_RECVERR: control(extendedError, {
    enabledBy: 'SO_ZEROCOPY',
    receiveOnly: true,
    queued: true,
    since: '6.7',
    linux: 1,
  }),
}))
