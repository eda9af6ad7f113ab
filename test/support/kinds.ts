import {
  type Address,
  type AddressByFamily,
  type AnyFamily,
  type FamilyName,
  type IpProtocolName,
  Socket,
  type TypeName,
} from '../../src/index.ts'

/** Runs functions when a test is over: the context of node:test. */
export interface Closes {
  after(fn: () => void): void
}

/** A socket of the core or of a dialect. */
interface Closable {
  close(): unknown
}

/** A kind of socket that generic cases run on. */
export interface Kind {
  readonly name: string
  readonly family: FamilyName
  readonly type: TypeName
  readonly stream: boolean
  /** Two connected sockets, closed when the test is over. */
  pair(t: Closes): [Socket, Socket]
  /** Why this kind is not available here; false if it is. */
  readonly skip: string | false
}

function network(
  name: string,
  family: 'AF_INET' | 'AF_INET6',
  type: TypeName,
  protocol: IpProtocolName,
): Kind {
  const stream = type === 'SOCK_STREAM'
  const pair = stream ? connectedStreams : connectedDatagrams
  return {
    name,
    family,
    type,
    stream,
    pair: (t) => closing(t, pair(family, type, protocol)),
    skip: whyNot(family, type, protocol),
  }
}

function local(name: string, type: TypeName): Kind {
  return {
    name,
    family: 'AF_UNIX',
    type,
    stream: type === 'SOCK_STREAM',
    pair: (t) => closing(t, Socket.pair('AF_UNIX', type)),
    skip: false,
  }
}

/** Every kind that generic cases run on. */
export const everyKind: readonly Kind[] = [
  network('TCP4', 'AF_INET', 'SOCK_STREAM', 'IPPROTO_TCP'),
  network('TCP6', 'AF_INET6', 'SOCK_STREAM', 'IPPROTO_TCP'),
  network('UDP4', 'AF_INET', 'SOCK_DGRAM', 'IPPROTO_UDP'),
  network('UDP6', 'AF_INET6', 'SOCK_DGRAM', 'IPPROTO_UDP'),
  network('UDP-Lite4', 'AF_INET', 'SOCK_DGRAM', 'IPPROTO_UDPLITE'),
  local('Unix stream', 'SOCK_STREAM'),
  local('Unix datagram', 'SOCK_DGRAM'),
  local('Unix seqpacket', 'SOCK_SEQPACKET'),
]

/**
 * Pairs of a kind and a call, for calls that wait in the same way: the first call on every
 * kind, because each is a different path in the kernel, and the others on one stream and
 * one datagram kind.
 */
export function onKinds<Call>(calls: readonly Call[]): (readonly [Kind, Call])[] {
  const few = everyKind.filter(({ name }) => name === 'Unix stream' || name === 'UDP4')
  return calls.flatMap((call, i) =>
    (i === 0 ? everyKind : few).map((kind) => [kind, call] as const),
  )
}

/** Why IPv6 is not available here; false if it is. */
export const noIPv6: string | false =
  everyKind.find(({ name }) => name === 'TCP6')?.skip ?? 'no such kind'

/** Kinds without message boundaries. */
export const streams = everyKind.filter(({ stream }) => stream)

/** Kinds with message boundaries: datagrams and seqpacket records. */
export const messages = everyKind.filter(({ stream }) => !stream)

/** Kinds without connections: datagrams. */
export const datagrams = everyKind.filter(({ type }) => type === 'SOCK_DGRAM')

/** Kinds with connections: streams and seqpackets. */
export const connections = everyKind.filter(({ type }) => type !== 'SOCK_DGRAM')

/** The loopback address of a family. */
export function loopback(family: 'AF_INET' | 'AF_INET6', port = 0): Address {
  return { family, address: family === 'AF_INET' ? '127.0.0.1' : '::1', port }
}

/** The address that a socket is bound to. */
export function nameOf<Family extends AnyFamily>(socket: Socket<Family>): AddressByFamily[Family] {
  return socket.localAddress
}

/** The port that a socket is bound to. */
export function portOf(socket: Socket): number {
  const address = nameOf(socket)
  if (!('port' in address)) throw new Error('The socket has no port')
  return address.port
}

/** A port that is free for both IPv4 and IPv6: a port may be free in only one of them. */
export function freeInBothFamilies(): number {
  using both = new Socket('AF_INET6')
  both.setOption('IPV6_V6ONLY', false)
  both.bind('[::]:0')
  return portOf(both)
}

/** A TCP connection over IPv4: the client and the accepted socket. Closed when the test is over. */
export function tcpPair(t: Closes, prepare?: (listener: Socket) => void): [Socket, Socket] {
  return closing(t, connectedStreams('AF_INET', 'SOCK_STREAM', 'IPPROTO_TCP', prepare))
}

function connectedStreams(
  family: 'AF_INET' | 'AF_INET6',
  type: TypeName,
  protocol: IpProtocolName,
  prepare: (listener: Socket) => void = () => undefined,
): [Socket, Socket] {
  using listener = new Socket(family, type, protocol)
  listener.bind(loopback(family))
  prepare(listener)
  listener.listen()
  const one = new Socket(family, type, protocol)
  one.connectSync(nameOf(listener))
  return [one, listener.acceptSync()]
}

function connectedDatagrams(
  family: 'AF_INET' | 'AF_INET6',
  type: TypeName,
  protocol: IpProtocolName,
): [Socket, Socket] {
  const one = new Socket(family, type, protocol)
  const other = new Socket(family, type, protocol)
  one.bind(loopback(family))
  other.bind(loopback(family))
  one.connectSync(nameOf(other))
  other.connectSync(nameOf(one))
  return [one, other]
}

/** Closes one or more sockets when the test is over, even if it fails. Returns its argument. */
export function closing<T extends Closable | readonly Closable[]>(t: Closes, made: T): T {
  t.after(() => {
    for (const socket of [made].flat() as readonly Closable[]) socket.close()
  })
  return made
}

function whyNot(family: FamilyName, type: TypeName, protocol: IpProtocolName): string | false {
  try {
    using socket = new Socket(family, type, protocol)
    socket.bind(loopback(family === 'AF_INET6' ? 'AF_INET6' : 'AF_INET'))
    return false
  } catch (error) {
    return `not on this machine: ${String(error)}`
  }
}
