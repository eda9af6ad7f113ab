import { int } from '../../codec/values.ts'
import { option } from '../option.ts'
import { type Level, tableAt } from '../table.ts'

const where: Level = {
  level: 'IPPROTO_UDPLITE',
  page: 'udplite(7)',
  testedOn: ['AF_INET', 'SOCK_DGRAM', 'IPPROTO_UDPLITE'],
}

/** Options of UDP-Lite, which the newest kernels no longer have. See udplite(7). */
export const IPPROTO_UDPLITE = tableAt(where, () => ({
  /**
   * Minimum number of bytes that the checksum of a datagram must cover; others are dropped. 0 for
   * all of it, otherwise at least 8, which is the header.
   */
  UDPLITE_RECV_CSCOV: option(int, { example: 20, unit: 'bytes', since: '2.6.20', linux: 11 }),

  /** Bytes that the checksum of each datagram covers: 0 for all, otherwise at least 8. */
  UDPLITE_SEND_CSCOV: option(int, { example: 20, unit: 'bytes', since: '2.6.20', linux: 10 }),
}))
