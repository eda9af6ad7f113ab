import type { Codec } from '../../codec/codec.ts'
import { missingKey, objectReader } from '../../codec/object-reader.ts'
import { within } from '../../codec/integers.ts'
import { type Platform, perPlatform } from '../../codec/platform.ts'
import { struct } from '../../codec/struct.ts'
import { formatExtras, partsOf, readExtras, readNumber } from '../address-text.ts'
import { family } from '../family.ts'

/** What all addresses of AF_TIPC have. */
interface TipcScoped {
  /** Always this. */
  family: 'AF_TIPC'
  /**
   * How far a binding is known: TIPC_CLUSTER_SCOPE, TIPC_NODE_SCOPE; left out when 0, which is the
   * cluster. Its negative takes that binding away again.
   */
  scope?: number
}

/** A service: one instance of a type, wherever in the cluster it is bound. See linux/tipc.h. */
export interface TipcServiceAddress extends TipcScoped {
  /** The type of service; below TIPC_RESERVED_TYPES they are TIPC's own. */
  serviceType: number
  /** Which of that type. */
  instance: number
  /** Where to look for it first: a node; left out when 0, which is everywhere. */
  domain?: number
}

/** Several instances of a service: what is bound, or sent to all of. See linux/tipc.h. */
export interface TipcServiceRange extends TipcScoped {
  /** The type of service. */
  serviceType: number
  /** The lowest instance. */
  lower: number
  /** The highest instance. */
  upper: number
}

/** One socket on one node. See linux/tipc.h. */
export interface TipcSocketAddress extends TipcScoped {
  /** The socket. */
  ref: number
  /** The node; 0 is this one. */
  node: number
  /** The sender of a message in a group: the group, and the member's instance. */
  member?: TipcMember
}

/** Who sent a message in a group. */
export interface TipcMember {
  /** The type of service, which is the group. */
  serviceType: number
  /** Which of that type. */
  instance: number
}

/** An address of AF_TIPC, told apart by its fields. */
export type TipcAddress = TipcServiceAddress | TipcServiceRange | TipcSocketAddress

const HEADER = { header: 'linux/tipc.h' }
const MOST = 0xffff_ffff

const start = { family: 'unsigned', addrtype: 'unsigned', scope: 'signed' } as const
const head = struct('sockaddr_tipc', start, HEADER)
const service = struct(
  'sockaddr_tipc',
  {
    ...start,
    'addr.name.name.type': 'unsigned',
    'addr.name.name.instance': 'unsigned',
    'addr.name.domain': 'unsigned',
  },
  HEADER,
)
const range = struct(
  'sockaddr_tipc',
  {
    ...start,
    'addr.nameseq.type': 'unsigned',
    'addr.nameseq.lower': 'unsigned',
    'addr.nameseq.upper': 'unsigned',
  },
  HEADER,
)
const socket = struct(
  'sockaddr_tipc',
  { ...start, 'addr.id.ref': 'unsigned', 'addr.id.node': 'unsigned' },
  HEADER,
)

const numbersOf = perPlatform((platform) => ({
  family: platform.constant('AF_TIPC') ?? 0,
  range: platform.constant('TIPC_SERVICE_RANGE') ?? 1,
  service: platform.constant('TIPC_SERVICE_ADDR') ?? 2,
  socket: platform.constant('TIPC_SOCKET_ADDR') ?? 3,
}))

const scoped = { family: true, scope: false } as const
const member = { serviceType: true, instance: true } as const
const readService = objectReader<TipcServiceAddress>('struct sockaddr_tipc', {
  ...{ ...scoped, ...member, domain: false },
})
const readRange = objectReader<TipcServiceRange>('struct sockaddr_tipc', {
  ...{ ...scoped, serviceType: true, lower: true, upper: true },
})
const readSocket = objectReader<TipcSocketAddress>('struct sockaddr_tipc', {
  ...{ ...scoped, ref: true, node: true, member: false },
})
const readMember = objectReader<TipcMember>('member of struct sockaddr_tipc', member)

function encodeService(
  { serviceType, instance, domain = 0, scope = 0 }: Omit<TipcServiceAddress, 'family'>,
  platform: Platform,
): Uint8Array {
  const { family, service: addrtype } = numbersOf(platform)
  return service.encode(
    {
      family,
      addrtype,
      scope: within(scope, 'scope', -128, 127),
      'addr.name.name.type': within(serviceType, 'serviceType', 0, MOST),
      'addr.name.name.instance': within(instance, 'instance', 0, MOST),
      'addr.name.domain': within(domain, 'domain', 0, MOST),
    },
    platform,
  )
}

