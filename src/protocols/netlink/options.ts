import { type Codec, mapped } from '../../codec/codec.ts'
import { describeType } from '../../codec/describe-type.ts'
import { within } from '../../codec/integers.ts'
import { bool, list, uint } from '../../codec/values.ts'
import { option } from '../option.ts'
import { type Level, tableAt } from '../table.ts'

const where: Level = {
  level: 'SOL_NETLINK',
  page: 'netlink(7)',
  testedOn: ['AF_NETLINK', 'SOCK_RAW', 'NETLINK_ROUTE'],
  header: 'linux/netlink.h',
}

/** Bytes for a bit of each group; generic netlink has the most, some hundreds. */
const WORDS = 128
const BITS = 32

/** Bits in words of 32, as the numbers of those that are set; the first bit is group 1. */
const groups: Codec<number[]> = mapped(
  list(uint, WORDS),
  (numbers: number[]) => {
    const given: unknown = numbers
    if (!Array.isArray(given))
      throw new TypeError(`A list must be an array, not ${describeType(given)}`)
    const bits = given.map((group) => within(group, 'A group', 1, WORDS * BITS) - 1)
    const words = Array.from({ length: Math.ceil((Math.max(-1, ...bits) + 1) / BITS) }, () => 0)
    for (const bit of bits) {
      const word = Math.floor(bit / BITS)
      words[word] = ((words[word] ?? 0) | (1 << (bit % BITS))) >>> 0
    }
    return words
  },
  (words) =>
    words.flatMap((word, i) =>
      Array.from({ length: BITS }, (_, bit) => i * BITS + bit + 1).filter(
        (_, bit) => (word >>> bit) & 1,
      ),
    ),
)

/** Options of netlink. See netlink(7). */
export const SOL_NETLINK = tableAt(where, () => ({
  /**
   * Joins a group: `RTNLGRP_*`. A socket that was not bound, and so has no port id, gets nothing
   * all the same. Some groups of other protocols need CAP_NET_ADMIN.
   */
  NETLINK_ADD_MEMBERSHIP: option(uint, { example: 1, writeOnly: true, since: '2.6.14' }),

  /** Reports to this sender when a receiver of its broadcast had no room. */
  NETLINK_BROADCAST_ERROR: option(bool, { example: true, since: '2.6.30' }),

  /** Leaves the request's payload out of what answers it with an error: its header is enough. */
  NETLINK_CAP_ACK: option(bool, { example: true, since: '4.3' }),

  /** Leaves a group; one that was not joined is no error. */
  NETLINK_DROP_MEMBERSHIP: option(uint, { example: 1, writeOnly: true, since: '2.6.14' }),

  /** Has errors and acknowledgements say more: why, and at which byte of the request. */
  NETLINK_EXT_ACK: option(bool, { example: true, since: '4.12' }),

  /** Refuses a dump with fields or attributes that it would ignore, and heeds those that filter. */
  NETLINK_GET_STRICT_CHK: option(bool, { example: true, since: '4.20', linux: 12 }),

  /**
   * Receives the notices of every network namespace that has an id in this one too. Kernels before
   * 6.6 or so take it, and don't tell it.
   */
  NETLINK_LISTEN_ALL_NSID: option(bool, {
    example: true,
    since: '4.2',
    needs: 'CAP_NET_BROADCAST',
  }),

  /** The groups that are joined, as numbers in order. */
  NETLINK_LIST_MEMBERSHIPS: option(groups, { readOnly: true, since: '4.2' }),

  /** Drops what there's no room for without telling: receives never fail with ENOBUFS. */
  NETLINK_NO_ENOBUFS: option(bool, { example: true, since: '2.6.30' }),

  /** Receives the group of each notice as a NETLINK_PKTINFO control message. */
  NETLINK_PKTINFO: option(bool, { example: true, since: '2.6.14' }),
}))
