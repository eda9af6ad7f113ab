// Prints what `ip -j link`, `ip -j addr`, `ip -j route` and `ip -j -6 route` do, from the kernel:
//   npx tsx examples/netlink-dump/main.ts [link] [addr] [route] [route6]
// All of them if none is named, as one JSON object. The fields are those of iproute2 6.1 without
// -details, except tunnels' encapsulation, realms, and metrics that are times.

import { constants, Socket } from 'berkeley'
import { addressesOf } from './addresses.ts'
import { linksOf } from './links.ts'
import { routesOf } from './routes.ts'

const all = {
  link,
  addr,
  route: () => routes(constants.AF_INET),
  route6: () => routes(constants.AF_INET6),
}
const wanted = process.argv.slice(2)
const told: Record<string, unknown> = {}
for (const [name, tell] of Object.entries(all)) {
  if (wanted.length === 0 || wanted.includes(name)) told[name] = await tell()
}
console.log(JSON.stringify(told, null, 2))

async function link() {
  using socket = openSocket()
  const links = await linksOf(socket)
  return links.map(({ shown, more }) => ({ ...shown, ...more }))
}

async function addr() {
  using socket = openSocket()
  const links = await linksOf(socket)
  const addresses = await addressesOf(socket)
  return links.map(({ index, shown }) => {
    const own = addresses.filter((address) => address.index === index)
    return { ...shown, addr_info: own.map(({ shown }) => shown) }
  })
}

async function routes(family: number) {
  using socket = openSocket()
  return await routesOf(socket, family, await linksOf(socket)) // the socket lives until then
}

function openSocket(): Socket {
  const socket = new Socket('AF_NETLINK', 'SOCK_RAW', 'NETLINK_ROUTE')
  socket.timeout = 5000
  socket.setOption('NETLINK_EXT_ACK', true)
  socket.setOption('NETLINK_GET_STRICT_CHK', true)
  return socket
}
