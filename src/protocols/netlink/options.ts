import { type Codec, mapped } from '../../codec/codec.ts'
import { within } from '../../codec/integers.ts'
import { arrayFrom } from '../../codec/type-check.ts'
import { bool, list, uint } from '../../codec/values.ts'
import { option } from '../option.ts'
import { NETLINK_GROUPS } from '../refusals.ts'
import { type Level, tableAt } from '../table.ts'

const where: Level = {
  level: 'SOL_NETLINK',
  page: 'netlink(7)',
  testedOn: ['AF_NETLINK', 'SOCK_RAW', 'NETLINK_ROUTE'],
  header: 'linux/netlink.h',
}

/** Enough words for a bit per group; generic netlink has the most groups, some hundreds. */
const WORDS = 128
const BITS = 32

/** Bits in 32-bit words, as the numbers of the set bits; the first bit is group 1. */
const groups: Codec<number[]> = mapped(
  list(uint, WORDS),
  (numbers: number[]) => {
    const bits = arrayFrom(numbers, '').map(
      (group, i) => within(group, `[${i}]`, 1, WORDS * BITS) - 1,
    )
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
   * Joins a group: `RTNLGRP_*`. An unbound socket, which has no port id, receives nothing
   * nevertheless. Groups of NETLINK_NETFILTER, NETLINK_XFRM
   * and some others need CAP_NET_ADMIN.
   */
  NETLINK_ADD_MEMBERSHIP: option(uint, {
    example: 1,
    writeOnly: true,
    since: '2.6.14',
    causes: NETLINK_GROUPS,
  }),

  /** Reports to this sender if a receiver of its broadcast has a full buffer. */
  NETLINK_BROADCAST_ERROR: option(bool, { example: true, since: '2.6.30' }),

  /** Leaves the payload of the request out of an error message, which has its header only. */
  NETLINK_CAP_ACK: option(bool, { example: true, since: '4.3' }),

  /** Leaves a group. Not an error if it was not joined. */
  NETLINK_DROP_MEMBERSHIP: option(uint, { example: 1, writeOnly: true, since: '2.6.14' }),

  /** Adds the reason, and the offset in the request, to errors and acknowledgements. */
  NETLINK_EXT_ACK: option(bool, { example: true, since: '4.12' }),

  /**
   * Refuses a dump with fields or attributes that it would ignore, and applies those that filter.
   */
  NETLINK_GET_STRICT_CHK: option(bool, { example: true, since: '4.20', linux: 12 }),

  /**
   * Also receives the notifications of every network namespace that has an id in this one. Kernels
   * before about 6.6 accept it, but do not return it.
   */
  NETLINK_LISTEN_ALL_NSID: option(bool, {
    example: true,
    since: '4.2',
    needs: 'CAP_NET_BROADCAST',
  }),

  /** The numbers of the joined groups, in ascending order. */
  NETLINK_LIST_MEMBERSHIPS: option(groups, { readOnly: true, since: '4.2' }),

  /** Drops messages silently if the buffer is full: receives never fail with ENOBUFS. */
  NETLINK_NO_ENOBUFS: option(bool, { example: true, since: '2.6.30' }),

  /** Adds the group of each notification to each receive, as NETLINK_PKTINFO. */
  NETLINK_PKTINFO: option(bool, { example: true, since: '2.6.14' }),
}))
