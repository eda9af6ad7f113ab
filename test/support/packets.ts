import { Socket, SocketError } from '../../src/index.ts'

/** Size of an Ethernet header in bytes. */
export const ETHERNET = 14

/** Size of an IPv4 and a UDP header in bytes. */
export const IP_AND_UDP = 28

/** Why packet sockets are not available here; false if they are. */
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
