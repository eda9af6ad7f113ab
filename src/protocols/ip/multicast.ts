import { type Codec, mapped } from '../../codec/codec.ts'
import { counted } from '../../codec/counted.ts'
import { quad, sixteen } from '../../codec/field.ts'
import { kindOf } from '../../codec/kind-of.ts'
import { struct } from '../../codec/struct.ts'
import { ipv4 } from '../../codec/values.ts'
import { decodeAddress, encodeAddress } from '../address.ts'

/** A multicast group, and the interface to join or leave it on. */
export interface Membership {
  /** `'239.1.2.3'`. */
  group: string
  /** By number or name. Decides before `localAddress`; the kernel chooses when both are left out. */
  interfaceIndex?: number | string
  /** An address of the interface. */
  localAddress?: string
}

/** What of a multicast group one sender sends. */
export interface SourceMembership {
  /** `'232.1.2.3'`. */
  group: string
  /** The sender. */
  source: string
  /** An address of the interface; the kernel chooses when it is left out. */
  localAddress?: string
}

/** Which of a group and interface is meant where a filter is asked for. */
export interface FilteredGroup {
  /** `'232.1.2.3'`. */
  group: string
  /** An address of the interface; the kernel chooses when it is left out. */
  localAddress?: string
}

/** Whose datagrams of an IPv4 group a socket shall get. */
export interface SourceFilterToSet extends FilteredGroup {
  /** MCAST_INCLUDE: those of `sources` alone. MCAST_EXCLUDE: those of all others. */
  mode: number
  /** The senders, all of them. */
  sources: readonly string[]
}

/** Whose datagrams of an IPv4 group a socket gets. */
export interface SourceFilter extends SourceFilterToSet {
  /** The address of the interface that was asked about. */
  localAddress: string
  /** The senders, all of them. */
  sources: string[]
}

/** A multicast group of either family, and the interface to join or leave it on. */
export interface GroupMembership {
  /** `'239.1.2.3'` or `'ff02::1234'`. */
  group: string
  /** By number or name; the kernel chooses when it is left out or 0. */
  interfaceIndex?: number | string
}

/** What of a multicast group of either family one sender sends. */
export interface GroupSource extends GroupMembership {
  /** The sender: an address of the same family. */
  source: string
}

/** Whose datagrams of a group of either family a socket shall get. */
export interface GroupFilterToSet extends GroupMembership {
  /** MCAST_INCLUDE: those of `sources` alone. MCAST_EXCLUDE: those of all others. */
  mode: number
  /** The senders, all of them: addresses of the same family. */
  sources: readonly string[]
}

/** Whose datagrams of a group of either family a socket gets. */
export interface GroupFilter extends GroupFilterToSet {
  /** The number of the interface that was asked about. */
  interfaceIndex: number
  /** The senders, all of them. */
  sources: string[]
}

const ANY = '0.0.0.0'

/** How many senders of a filter are read; Linux allows 10, or 64 for IPv6, unless told otherwise. */
const MOST_SOURCES = 256

/** struct ip_mreqn. */
export const membership: Codec<Membership> = mapped(
  struct('ip_mreqn', { imr_multiaddr: 'ipv4', imr_address: 'ipv4', imr_ifindex: 'interface' }),
  ({ group, interfaceIndex = 0, localAddress = ANY }: Membership) => ({
    imr_multiaddr: group,
    imr_address: localAddress,
    imr_ifindex: interfaceIndex,
  }),
  ({ imr_multiaddr, imr_address, imr_ifindex }) => ({
    group: imr_multiaddr,
    interfaceIndex: imr_ifindex,
    localAddress: imr_address,
  }),
)

/** An interface of IPv4: by number or name, by one of its addresses, or both. */
export interface MulticastInterface {
  /** Decides before `localAddress`. */
  interfaceIndex?: number | string
  /** An address of the interface; also what is read back. */
  localAddress?: string
}

