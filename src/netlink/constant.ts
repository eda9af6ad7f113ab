import { platform } from '../binding.ts'
import type { NETLINK_VALUES } from '../protocols/netlink/values.ts'

/** The number of a name; -1 on platforms without netlink, so that the module loads there too. */
export function constant(
  name: keyof typeof NETLINK_VALUES | 'EBUSY' | 'MSG_PEEK' | 'MSG_TRUNC',
): number {
  return platform.constant(name) ?? -1
}
