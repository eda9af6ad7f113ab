import type { Codec } from '../../codec/codec.ts'
import { UINT32_MAX } from '../../codec/integers.ts'
import { missingKey, objectReader } from '../../codec/object-reader.ts'
import { type Platform, perPlatform } from '../../codec/platform.ts'
import { struct } from '../../codec/struct.ts'
import { formatExtras, notAnAddress, partsOf, readExtras, readNumber } from '../address-text.ts'
import { family } from '../family.ts'

/** The fields of every address of AF_TIPC. */
interface TipcScoped {
  /** The family. */
  family: 'AF_TIPC'
  /**
   * How far a binding is visible: TIPC_CLUSTER_SCOPE, TIPC_NODE_SCOPE; left out if 0, which is the
   * cluster. A negative scope removes the binding.
   */
  scope?: number
}

/** A service: one instance of a type, anywhere in the cluster. See linux/tipc.h. */
export interface TipcServiceAddress extends TipcScoped {
  /** The type of service. Types below TIPC_RESERVED_TYPES are TIPC's own. */
  serviceType: number
  /** The instance of that type. */
  instance: number
  /** The node to look it up on first; left out if 0, which is everywhere. */
  domain?: number
}

/** A range of instances of a service, to bind or to send to all of them. See linux/tipc.h. */
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
  /** The sender of a group message: the group, and the member's instance. */
  member?: TipcMember
}

/** The sender of a group message. */
export interface TipcMember {
  /** The type of service, which is the group. */
  serviceType: number
  /** The instance of that type. */
  instance: number
}

/** An address of AF_TIPC, distinguished by its fields. */
export type TipcAddress = TipcServiceAddress | TipcServiceRange | TipcSocketAddress

const HEADER = { header: 'linux/tipc.h' }
const start = { family: 'unsigned', type: 'unsigned', scope: 'signed' } as const

const head = struct('sockaddr_tipc', start, { ...HEADER, names: { type: 'addrtype' } })
const service = struct(
  'sockaddr_tipc',
  { ...start, serviceType: 'unsigned', instance: 'unsigned', domain: 'unsigned' },
  {
    ...HEADER,
    names: {
      type: 'addrtype',
      serviceType: 'addr.name.name.type',
      instance: 'addr.name.name.instance',
      domain: 'addr.name.domain',
    },
    defaults: { scope: 0, domain: 0 },
  },
)
const range = struct(
  'sockaddr_tipc',
  { ...start, serviceType: 'unsigned', lower: 'unsigned', upper: 'unsigned' },
  {
    ...HEADER,
    names: {
      type: 'addrtype',
      serviceType: 'addr.nameseq.type',
      lower: 'addr.nameseq.lower',
      upper: 'addr.nameseq.upper',
    },
    defaults: { scope: 0 },
  },
)
const socket = struct(
  'sockaddr_tipc',
  { ...start, ref: 'unsigned', node: 'unsigned' },
  {
    ...HEADER,
    names: { type: 'addrtype', ref: 'addr.id.ref', node: 'addr.id.node' },
    defaults: { scope: 0 },
  },
)

const numbersOf = perPlatform((platform) => ({
  family: platform.constant('AF_TIPC') ?? 0,
  types: {
    range: platform.constant('TIPC_SERVICE_RANGE') ?? 1,
    service: platform.constant('TIPC_SERVICE_ADDR') ?? 2,
    socket: platform.constant('TIPC_SOCKET_ADDR') ?? 3,
  },
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

const tipc: Codec<TipcAddress> = {
  probes: () => [service, range, socket].flatMap(({ probes }) => probes()),
  // After the address of a socket the kernel writes that of a member of a group.
  maxSize: (platform) => head.maxSize(platform) * 2,
  encode(value, platform) {
    const { family, types } = numbersOf(platform)
    if ('instance' in value) {
      return service.encode({ ...readService(value), family, type: types.service }, platform)
    }
    if ('lower' in value || 'upper' in value) {
      const given = readRange(value as TipcServiceRange)
      return range.encode({ ...given, family, type: types.range }, platform)
    }
    if ('serviceType' in value) throw missingKey('instance', 'struct sockaddr_tipc')
    const { ref, node, scope, member: sender } = readSocket(value)
    const one = socket.encode({ family, type: types.socket, scope, ref, node }, platform)
    if (sender === undefined) return one
    const group = { ...readMember(sender), family, type: types.service }
    const pair = new Uint8Array(one.length * 2)
    pair.set(one)
    pair.set(service.encode(group, platform), one.length)
    return pair
  },
  decode(bytes, platform) {
    const { types } = numbersOf(platform)
    const { type, scope } = head.decode(bytes, platform)
    const scoped = { family: 'AF_TIPC' as const, ...(scope === 0 ? {} : { scope }) }
    if (type === types.service) return { ...scoped, ...decodeService(bytes, platform) }
    if (type === types.range) {
      const { serviceType, lower, upper } = range.decode(bytes, platform)
      return { ...scoped, serviceType, lower, upper }
    }
    if (type !== types.socket) throw new RangeError(`No TIPC address has the type ${type}`)
    const { ref, node } = socket.decode(bytes, platform)
    const address = { ...scoped, ref, node }
    const rest = bytes.subarray(head.maxSize(platform))
    if (rest.length < head.maxSize(platform)) return address
    const { serviceType, instance } = decodeService(rest, platform)
    return { ...address, member: { serviceType, instance } }
  },
}

function decodeService(bytes: Uint8Array, platform: Platform) {
  const { serviceType, instance, domain } = service.decode(bytes, platform)
  return { serviceType, instance, ...(domain === 0 ? {} : { domain }) }
}

/**
 * Transparent inter-process communication in a cluster. Text: `tipc:service:18888:17` with type and
 * instance, `tipc:range:18888:0:99` with type and both ends, `tipc:socket:3045096448:0` with socket
 * and node; each may end in `?scope=3`.
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
    const read = (part: string | undefined, what: string) =>
      readNumber(part ?? '', what, 0, UINT32_MAX)
    const names = { service: ['scope', 'domain'], range: ['scope'], socket: ['scope', 'member'] }
    if (!(kind in names)) throw notAnAddress(text)
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
