// A UDP echo, as one writes it with ucode's socket module, for IPv4 and IPv6 at once, and for two
// multicast groups: recvmsg() tells who has sent a datagram, and its control message to which address
// and over which interface it came. The answer, which says so, leaves from that address, unless it is
// a group's.
//
//   tsx examples/dialects/ucode/udp-echo.ts [port] [interface] [its IPv4 address]
//
// A datagram "quit" ends it.

import socket, { type ControlMessage, type PollSpec, type Socket } from 'berkeley/ucode'

/** A service of one family. */
interface Service {
  readonly sock: Socket
  readonly group: string
  /** The control message that tells where a datagram came to, and where an answer is to leave from. */
  readonly level: number
  readonly type: number
}

/** Where a datagram came to. */
interface Arrival {
  readonly address: string
  readonly over: string | number
}

const { AF_INET, AF_INET6, IPPROTO_IP, IPPROTO_IPV6, POLLIN, SOCK_DGRAM, SOL_SOCKET } = socket
const GROUP = '239.255.77.77'
const GROUP6 = 'ff15::7777'
const LONGEST = 65_535
const ROOM_FOR_CONTROL = 256

const port = Number(process.argv[2] ?? 7007)
const device = process.argv[3] ?? 'lo'
/** The IPv4 address of the device. */
const own = process.argv[4] ?? '127.0.0.1'
const services = [overIPv4(), overIPv6()]
const state = { running: true }

console.log(`Listening on port ${services[0]?.sock.sockname()?.port}`)
while (state.running) {
  const specs = services.map((service): PollSpec => [service.sock, POLLIN, service])
  for (const [, events, service] of socket.poll(-1, ...specs) ?? fail('poll')) {
    if (events !== 0) echo(service as Service)
  }
}
for (const { sock } of services) sock.close()

function overIPv4(): Service {
  const sock = bound(AF_INET, { family: AF_INET, port })
  set(sock, IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, { multiaddr: GROUP, address: own })
  set(sock, IPPROTO_IP, socket.IP_PKTINFO, true)
  return { sock, group: GROUP, level: IPPROTO_IP, type: socket.IP_PKTINFO }
}

function overIPv6(): Service {
  const sock = bound(AF_INET6, { family: AF_INET6, port })
  set(sock, IPPROTO_IPV6, socket.IPV6_ADD_MEMBERSHIP, { multiaddr: GROUP6, interface: device })
  set(sock, IPPROTO_IPV6, socket.IPV6_RECVPKTINFO, true)
  return { sock, group: GROUP6, level: IPPROTO_IPV6, type: socket.IPV6_PKTINFO }
}

function bound(family: number, place: { family: number; port: number }): Socket {
  const sock = socket.create(family, SOCK_DGRAM) ?? fail('create')
  set(sock, SOL_SOCKET, socket.SO_REUSEADDR, true)
  if (family === AF_INET6) set(sock, IPPROTO_IPV6, socket.IPV6_V6ONLY, true)
  return sock.bind(place) ? sock : fail('bind')
}

function echo(service: Service): void {
  const { sock } = service
  const message = sock.recvmsg(LONGEST, ROOM_FOR_CONTROL, socket.MSG_DONTWAIT)
  if (!message) return
  const { address: sender, data, ancillary = [] } = message
  if (!sender) return
  if (data === 'quit') state.running = false
  const arrival = arrivalOf(service, ancillary)
  const text = `${sender.address} port ${sender.port} to ${arrival?.address} over ${arrival?.over}: `
  const sent = sock.sendmsg([text, data], from(service, arrival), sender)
  if (sent === null) console.error(`sendmsg: ${socket.error()}`)
  console.log(`${text}${String(data).length} characters`)
}

function arrivalOf({ level, type }: Service, ancillary: readonly ControlMessage[]): Arrival | null {
  const found = ancillary.find((message) => message.level === level && message.type === type)
  if (!found) return null
  if (level === IPPROTO_IP) {
    const { destination, ifindex } = found.data as { destination: string; ifindex: number }
    return { address: destination, over: ifindex }
  }
  const { addr, interface: over } = found.data as { addr: string; interface: string | number }
  return { address: addr, over }
}

/** The control message that makes an answer leave from the address that was sent to. */
function from({ group, level, type }: Service, arrival: Arrival | null): ControlMessage[] {
  if (!arrival || arrival.address === group) return []
  const data =
    level === IPPROTO_IP
      ? { address: arrival.address }
      : { addr: arrival.address, interface: arrival.over }
  return [{ level, type, data }]
}

function set(sock: Socket, level: number, option: number, value: unknown): void {
  if (!sock.setopt(level, option, value)) fail(`setopt ${option}`)
}

function fail(call: string): never {
  throw new Error(`${call}: ${socket.error()}`)
}
