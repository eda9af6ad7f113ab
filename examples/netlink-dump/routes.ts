import { constants as C, type Socket } from 'berkeley'
import {
  type Attribute,
  attributeOf,
  attributesOf,
  decodeAttributes,
  dump,
  ipOf,
  rtmsg,
  textOf,
  u32Of,
  u8Of,
} from 'berkeley/netlink'
import { type Link, linkName } from './links.ts'
import { defined, nameIn, namesOfBits, scopes } from './names.ts'

type Told = ReturnType<typeof rtmsg.decode>

const types = new Map([
  [C.RTN_LOCAL, 'local'],
  [C.RTN_BROADCAST, 'broadcast'],
  [C.RTN_ANYCAST, 'anycast'],
  [C.RTN_MULTICAST, 'multicast'],
  [C.RTN_BLACKHOLE, 'blackhole'],
  [C.RTN_UNREACHABLE, 'unreachable'],
  [C.RTN_PROHIBIT, 'prohibit'],
  [C.RTN_THROW, 'throw'],
])
const protocols = new Map([
  [C.RTPROT_UNSPEC, 'unspec'],
  [C.RTPROT_REDIRECT, 'redirect'],
  [C.RTPROT_KERNEL, 'kernel'],
  [C.RTPROT_STATIC, 'static'],
  [C.RTPROT_RA, 'ra'],
  [C.RTPROT_ZEBRA, 'zebra'],
  [C.RTPROT_BIRD, 'bird'],
  [C.RTPROT_DHCP, 'dhcp'],
  [C.RTPROT_KEEPALIVED, 'keepalived'],
  [C.RTPROT_BABEL, 'babel'],
  [C.RTPROT_BGP, 'bgp'],
  [C.RTPROT_ISIS, 'isis'],
  [C.RTPROT_OSPF, 'ospf'],
  [C.RTPROT_RIP, 'rip'],
  [C.RTPROT_EIGRP, 'eigrp'],
])
const flagNames = [
  [C.RTNH_F_DEAD, 'dead'],
  [C.RTNH_F_ONLINK, 'onlink'],
  [C.RTNH_F_PERVASIVE, 'pervasive'],
  [C.RTNH_F_OFFLOAD, 'offload'],
  [C.RTNH_F_TRAP, 'trap'],
  [C.RTM_F_NOTIFY, 'notify'],
  [C.RTNH_F_LINKDOWN, 'linkdown'],
  [C.RTNH_F_UNRESOLVED, 'unresolved'],
] as const
const metricNames = new Map([
  [C.RTAX_MTU, 'mtu'],
  [C.RTAX_WINDOW, 'window'],
  [C.RTAX_SSTHRESH, 'ssthresh'],
  [C.RTAX_CWND, 'cwnd'],
  [C.RTAX_ADVMSS, 'advmss'],
  [C.RTAX_REORDERING, 'reordering'],
  [C.RTAX_HOPLIMIT, 'hoplimit'],
  [C.RTAX_INITCWND, 'initcwnd'],
  [C.RTAX_INITRWND, 'initrwnd'],
  [C.RTAX_QUICKACK, 'quickack'],
  [C.RTAX_FASTOPEN_NO_COOKIE, 'fastopen_no_cookie'],
])
/** RFC 4191, two bits with a sign. */
const preferences = new Map([
  [0, 'medium'],
  [1, 'high'],
  [3, 'low'],
])

/** The routes of the main table, in the order of the kernel, as `ip` shows them. */
export async function routesOf(socket: Socket, family: number, links: readonly Link[]) {
  const routes: Record<string, unknown>[] = []
  for await (const { payload } of dump(socket, {
    type: C.RTM_GETROUTE,
    payload: rtmsg.encode({ family }),
  })) {
    const route = rtmsg.decode(payload)
    const table = u32Of(route.attributes, C.RTA_TABLE) ?? route.table
    if (table === C.RT_TABLE_MAIN && !(route.flags & C.RTM_F_CLONED)) {
      routes.push(show(route, links))
    }
  }
  return routes
}

