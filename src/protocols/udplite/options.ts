import { int } from '../../codec/values.ts'
import { option } from '../option.ts'
import { type Level, tableAt } from '../table.ts'

const where: Level = {
  level: 'IPPROTO_UDPLITE',
  page: 'udplite(7)',
  testedOn: ['AF_INET', 'SOCK_DGRAM', 'IPPROTO_UDPLITE'],
}

/** Options of UDP-Lite, which the newest kernels have no more. See udplite(7). */
export const IPPROTO_UDPLITE = tableAt(where, () => ({
  /**
   * Fewest bytes that the checksum of a datagram must cover; others are dropped. 0 for all of it,
   * else 8 at least, which is the header.
   */
  UDPLITE_RECV_CSCOV: option(int, { example: 20, unit: 'bytes', since: '2.6.20', linux: 11 }),

  /** Bytes that the checksum of each datagram covers: 0 for all, else 8 at least. */
  UDPLITE_SEND_CSCOV: option(int, { example: 20, unit: 'bytes', since: '2.6.20', linux: 10 }),
}))