const tipc: Codec<TipcAddress> = {
  probes: () => [service, range, socket].flatMap(({ probes }) => probes()),
  // Behind the address of a socket the kernel writes that of a group's member.
  room: (platform) => head.room(platform) * 2,
  encode(value, platform) {
    const { family, range: rangeType, socket: socketType } = numbersOf(platform)
    if ('instance' in value) return encodeService(readService(value), platform)
    if ('lower' in value || 'upper' in value) {
      const { serviceType, lower, upper, scope = 0 } = readRange(value as TipcServiceRange)
      return range.encode(
        {
          family,
          addrtype: rangeType,
          scope: within(scope, 'scope', -128, 127),
          'addr.nameseq.type': within(serviceType, 'serviceType', 0, MOST),
          'addr.nameseq.lower': within(lower, 'lower', 0, MOST),
          'addr.nameseq.upper': within(upper, 'upper', 0, MOST),
        },
        platform,
      )
    }
    if ('serviceType' in value) throw missingKey('instance', 'struct sockaddr_tipc')
    const { ref, node, scope = 0, member: sender } = readSocket(value)
    const one = socket.encode(
      {
        family,
        addrtype: socketType,
        scope: within(scope, 'scope', -128, 127),
        'addr.id.ref': within(ref, 'ref', 0, MOST),
        'addr.id.node': within(node, 'node', 0, MOST),
      },
      platform,
    )
    if (sender === undefined) return one
    const pair = new Uint8Array(one.length * 2)
    pair.set(one)
    pair.set(encodeService(readMember(sender), platform), one.length)
    return pair
  },
  decode(bytes, platform) {
    const types = numbersOf(platform)
    const { addrtype, scope } = head.decode(bytes, platform)
    const scoped = { family: 'AF_TIPC' as const, ...(scope === 0 ? {} : { scope }) }
    if (addrtype === types.service) return { ...scoped, ...decodeService(bytes, platform) }
    if (addrtype === types.range) {
      const known = range.decode(bytes, platform)
      return {
        ...scoped,
        serviceType: known['addr.nameseq.type'],
        lower: known['addr.nameseq.lower'],
        upper: known['addr.nameseq.upper'],
      }
    }
    if (addrtype !== types.socket) throw new RangeError(`No TIPC address has the type ${addrtype}`)
    const known = socket.decode(bytes, platform)
    const address = { ...scoped, ref: known['addr.id.ref'], node: known['addr.id.node'] }
    const rest = bytes.subarray(head.room(platform))
    if (rest.length < head.room(platform)) return address
    const { serviceType, instance } = decodeService(rest, platform)
    return { ...address, member: { serviceType, instance } }
  },
}

function decodeService(bytes: Uint8Array, platform: Platform) {
  const known = service.decode(bytes, platform)
  const domain = known['addr.name.domain']
  return {
    serviceType: known['addr.name.name.type'],
    instance: known['addr.name.name.instance'],
    ...(domain === 0 ? {} : { domain }),
  }
}

/**
 * Transparent inter-process communication in a cluster. Text: `tipc:service:18888:17` with type and
 * instance, `tipc:range:18888:0:99` with type and both ends, `tipc:socket:3045096448:0` with socket
 * and node; `?scope=3` behind any of them.
 */
export const AF_TIPC = family<TipcAddress>({
  name: 'AF_TIPC',
  page: 'linux/tipc.h',
  headers: ['linux/tipc.h'],
  testedOn: ['AF_TIPC', 'SOCK_RDM'],
  examples: [
    { family: 'AF_TIPC', serviceType: 18888, instance: 17 },
    { family: 'AF_TIPC', serviceType: 18888, instance: 17, domain: 0x0100_1001, scope: 3 },
    { family: 'AF_TIPC', serviceType: 18888, lower: 0, upper: 99, scope: -3 },
    { family: 'AF_TIPC', ref: 3_045_096_448, node: 0x0100_1001 },
    { family: 'AF_TIPC', ref: 1, node: 2, member: { serviceType: 4711, instance: 3 } },
  ],
  address: tipc,
  format(address) {
    const { scope } = address
    if ('instance' in address) {
      const { serviceType, instance, domain } = address
      return `tipc:service:${serviceType}:${instance}${formatExtras({ scope, domain })}`
    }
    if ('lower' in address) {
      const { serviceType, lower, upper } = address
      return `tipc:range:${serviceType}:${lower}:${upper}${formatExtras({ scope })}`
    }
    const { ref, node, member } = address
    const sender = member && `${member.serviceType}:${member.instance}`
    return `tipc:socket:${ref}:${node}${formatExtras({ scope, member: sender })}`
  },
  parse(text) {
    if (!text.startsWith('tipc:')) return undefined
    const [, kind = '', rest = ''] = /^tipc:(service|range|socket):(.*)$/s.exec(text) ?? []
    const read = (part: string | undefined, what: string) => readNumber(part ?? '', what, 0, MOST)
    const names = { service: ['scope', 'domain'], range: ['scope'], socket: ['scope', 'member'] }
    if (!(kind in names)) throw new TypeError(`Not an address: ${JSON.stringify(text)}`)
    const [body, extras] = readExtras(rest, names[kind as keyof typeof names], text)
    const scope = readNumber(extras['scope'] ?? '0', 'scope', -128, 127)
    const scoped = { family: 'AF_TIPC' as const, ...(scope === 0 ? {} : { scope }) }
    if (kind === 'range') {
      const [type, lower, upper] = partsOf(body, [3], text)
      return {
        ...scoped,
        serviceType: read(type, 'serviceType'),
        lower: read(lower, 'lower'),
        upper: read(upper, 'upper'),
      }
    }
    const [first, second] = partsOf(body, [2], text)
    if (kind === 'service') {
      const domain = read(extras['domain'] ?? '0', 'domain')
      const address = {
        ...scoped,
        serviceType: read(first, 'serviceType'),
        instance: read(second, 'instance'),
      }
      return domain === 0 ? address : { ...address, domain }
    }
    const address = { ...scoped, ref: read(first, 'ref'), node: read(second, 'node') }
    if (extras['member'] === undefined) return address
    const [type, instance] = partsOf(extras['member'], [2], text)
    return {
      ...address,
      member: { serviceType: read(type, 'serviceType'), instance: read(instance, 'instance') },
    }
  },
})