/** struct in_addr, or struct ip_mreqn, which the kernel takes too but never gives. */
export const multicastInterface: Codec<string, string | MulticastInterface> = {
  structs: membership.structs,
  room: (platform) => ipv4.room(platform),
  encode(value, platform) {
    if (typeof value === 'string') return ipv4.encode(value, platform)
    const given: unknown = value
    if (typeof given !== 'object' || given === null)
      throw new TypeError(`An interface must be an address or an object, not ${kindOf(given)}`)
    const { interfaceIndex = 0, localAddress = ANY } = value
    return membership.encode({ group: ANY, interfaceIndex, localAddress }, platform)
  },
  decode: (value, platform) => ipv4.decode(value, platform),
}

/** struct ip_mreq_source. */
export const sourceMembership: Codec<SourceMembership> = mapped(
  struct('ip_mreq_source', {
    imr_multiaddr: 'ipv4',
    imr_interface: 'ipv4',
    imr_sourceaddr: 'ipv4',
  }),
  ({ group, source, localAddress = ANY }: SourceMembership) => ({
    imr_multiaddr: group,
    imr_interface: localAddress,
    imr_sourceaddr: source,
  }),
  ({ imr_multiaddr, imr_interface, imr_sourceaddr }) => ({
    group: imr_multiaddr,
    source: imr_sourceaddr,
    localAddress: imr_interface,
  }),
)

const sourceFilterHead = struct(
  'ip_msfilter',
  { multiaddr: 'ipv4', interface: 'ipv4', fmode: 'unsigned', numsrc: 'unsigned' },
  { header: 'linux/in.h', prefix: 'imsf_' },
)

/** struct ip_msfilter. */
export const sourceFilter: Codec<SourceFilter, SourceFilterToSet> = mapped(
  counted({
    head: sourceFilterHead,
    array: 'imsf_slist',
    member: ipv4,
    most: MOST_SOURCES,
    count: ({ numsrc }) => numsrc,
  }),
  ({ group, localAddress = ANY, mode, sources }: SourceFilterToSet) => {
    const list = listed(sources)
    const head = { multiaddr: group, interface: localAddress, fmode: mode, numsrc: list.length }
    return [head, list] as const
  },
  ([{ multiaddr, interface: localAddress, fmode }, sources]) => ({
    group: multiaddr,
    localAddress,
    mode: fmode,
    sources,
  }),
)

/** What of struct ip_msfilter the kernel must be given to fill in the rest. */
export const filteredGroup: Codec<unknown, FilteredGroup> = mapped(
  sourceFilterHead,
  ({ group, localAddress = ANY }: FilteredGroup) => ({
    multiaddr: group,
    interface: localAddress,
    fmode: 0,
    numsrc: MOST_SOURCES,
  }),
  ({ multiaddr, interface: localAddress }) => ({ group: multiaddr, localAddress }),
)

/** struct sockaddr_storage with an IP address in it, without a scope: the interface stands beside it. */
const address: Codec<string> = {
  structs: [{ name: 'sockaddr_storage', fields: ['ss_family'] }],
  room: (platform) => platform.layout('sockaddr_storage')?.size ?? 0,
  encode(text, platform) {
    const family = isIPv6(text) ? 'AF_INET6' : 'AF_INET'
    if (family === 'AF_INET6') sixteen(text)
    else quad(text)
    const all = new Uint8Array(address.room(platform))
    all.set(encodeAddress({ family, address: text, port: 0 }, platform))
    return all
  },
  decode(bytes, platform) {
    const from = decodeAddress(bytes, platform)
    if (from?.family !== 'AF_INET' && from?.family !== 'AF_INET6')
      throw new RangeError(`Cannot read an IP address: family ${String(from?.family)}`)
    return from.address
  },
}

function isIPv6(text: unknown): text is string {
  return typeof text === 'string' && text.includes(':')
}

