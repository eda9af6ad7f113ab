// Lists the hosts on a network, by asking every address for its hardware address by ARP:
//   npx tsx examples/arp-scan/main.ts eth0 192.0.2.0/24
// Needs CAP_NET_RAW.

import { interfaces, Socket, SocketTimeoutError } from 'berkeley'
import { answerIn, type Host, hostsIn, requestFrom } from './arp.ts'

/** Milliseconds of silence after which nobody else is expected to answer. */
const PATIENCE = 500

const [name, range] = process.argv.slice(2)
if (name === undefined || range === undefined) throw new Error('Usage: main.ts INTERFACE RANGE')

const self = addressesOf(name)
const link = { family: 'AF_PACKET', interfaceIndex: name, protocol: 'ETH_P_ARP' } as const
using socket = new Socket('AF_PACKET', 'SOCK_DGRAM')
socket.bind(link)

const found = new Map<string, Host>()
const listening = listen()
for (const address of hostsIn(range)) {
  await socket.sendTo(requestFrom(self, address), { ...link, address: 'ff:ff:ff:ff:ff:ff' })
}
await listening
console.log(`${found.size} of ${hostsIn(range).length} addresses answered`)

/** Prints everyone who answers, once, until there is silence. */
async function listen(): Promise<void> {
  try {
    for (;;) {
      const answer = answerIn(await socket.recv(1500, { timeout: PATIENCE }))
      if (!answer || found.has(answer.address)) continue
      found.set(answer.address, answer)
      console.log(`${answer.address} ${answer.hardware}`)
    }
  } catch (error) {
    if (!(error instanceof SocketTimeoutError)) throw error
  }
}

/** This machine's own addresses on the link. */
function addressesOf(name: string): Host {
  const all = interfaces().find((one) => one.name === name)?.addresses ?? []
  const host: Partial<Host> = {}
  for (const { address } of all) {
    if (address.family === 'AF_PACKET') host.hardware = address.address
    if (address.family === 'AF_INET') host.address ??= address.address
  }
  const { address = '0.0.0.0', hardware } = host // without an address it is a probe, RFC 5227
  if (hardware?.length !== 17) throw new Error(`Not an Ethernet interface: ${name}`)
  return { address, hardware }
}
