import { type Codec, type Encoder, mapped, oneWay } from '../../codec/codec.ts'
import { counted } from '../../codec/counted.ts'
import { parseIPv4, parseIPv6 } from '../../codec/inet.ts'
import { inside, mustBe } from '../../codec/misuse.ts'
import type { Platform } from '../../codec/platform.ts'
import { struct } from '../../codec/struct.ts'
import { decodeAddress, encodeAddress } from '../address.ts'
import { listed, MAX_SOURCES } from './multicast.ts'

/** A multicast group of either family, and the interface to join or leave it on. */
export interface GroupMembership {
  /** `'239.1.2.3'` or `'ff02::1234'`. */
  group: string
  /** By number or name; the kernel chooses if it is left out or 0. */
  interfaceIndex?: number | string
}

/** One sender of a multicast group of either family. */
export interface GroupSource extends GroupMembership {
  /** The sender: an address of the same family. */
  source: string
}

/** Which senders of a group of either family a socket is to receive. */
export interface GroupFilterToSet extends GroupMembership {
  /** MCAST_INCLUDE: only those in `sources`. MCAST_EXCLUDE: all others. */
  mode: number
  /** The complete list of senders: addresses of the same family. */
  sources: readonly string[]
}

/** Which senders of a group of either family a socket receives. */
export interface GroupFilter extends GroupFilterToSet {
  /** The number of the interface in the query. */
  interfaceIndex: number
  /** The complete list of senders. */
  sources: string[]
}

/**
 * struct sockaddr_storage with an IP address without a scope: the interface is a separate field.
 */
const address: Codec<string> = {
  probes: () => [{ name: 'sockaddr_storage', fields: ['ss_family'] }],
  maxSize: (platform) => platform.layout('sockaddr_storage')?.size ?? 0,
  encode(text, platform) {
    const family = isIPv6(text) ? 'AF_INET6' : 'AF_INET'
    if (!isNumeric(text)) throw mustBe('', 'a numeric IPv4 or IPv6 address', text)
    const all = new Uint8Array(address.maxSize(platform))
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

function isNumeric(text: unknown): boolean {
  return typeof text === 'string' && (parseIPv4(text) ?? parseIPv6(text)) !== undefined
}

function encodeGroup(group: string, platform: Platform): Uint8Array {
  return inside('group', () => address.encode(group, platform))
}

function encodeSource(source: string, platform: Platform): Uint8Array {
  return inside('source', () => address.encode(source, platform))
}

function isIPv6(text: unknown): text is string {
  return typeof text === 'string' && text.includes(':')
}

/** The level of options with a group of either family, which depends on the group. */
export function levelOfGroup(value: unknown): string {
  const group: unknown = (value as Partial<GroupMembership> | null | undefined)?.group
  return isIPv6(group) ? 'IPPROTO_IPV6' : 'IPPROTO_IP'
}

/** struct group_req. */
export const groupMembership: Codec<GroupMembership> = mapped(
  struct(
    'group_req',
    { interfaceIndex: 'interface', group: 'bytes' },
    { names: { interfaceIndex: 'gr_interface', group: 'gr_group' } },
  ),
  ({ group, interfaceIndex = 0 }: GroupMembership, platform) => ({
    interfaceIndex,
    group: encodeGroup(group, platform),
  }),
  ({ interfaceIndex, group }, platform) => ({
    group: address.decode(group, platform),
    interfaceIndex,
  }),
  { group: true, interfaceIndex: false },
)

/** struct group_source_req. */
export const groupSource: Codec<GroupSource> = mapped(
  struct(
    'group_source_req',
    { interfaceIndex: 'interface', group: 'bytes', source: 'bytes' },
    { names: { interfaceIndex: 'gsr_interface', group: 'gsr_group', source: 'gsr_source' } },
  ),
  ({ group, source, interfaceIndex = 0 }: GroupSource, platform) => {
    const request = {
      interfaceIndex,
      group: encodeGroup(group, platform),
      source: encodeSource(source, platform),
    }
    checkFamily(group, [source], TypeError)
    return request
  },
  ({ interfaceIndex, ...addresses }, platform) => {
    const group = address.decode(addresses.group, platform)
    const source = address.decode(addresses.source, platform)
    checkFamily(group, [source], RangeError)
    return { group, source, interfaceIndex }
  },
  { group: true, source: true, interfaceIndex: false },
)

const groupFilterHead = struct(
  'group_filter',
  { interfaceIndex: 'interface', group: 'bytes', mode: 'unsigned', numsrc: 'unsigned' },
  {
    ...{ header: 'linux/in.h', prefix: 'gf_' },
    names: { interfaceIndex: 'gf_interface', mode: 'gf_fmode' },
  },
)

/** struct group_filter. */
export const groupFilter: Codec<GroupFilter, GroupFilterToSet> = mapped(
  counted({
    head: groupFilterHead,
    array: 'gf_slist',
    name: 'sources',
    member: address,
    maxCount: MAX_SOURCES,
    count: ({ numsrc }) => numsrc,
  }),
  ({ group, interfaceIndex = 0, mode, sources }: GroupFilterToSet, platform) => {
    const list = listed(sources)
    const head = {
      interfaceIndex,
      group: encodeGroup(group, platform),
      mode,
      numsrc: list.length,
    }
    checkFamily(group, list, TypeError)
    return [head, list] as const
  },
  ([{ interfaceIndex, group: bytes, mode }, sources], platform) => {
    const group = address.decode(bytes, platform)
    checkFamily(group, sources, RangeError)
    return { group, interfaceIndex, mode, sources }
  },
  { group: true, interfaceIndex: false, mode: true, sources: true },
)

/** The query for a filter: whose it is. The kernel fills in the rest of struct group_filter. */
export const groupQuery: Encoder<GroupMembership> = oneWay(
  groupFilterHead,
  ({ group, interfaceIndex = 0 }: GroupMembership, platform) => ({
    interfaceIndex,
    group: encodeGroup(group, platform),
    mode: 0,
    numsrc: MAX_SOURCES,
  }),
  { group: true, interfaceIndex: false },
)

/** The kernel would misread the bytes of a sender of the other family as another address. */
function checkFamily(
  group: string,
  sources: readonly unknown[],
  Wrong: TypeErrorConstructor | RangeErrorConstructor,
): void {
  const stray = sources.find((source) => isIPv6(source) !== isIPv6(group))
  if (stray !== undefined)
    throw new Wrong(`Not a source of the family of ${group}: ${JSON.stringify(stray)}`)
}