function show(route: Told, links: readonly Link[]): Record<string, unknown> {
  const { family, type, protocol, scope, tos, dst_len, src_len, flags, attributes } = route
  const preference = u8Of(attributes, C.RTA_PREF)
  return defined({
    type: type === C.RTN_UNICAST ? undefined : nameIn(types, type),
    dst: prefix(ipOf(attributes, C.RTA_DST), dst_len, family) ?? 'default',
    from: prefix(ipOf(attributes, C.RTA_SRC), src_len, family),
    tos: tos === 0 ? undefined : `0x${tos.toString(16).padStart(2, '0')}`,
    ...gateway(attributes),
    dev: device(u32Of(attributes, C.RTA_OIF), links),
    protocol: protocol === C.RTPROT_BOOT ? undefined : nameIn(protocols, protocol),
    scope: scope === C.RT_SCOPE_UNIVERSE ? undefined : nameIn(scopes, scope),
    prefsrc: ipOf(attributes, C.RTA_PREFSRC),
    metric: u32Of(attributes, C.RTA_PRIORITY),
    flags: shownFlags(flags),
    metrics: metrics(attributesOf(attributes, C.RTA_METRICS)),
    pref: preference === undefined ? undefined : nameIn(preferences, preference),
    nexthops: nextHops(attributeOf(attributes, C.RTA_MULTIPATH)?.data, links),
  })
}

function prefix(address: string | undefined, length: number, family: number): string | undefined {
  if (address === undefined) return undefined
  return length === (family === C.AF_INET6 ? 128 : 32) ? address : `${address}/${length}`
}

/** The router, which may be of another family: then the family stands before its address. */
function gateway(attributes: readonly Attribute[]): Record<string, unknown> {
  const via = attributeOf(attributes, C.RTA_VIA)
  if (!via) return { gateway: ipOf(attributes, C.RTA_GATEWAY) }
  const host = ipOf([{ ...via, data: via.data.subarray(2) }], C.RTA_VIA)
  return { via: { family: via.data.length === 18 ? 'inet6' : 'inet', host } }
}

function device(index: number | undefined, links: readonly Link[]): string | undefined {
  return index === undefined ? undefined : linkName(links, index)
}

function shownFlags(flags: number): string[] {
  const known = flagNames.reduce((bits, [bit]) => bits | bit, 0)
  return namesOfBits(flagNames, flags & known)
}

function metrics(attributes: readonly Attribute[] | undefined) {
  if (attributes === undefined) return undefined
  const shown = attributes.flatMap(({ type }) => {
    if (type === C.RTAX_CC_ALGO) return [['congctl', textOf(attributes, type)]]
    const name = metricNames.get(type)
    return name === undefined ? [] : [[name, u32Of(attributes, type)]]
  })
  return [Object.fromEntries(shown) as Record<string, unknown>]
}

/** struct rtnexthop: its length, flags, hops, and the link; then attributes. */
function nextHops(data: Uint8Array | undefined, links: readonly Link[]) {
  if (data === undefined) return undefined
  const hops: Record<string, unknown>[] = []
  for (let at = 0; at + 8 <= data.length; ) {
    const fixed = data.slice(at, at + 8).buffer
    const [length = 0] = new Uint16Array(fixed)
    const [, , flags = 0, hopCount = 0] = new Uint8Array(fixed)
    const [, index = 0] = new Int32Array(fixed)
    if (length < 8) break
    const attributes = decodeAttributes(data.subarray(at + 8, at + length))
    hops.push(
      defined({
        ...gateway(attributes),
        dev: linkName(links, index),
        weight: hopCount + 1,
        flags: shownFlags(flags),
      }),
    )
    at += Math.ceil(length / 4) * 4
  }
  return hops
}
