// Asks a host whether it is there, as ping(8) does:
//   npx tsx examples/ping/main.ts 127.0.0.1 [count]
// Without privilege where net.ipv4.ping_group_range allows it, else by a raw socket, with CAP_NET_RAW.
import {
  type InetAddress,
  type Inet6Address,
  parseAddress,
  Socket,
  SocketTimeoutError,
} from 'berkeley'
import { echoOf, replyIn } from './icmp.ts'

const PATIENCE = 1000

const [host = '127.0.0.1', count = '3'] = process.argv.slice(2)
const target = addressOf(host)
using socket = open(target.family === 'AF_INET6')
let lost = 0
for (let sequence = 1; sequence <= Number(count); sequence++) {
  const sent = performance.now()
  await socket.sendTo(echoOf(target.family, sequence), target)
  if (!(await answered(sequence, sent))) {
    lost++
    console.log(`no answer to seq=${sequence}`)
  }
}
console.log(`${count} sent, ${lost} lost`)
process.exitCode = lost === 0 ? 0 : 1

function addressOf(text: string): InetAddress | Inet6Address {
  const address = parseAddress(text)
  if (address.family === 'AF_INET' || address.family === 'AF_INET6') return address
  throw new TypeError(`Not an IP address: ${text}`)
}

/** A socket for echoes: of datagrams, whose id is the kernel's own, or raw. */
function open(six: boolean): Socket {
  const family = six ? 'AF_INET6' : 'AF_INET'
  const protocol = six ? 'IPPROTO_ICMPV6' : 'IPPROTO_ICMP'
  let socket: Socket
  try {
    socket = new Socket(family, 'SOCK_DGRAM', protocol)
  } catch {
    socket = new Socket(family, 'SOCK_RAW', protocol)
  }
  socket.setOption(six ? 'IPV6_RECVHOPLIMIT' : 'IP_RECVTTL', true)
  return socket
}

/** Waits for the reply, past everything else that comes to a raw socket. */
async function answered(sequence: number, sent: number): Promise<boolean> {
  const deadline = sent + PATIENCE
  try {
    for (;;) {
      const { data, control } = await socket.recvMessage({ size: 1500, control: true, deadline })
      const reply = replyIn(target.family, socket.type === 'SOCK_RAW', data)
      if (reply?.sequence !== sequence) continue
      const hops = control.IP_TTL ?? control.IPV6_HOPLIMIT
      const time = (performance.now() - sent).toFixed(2)
      console.log(`${reply.length} bytes from ${host}: seq=${sequence} ttl=${hops} time=${time} ms`)
      return true
    }
  } catch (error) {
    if (error instanceof SocketTimeoutError) return false
    throw error
  }
}
