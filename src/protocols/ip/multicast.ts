import { type Codec, type Encoder, mapped, oneWay } from '../../codec/codec.ts'
import { counted } from '../../codec/counted.ts'
import { parseIPv4 } from '../../codec/inet.ts'
import { isObject, objectReader } from '../../codec/object-reader.ts'
import { mustBe } from '../../codec/misuse.ts'
import { struct } from '../../codec/struct.ts'
import { arrayFrom } from '../../codec/type-check.ts'
import { ipv4 } from '../../codec/values.ts'

/** A multicast group, and the interface to join or leave it on. */
export interface Membership {
  /** `'239.1.2.3'`. */
  group: string
  /**
   * By number or name. Takes precedence over `localAddress`; the kernel chooses if both are left
   * out.
   */
  interfaceIndex?: number | string
  /** An address of the interface. */
  localAddress?: string
}

/** One sender of a multicast group. */
export interface SourceMembership {
  /** `'232.1.2.3'`. */
  group: string
  /** The sender. */
  source: string
  /** An address of the interface; the kernel chooses if it is left out. */
  localAddress?: string
}

/** The group and interface whose filter to read. */
export interface FilteredGroup {
  /** `'232.1.2.3'`. */
  group: string
  /** An address of the interface; the kernel chooses if it is left out. */
  localAddress?: string
}

/** Which senders of an IPv4 group a socket is to receive. */
export interface SourceFilterToSet extends FilteredGroup {
  /** MCAST_INCLUDE: only those in `sources`. MCAST_EXCLUDE: all others. */
  mode: number
  /** The complete list of senders. */
  sources: readonly string[]
}

/** Which senders of an IPv4 group a socket receives. */
export interface SourceFilter extends SourceFilterToSet {
  /** The address of the interface in the query. */
  localAddress: string
  /** The complete list of senders. */
  sources: string[]
}

const ANY = '0.0.0.0'

/**
 * How many senders of a filter are read; Linux allows 10 by default, or 64 for IPv6.
 */
export const MAX_SOURCES = 256

/** struct ip_mreqn. */
export const membership: Codec<Membership> = struct(
  'ip_mreqn',
  { group: 'ipv4', interfaceIndex: 'interface', localAddress: 'ipv4' },
  {
    names: { group: 'imr_multiaddr', interfaceIndex: 'imr_ifindex', localAddress: 'imr_address' },
    defaults: { interfaceIndex: 0, localAddress: ANY },
  },
)

/** An interface of IPv4: by number or name, by one of its addresses, or both. */
export interface MulticastInterface {
  /** Takes precedence over `localAddress`. */
  interfaceIndex?: number | string
  /** An address of the interface, which is also what is read back. */
  localAddress?: string
}

const readInterface = objectReader<MulticastInterface>('struct ip_mreqn', {
  ...{ interfaceIndex: false, localAddress: false },
})

/** struct in_addr, or struct ip_mreqn, which the kernel accepts but never returns. */
export const multicastInterface: Codec<string, string | MulticastInterface> = {
  probes: membership.probes,
  maxSize: (platform) => ipv4.maxSize(platform),
  encode(value, platform) {
    if (typeof value === 'string' && parseIPv4(value)) return ipv4.encode(value, platform)
    if (!isObject(value)) {
      throw mustBe('', 'an address or { interfaceIndex?, localAddress? }', value)
    }
    const { interfaceIndex = 0, localAddress = ANY } = readInterface(value)
    return membership.encode({ group: ANY, interfaceIndex, localAddress }, platform)
  },
  decode: (value, platform) => ipv4.decode(value, platform),
}

/** struct ip_mreq_source. */
export const sourceMembership: Codec<SourceMembership> = struct(
  'ip_mreq_source',
  { group: 'ipv4', source: 'ipv4', localAddress: 'ipv4' },
  {
    names: { group: 'imr_multiaddr', source: 'imr_sourceaddr', localAddress: 'imr_interface' },
    defaults: { localAddress: ANY },
  },
)

const sourceFilterHead = struct(
  'ip_msfilter',
  { group: 'ipv4', localAddress: 'ipv4', mode: 'unsigned', numsrc: 'unsigned' },
  {
    ...{ header: 'linux/in.h', prefix: 'imsf_' },
    names: { group: 'imsf_multiaddr', localAddress: 'imsf_interface', mode: 'imsf_fmode' },
  },
)

/** struct ip_msfilter. */
export const sourceFilter: Codec<SourceFilter, SourceFilterToSet> = mapped(
  counted({
    head: sourceFilterHead,
    array: 'imsf_slist',
    name: 'sources',
    member: ipv4,
    maxCount: MAX_SOURCES,
    count: ({ numsrc }) => numsrc,
  }),
  ({ group, localAddress = ANY, mode, sources }: SourceFilterToSet) => {
    const list = listed(sources)
    return [{ group, localAddress, mode, numsrc: list.length }, list] as const
  },
  ([{ group, localAddress, mode }, sources]) => ({ group, localAddress, mode, sources }),
  { group: true, localAddress: false, mode: true, sources: true },
)

/** The query for a filter: whose it is. The kernel fills in the rest of struct ip_msfilter. */
export const filteredGroup: Encoder<FilteredGroup> = oneWay(
  sourceFilterHead,
  ({ group, localAddress = ANY }: FilteredGroup) => ({
    group,
    localAddress,
    mode: 0,
    numsrc: MAX_SOURCES,
  }),
  { group: true, localAddress: false },
)

/** The senders of a filter, copied. */
export function listed(sources: readonly string[]): readonly string[] {
  return [...arrayFrom(sources, 'sources')]
}
