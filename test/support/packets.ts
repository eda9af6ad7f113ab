import { Socket, SocketError } from '../../src/index.ts'

/** Bytes of the header of a frame. */
export const ETHERNET = 14

/** Bytes of the headers of a datagram, IPv4's and UDP's. */
export const IP_AND_UDP = 28

/** Why packet sockets can't be had here; false when they can. */
export const noPackets: string | false = whyNot()

function whyNot(): string | false {
  try {
    new Socket('AF_PACKET', 'SOCK_RAW').close()
    return false
  } catch (error) {
    if (error instanceof SocketError) return `needs packet sockets: ${error.code}`
    return 'not on this platform'
  }
}
