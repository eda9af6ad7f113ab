import { constants as C, type Socket } from 'berkeley'
import {
  type Attribute,
  attributeOf,
  attributesOf,
  dump,
  ifinfomsg,
  ipOf,
  s32Of,
  textOf,
  u32,
  u32Of,
  u8Of,
} from 'berkeley/netlink'
import { defined, nameIn, namesOfBits } from './names.ts'

/** A link, and what `ip` shows of it. */
export interface Link {
  index: number
  name: string | undefined
  shown: Record<string, unknown>
  /** What is shown of links, and not with their addresses. */
  more: Record<string, unknown>
}

const RTEXT_FILTER_SKIP_STATS = 8
const ALIGNED = { 4: [768, 776, 778], 16: [769, 823] } // tunnels, whose ends are IP addresses

const types = new Map([
  [1, 'ether'],
  [24, 'ieee1394'],
  [32, 'infiniband'],
  [280, 'can'],
  [512, 'ppp'],
  [768, 'ipip'],
  [769, 'tunnel6'],
  [772, 'loopback'],
  [776, 'sit'],
  [778, 'gre'],
  [823, 'gre6'],
  [824, 'netlink'],
  [65534, 'none'],
])
const states = ['UNKNOWN', 'NOTPRESENT', 'DOWN', 'LOWERLAYERDOWN', 'TESTING', 'DORMANT', 'UP']
const modes = ['DEFAULT', 'DORMANT']
const flagNames = [
  [C.IFF_LOOPBACK, 'LOOPBACK'],
  [C.IFF_BROADCAST, 'BROADCAST'],
  [C.IFF_POINTOPOINT, 'POINTOPOINT'],
  [C.IFF_MULTICAST, 'MULTICAST'],
  [C.IFF_NOARP, 'NOARP'],
  [C.IFF_ALLMULTI, 'ALLMULTI'],
  [C.IFF_PROMISC, 'PROMISC'],
  [C.IFF_MASTER, 'MASTER'],
  [C.IFF_SLAVE, 'SLAVE'],
  [C.IFF_DEBUG, 'DEBUG'],
  [C.IFF_DYNAMIC, 'DYNAMIC'],
  [C.IFF_AUTOMEDIA, 'AUTOMEDIA'],
  [C.IFF_PORTSEL, 'PORTSEL'],
  [C.IFF_NOTRAILERS, 'NOTRAILERS'],
  [C.IFF_UP, 'UP'],
  [C.IFF_LOWER_UP, 'LOWER_UP'],
  [C.IFF_DORMANT, 'DORMANT'],
  [C.IFF_ECHO, 'ECHO'],
] as const

type Told = ReturnType<typeof ifinfomsg.decode>

/** Every link, in the order of the kernel. */
export async function linksOf(socket: Socket): Promise<Link[]> {
  const payload = ifinfomsg.encode({}, [u32(C.IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS)])
  const told: Told[] = []
  for await (const message of dump(socket, { type: C.RTM_GETLINK, payload })) {
    told.push(ifinfomsg.decode(message.payload))
  }
  return told.map((link) => show(link, told))
}

function show(link: Told, all: readonly Told[]): Link {
  const { index, type, flags, attributes } = link
  const lower = lowerOf(attributes, all)
  const names = attributesOf(attributes, C.IFLA_PROP_LIST)
    ?.filter((property) => property.type === C.IFLA_ALT_IFNAME)
    .map((property) => textOf([property], C.IFLA_ALT_IFNAME))
  const broadcast = addressOf(attributes, C.IFLA_BROADCAST, type)
  const group = u32Of(attributes, C.IFLA_GROUP)
  const state = u8Of(attributes, C.IFLA_OPERSTATE)
  const mode = u8Of(attributes, C.IFLA_LINKMODE)
  const queue = u32Of(attributes, C.IFLA_TXQLEN)
  const pointToPoint = broadcast !== undefined && (flags & C.IFF_POINTOPOINT) !== 0
  const shown = {
    ifindex: index,
    ...lower.shown,
    ifname: nameOf(link),
    flags: shownFlags(flags, lower.down),
    mtu: u32Of(attributes, C.IFLA_MTU),
    qdisc: textOf(attributes, C.IFLA_QDISC),
    master: nameOf(byIndex(all, u32Of(attributes, C.IFLA_MASTER))),
    operstate: state === undefined ? undefined : states[state],
    group: group === 0 ? 'default' : group?.toString(),
    txqlen: queue === 0 ? undefined : queue,
    link_type: types.get(type) ?? `[${type}]`,
    address: addressOf(attributes, C.IFLA_ADDRESS, type),
    link_pointtopoint: pointToPoint || undefined,
    broadcast,
    link_netnsid: s32Of(attributes, C.IFLA_LINK_NETNSID),
    proto_down: u8Of(attributes, C.IFLA_PROTO_DOWN) ? true : undefined,
    altnames: names,
  }
  const more = {
    linkmode: mode === undefined ? undefined : modes[mode],
    ifalias: textOf(attributes, C.IFLA_IFALIAS),
  }
  return { index, name: nameOf(link), shown: defined(shown), more: defined(more) }
}

/** The link that a link is made of: by name, or by number where it is in another namespace. */
function lowerOf(attributes: readonly Attribute[], all: readonly Told[]) {
  const index = u32Of(attributes, C.IFLA_LINK)
  if (index === undefined) return { shown: {}, down: false }
  if (index === 0) return { shown: { link: null }, down: false }
  if (attributeOf(attributes, C.IFLA_LINK_NETNSID)) {
    return { shown: { link_index: index }, down: false }
  }
  const lower = byIndex(all, index)
  const down = lower === undefined || (lower.flags & C.IFF_UP) === 0
  return { shown: { link: nameOf(lower) ?? `if${index}` }, down }
}

function shownFlags(flags: number, lowerIsDown: boolean): string[] {
  const noCarrier = (flags & C.IFF_UP) !== 0 && (flags & C.IFF_RUNNING) === 0
  return [
    ...(noCarrier ? ['NO-CARRIER'] : []),
    ...namesOfBits(flagNames, flags & ~C.IFF_RUNNING),
    ...(lowerIsDown ? ['M-DOWN'] : []),
  ]
}

function addressOf(attributes: readonly Attribute[], type: number, hardware: number) {
  const data = attributeOf(attributes, type)?.data
  if (data === undefined) return undefined
  if (ALIGNED[4].includes(hardware) && data.length === 4) return ipOf(attributes, type)
  if (ALIGNED[16].includes(hardware) && data.length === 16) return ipOf(attributes, type)
  return Array.from(data, (byte) => byte.toString(16).padStart(2, '0')).join(':')
}

function byIndex(all: readonly Told[], index: number | undefined): Told | undefined {
  return all.find((link) => link.index === index)
}

function nameOf(link: Told | undefined): string | undefined {
  return link && textOf(link.attributes, C.IFLA_IFNAME)
}

/** The name of a link by its number, as `ip` shows it. */
export function linkName(links: readonly Link[], index: number): string {
  return links.find((link) => link.index === index)?.name ?? nameIn(new Map(), index)
}
