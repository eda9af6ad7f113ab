import type { Codec, StructProbe } from '../../codec/codec.ts'
import type { FlagIn, Flags } from '../../codec/flags.ts'
import { struct } from '../../codec/struct.ts'
import { FAMILIES } from '../family-numbers.ts'
import { INTERFACE_FLAGS } from '../interface-flags.ts'
import type { IP_PROTOCOLS } from '../ip-protocols.ts'

/** The header of RTM_*LINK: struct ifinfomsg. */
export interface LinkHeader {
  /** AF_UNSPEC; AF_BRIDGE for bridges' own view of their ports. */
  family: number
  /** `ARPHRD_*`: the kind of hardware. */
  type: number
  /** The interface. */
  index: number
  /** `IFF_*`. */
  flags: number
  /** The flags that a request changes. */
  change: number
}

/** The header of RTM_*ADDR: struct ifaddrmsg. */
export interface AddressHeader {
  /** AF_INET or AF_INET6; in a request, AF_UNSPEC means both. */
  family: number
  /** Length of the prefix in bits. */
  prefixlen: number
  /** The lower eight of `IFA_F_*`; IFA_FLAGS has all of them. */
  flags: number
  /** `RT_SCOPE_*`. */
  scope: number
  /** The interface. */
  index: number
}

/** The header of RTM_*ROUTE, and with other meanings of RTM_*RULE: struct rtmsg. */
export interface RouteHeader {
  /** AF_INET or AF_INET6; in a request, AF_UNSPEC means every family. */
  family: number
  /** Length of the prefix in RTA_DST, in bits. */
  dst_len: number
  /** Length of the prefix in RTA_SRC, in bits. */
  src_len: number
  /** Type of service. */
  tos: number
  /** `RT_TABLE_*`; RTA_TABLE if the number has more than eight bits. */
  table: number
  /** `RTPROT_*`: its origin. */
  protocol: number
  /** `RT_SCOPE_*`: the distance of the destination. */
  scope: number
  /** `RTN_*`: what happens to packets. */
  type: number
  /** `RTM_F_*` and `RTNH_F_*`. */
  flags: number
}

/** The header of RTM_*NEIGH: struct ndmsg. */
export interface NeighbourHeader {
  /** AF_INET or AF_INET6; AF_BRIDGE for forwarding entries. */
  family: number
  /** The interface. */
  ifindex: number
  /** `NUD_*`. */
  state: number
  /** `NTF_*`. */
  flags: number
  /** `RTN_*`. */
  type: number
}

/** The header of every message of generic netlink: struct genlmsghdr. */
export interface GenericHeader {
  /** The family's command: `CTRL_CMD_*` for the controller. */
  cmd: number
  /** The version of the family's commands. */
  version: number
}

/** The type of a field of a header as input, if it also has names. */
interface Named {
  index: number | string
  ifindex: number | string
  family: number | FlagIn<typeof FAMILIES>
}

/** The same, of a header whose other fields have names too. */
interface NamedIn {
  link: Named & Record<'flags' | 'change', Flags<FlagIn<typeof INTERFACE_FLAGS>>>
  socket: Named & { protocol: number | FlagIn<typeof IP_PROTOCOLS> }
  other: Named
}

/**
 * A header as input: an interface and a family may be given by their names, and fields that are
 * left out are 0.
 */
export type HeaderInput<Header, Kind extends keyof NamedIn = 'other'> = {
  [Field in keyof Header]?: Field extends keyof NamedIn[Kind] ? NamedIn[Kind][Field] : Header[Field]
}

const ROUTE = 'linux/rtnetlink.h'

/** The header of every message. */
export const nlmsghdr = struct(
  'nlmsghdr',
  { len: 'unsigned', type: 'unsigned', flags: 'unsigned', seq: 'unsigned', pid: 'unsigned' },
  { header: 'linux/netlink.h', prefix: 'nlmsg_' },
)

/** The header of an error or acknowledgement. */
export const nlmsgerr = struct(
  'nlmsgerr',
  { error: 'signed', 'msg.nlmsg_len': 'unsigned' },
  { header: 'linux/netlink.h' },
)

/** The header of every attribute. */
export const nlattr = struct(
  'nlattr',
  { len: 'unsigned', type: 'unsigned' },
  { header: 'linux/netlink.h', prefix: 'nla_' },
)

/** struct ifinfomsg. */
export const ifinfomsg: Codec<LinkHeader, HeaderInput<LinkHeader, 'link'>> = struct(
  'ifinfomsg',
  {
    family: 'unsigned',
    type: 'unsigned',
    index: 'interface',
    flags: 'unsigned',
    change: 'unsigned',
  },
  {
    header: ROUTE,
    prefix: 'ifi_',
    oneOf: { family: FAMILIES },
    flags: { flags: INTERFACE_FLAGS, change: INTERFACE_FLAGS },
    defaults: { family: 0, type: 0, index: 0, flags: 0, change: 0 },
  },
)

/** struct ifaddrmsg. */
export const ifaddrmsg: Codec<AddressHeader, HeaderInput<AddressHeader>> = struct(
  'ifaddrmsg',
  {
    family: 'unsigned',
    prefixlen: 'unsigned',
    flags: 'unsigned',
    scope: 'unsigned',
    index: 'interface',
  },
  {
    header: ROUTE,
    prefix: 'ifa_',
    oneOf: { family: FAMILIES },
    defaults: { family: 0, prefixlen: 0, flags: 0, scope: 0, index: 0 },
  },
)

/** struct rtmsg. */
export const rtmsg: Codec<RouteHeader, HeaderInput<RouteHeader>> = struct(
  'rtmsg',
  {
    family: 'unsigned',
    dst_len: 'unsigned',
    src_len: 'unsigned',
    tos: 'unsigned',
    table: 'unsigned',
    protocol: 'unsigned',
    scope: 'unsigned',
    type: 'unsigned',
    flags: 'unsigned',
  },
  {
    header: ROUTE,
    prefix: 'rtm_',
    oneOf: { family: FAMILIES },
    defaults: {
      family: 0,
      dst_len: 0,
      src_len: 0,
      tos: 0,
      table: 0,
      protocol: 0,
      scope: 0,
      type: 0,
      flags: 0,
    },
  },
)

/** struct ndmsg. */
export const ndmsg: Codec<NeighbourHeader, HeaderInput<NeighbourHeader>> = struct(
  'ndmsg',
  {
    family: 'unsigned',
    ifindex: 'interface',
    state: 'unsigned',
    flags: 'unsigned',
    type: 'unsigned',
  },
  {
    header: ROUTE,
    prefix: 'ndm_',
    oneOf: { family: FAMILIES },
    defaults: { family: 0, ifindex: 0, state: 0, flags: 0, type: 0 },
  },
)

/** struct genlmsghdr. */
export const genlmsghdr: Codec<GenericHeader, HeaderInput<GenericHeader>> = struct(
  'genlmsghdr',
  { cmd: 'unsigned', version: 'unsigned' },
  { header: 'linux/genetlink.h', defaults: { cmd: 0, version: 0 } },
)

/** What the build asks the C compiler about all of the above. */
export const netlinkStructs: readonly StructProbe[] = [
  nlmsghdr,
  nlmsgerr,
  nlattr,
  ifinfomsg,
  ifaddrmsg,
  rtmsg,
  ndmsg,
  genlmsghdr,
].flatMap(({ probes }) => probes())
