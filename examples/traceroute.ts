// The routers on the way to a host: npx tsx examples/traceroute.ts 192.0.2.1
// Needs no privilege: the errors that routers send for packets which ran out of hops are in the error
// queue of the socket.
import { parseAddress, Socket } from 'berkeley'

const FIRST_PORT = 33434
const MOST_HOPS = 30

const target = parseAddress(process.argv[2] ?? '127.0.0.1')
if (!('port' in target) || target.family === 'AF_VSOCK') throw new TypeError('Give an IP address')
const six = target.family === 'AF_INET6'
using socket = new Socket(target.family, 'SOCK_DGRAM')
socket.setOption(six ? 'IPV6_RECVERR' : 'IP_RECVERR', true)

for (let hops = 1; hops <= MOST_HOPS; hops++) {
  socket.setOption(six ? 'IPV6_UNICAST_HOPS' : 'IP_TTL', hops)
  const sent = performance.now()
  await socket.sendTo('', { ...target, port: FIRST_PORT + hops })
  const error = await socket.recvError({ timeout: 1000 })
  const time = (performance.now() - sent).toFixed(2)
  const router = error?.offender && 'address' in error.offender ? error.offender.address : '*'
  console.log(error ? `${hops} ${router} ${error.code} ${time} ms` : `${hops} *`)
  if (error?.code === 'ECONNREFUSED') break // nobody has the port: it is the host itself
}
