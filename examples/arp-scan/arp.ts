// Packets of ARP for IPv4 on Ethernet; RFC 826.

import { constants, parseAddress } from 'berkeley'

/** An IPv4 address, and the hardware address that goes with it. */
export interface Host {
  address: string
  hardware: string
}

/** Asks whose hardware an address is. */
export function requestFrom(self: Host, address: string): Buffer {
  const packet = Buffer.alloc(28)
  packet.writeUInt16BE(constants.ARPHRD_ETHER, 0)
  packet.writeUInt16BE(constants.ETH_P_IP, 2)
  packet.set([6, 4], 4) // bytes of the two kinds of addresses
  packet.writeUInt16BE(constants.ARPOP_REQUEST, 6)
  packet.write(self.hardware.replaceAll(':', ''), 8, 'hex')
  packet.set(octets(self.address), 14)
  packet.set(octets(address), 24)
  return packet
}

/** Who answers; undefined when the packet is no answer. */
export function answerIn(packet: Buffer): Host | undefined {
  if (packet.length < 28 || packet.readUInt16BE(6) !== constants.ARPOP_REPLY) return undefined
  return {
    address: packet.subarray(14, 18).join('.'),
    hardware: packet.toString('hex', 8, 14).replace(/..(?=.)/g, '$&:'),
  }
}

/** The addresses of hosts in `'192.0.2.0/29'`: all but the first and the last. */
export function hostsIn(range: string): string[] {
  const [, base = '', bits = '32'] = /^([\d.]+)(?:\/(\d+))?$/.exec(range) ?? []
  parseAddress(base) // throws for what is none
  const size = 2 ** (32 - Number(bits))
  const number = octets(base).reduce((sum, octet) => sum * 256 + octet, 0)
  if (!(size >= 1 && size <= 65_536)) throw new Error(`Not a range: ${range}`)
  const start = number - (number % size)
  const all = Array.from({ length: size }, (_, i) => start + i)
  return (size > 2 ? all.slice(1, -1) : all).map((host) =>
    [24, 16, 8, 0].map((shift) => (host >>> shift) & 255).join('.'),
  )
}

function octets(address: string): number[] {
  return address.split('.').map(Number)
}
