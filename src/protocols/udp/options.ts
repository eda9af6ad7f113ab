import { bool, int } from '../../codec/values.ts'
import { option } from '../option.ts'
import { type Level, tableAt } from '../table.ts'

const where: Level = {
  level: 'IPPROTO_UDP',
  page: 'udp(7)',
  testedOn: ['AF_INET', 'SOCK_DGRAM'],
}

/** Options of UDP. See udp(7). */
export const IPPROTO_UDP = tableAt(where, () => ({
  /** Collects what is sent into one datagram, which is sent when the option is turned off. */
  UDP_CORK: option(bool, { example: true }),

  /** Passes datagrams of a tunnel to the kernel: UDP_ENCAP_*. */
  UDP_ENCAP: option(int, { example: 3 }),

  /** Receives datagrams of one sender joined, with their length as UDP_GRO. */
  UDP_GRO: option(bool, { example: true, since: '5.0', linux: 104 }),

  /** Accepts datagrams over IPv6 without a checksum; for tunnels. RFC 6935. */
  UDP_NO_CHECK6_RX: option(bool, { example: true, since: '3.16', linux: 102 }),

  /** Sends datagrams over IPv6 without checksums; for tunnels. RFC 6935. */
  UDP_NO_CHECK6_TX: option(bool, { example: true, since: '3.16', linux: 101 }),

  /** Splits each send into datagrams of this length, in the kernel or the device; 0 is off. */
  UDP_SEGMENT: option(int, {
    example: 1200,
    takes: [0, 65_535],
    unit: 'bytes',
    since: '4.18',
    linux: 103,
  }),
}))
