import type { Address } from '../../protocols/address.ts'
import { NETLINK_GROUPS } from '../../protocols/refusals.ts'

const FIRST_UNPRIVILEGED_PORT = 1024

/** Which permission a call with a refused address needs. */
export function permissionCause(
  syscall: string,
  code: string,
  to: Address | null,
): string | undefined {
  const isBind = syscall === 'bind'
  switch (to?.family) {
    case 'AF_INET':
    case 'AF_INET6':
      return isBind && code === 'EACCES' && to.port > 0 && to.port < FIRST_UNPRIVILEGED_PORT
        ? 'needs CAP_NET_BIND_SERVICE, or see net.ipv4.ip_unprivileged_port_start'
        : undefined
    case 'AF_UNIX':
      if (code !== 'EACCES' || !('path' in to)) return undefined
      return isBind
        ? 'needs write permission to the folder, and search permission to all above it'
        : 'needs write permission to the file, and search permission to all folders above it'
    case 'AF_NETLINK':
      if (code !== 'EPERM') return undefined
      if (isBind) return to.groups === 0 ? undefined : NETLINK_GROUPS.EPERM
      return to.groups === 0 && to.portId === 0
        ? undefined
        : 'to send to a process or group needs CAP_NET_ADMIN'
    default:
      return undefined
  }
}