/** The level that options with a group of either family are at, by the family of the group. */
export function levelOfGroup(value: unknown): string {
  const group: unknown = (value as Partial<GroupMembership> | null | undefined)?.group
  return isIPv6(group) ? 'IPPROTO_IPV6' : 'IPPROTO_IP'
}

/** struct group_req. */
export const groupMembership: Codec<GroupMembership> = mapped(
  struct('group_req', { gr_interface: 'interface', gr_group: 'bytes' }),
  ({ group, interfaceIndex = 0 }: GroupMembership, platform) => ({
    gr_interface: interfaceIndex,
    gr_group: address.encode(group, platform),
  }),
  ({ gr_interface, gr_group }, platform) => ({
    group: address.decode(gr_group, platform),
    interfaceIndex: gr_interface,
  }),
)

/** struct group_source_req. */
export const groupSource: Codec<GroupSource> = mapped(
  struct('group_source_req', {
    gsr_interface: 'interface',
    gsr_group: 'bytes',
    gsr_source: 'bytes',
  }),
  ({ group, source, interfaceIndex = 0 }: GroupSource, platform) => {
    const request = {
      gsr_interface: interfaceIndex,
      gsr_group: address.encode(group, platform),
      gsr_source: address.encode(source, platform),
    }
    checkFamily(group, [source], TypeError)
    return request
  },
  ({ gsr_interface, gsr_group, gsr_source }, platform) => {
    const group = address.decode(gsr_group, platform)
    const source = address.decode(gsr_source, platform)
    checkFamily(group, [source], RangeError)
    return { group, source, interfaceIndex: gsr_interface }
  },
)

const groupFilterHead = struct(
  'group_filter',
  { interface: 'interface', group: 'bytes', fmode: 'unsigned', numsrc: 'unsigned' },
  { header: 'linux/in.h', prefix: 'gf_' },
)

/** struct group_filter. */
export const groupFilter: Codec<GroupFilter, GroupFilterToSet> = mapped(
  counted({
    head: groupFilterHead,
    array: 'gf_slist',
    member: address,
    most: MOST_SOURCES,
    count: ({ numsrc }) => numsrc,
  }),
  ({ group, interfaceIndex = 0, mode, sources }: GroupFilterToSet, platform) => {
    const list = listed(sources)
    const head = {
      interface: interfaceIndex,
      group: address.encode(group, platform),
      fmode: mode,
      numsrc: list.length,
    }
    checkFamily(group, list, TypeError)
    return [head, list] as const
  },
  ([{ interface: interfaceIndex, group: bytes, fmode }, sources], platform) => {
    const group = address.decode(bytes, platform)
    checkFamily(group, sources, RangeError)
    return { group, interfaceIndex, mode: fmode, sources }
  },
)

/** What of struct group_filter the kernel must be given to fill in the rest. */
export const groupToAsk: Codec<unknown, GroupMembership> = mapped(
  groupFilterHead,
  ({ group, interfaceIndex = 0 }: GroupMembership, platform) => ({
    interface: interfaceIndex,
    group: address.encode(group, platform),
    fmode: 0,
    numsrc: MOST_SOURCES,
  }),
  ({ interface: interfaceIndex }) => ({ interfaceIndex }),
)

/** The kernel would take the bytes of a sender of the other family for another address. */
function checkFamily(
  group: string,
  sources: readonly unknown[],
  Wrong: TypeErrorConstructor | RangeErrorConstructor,
): void {
  const stray = sources.find((source) => isIPv6(source) !== isIPv6(group))
  if (stray !== undefined)
    throw new Wrong(`Not a source of the family of ${group}: ${JSON.stringify(stray)}`)
}

function listed(sources: unknown): readonly string[] {
  if (!Array.isArray(sources))
    throw new TypeError(`sources must be an array, not ${kindOf(sources)}`)
  return [...(sources as readonly string[])]
}
