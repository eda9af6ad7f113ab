import { constantOr, native, platform } from '../../binding.ts'
import { decodeAddress } from '../../protocols/address.ts'
import type { PacketAddress } from '../../protocols/packet/address.ts'
import { emptyNameBuffer, lastName, type Sockaddr } from '../addresses.ts'
import { interfaces } from '../interfaces.ts'
import type { OpenDescriptor } from '../open-descriptor.ts'

// The likely cause of a refused frame, if it is certain enough to mention.

/** The types of links whose frames begin with the header of Ethernet. */
const LIKE_ETHERNET: ReadonlySet<number> = new Set([
  constantOr('ARPHRD_ETHER', -1),
  constantOr('ARPHRD_LOOPBACK', -1),
])
const HEADER = 14

/** Why a packet socket has no interface to send through. */
export function noInterface(socket: OpenDescriptor, to: Sockaddr | undefined): string | undefined {
  const interfaceIndex = to && packetAddress(to)?.interfaceIndex
  if (interfaceIndex !== undefined) return `no interface has the number ${interfaceIndex}`
  return ownAddress(socket)?.interfaceIndex === 0
    ? 'bind to an interface first, or give an address'
    : undefined
}

/** Why a raw packet socket does not send data of this length. */
export function shortFrame(
  socket: OpenDescriptor,
  length: number,
  to: Sockaddr | undefined,
): string | undefined {
  if (length >= HEADER) return undefined
  const index = (to ? packetAddress(to) : ownAddress(socket))?.interfaceIndex
  const isLikeEthernet = interfaces().some(
    (one) =>
      one.index === index &&
      one.addresses.some(
        ({ address }) => address.family === 'AF_PACKET' && LIKE_ETHERNET.has(address.hardwareType),
      ),
  )
  return isLikeEthernet
    ? `a frame begins with a header of ${HEADER} bytes, the data has ${length}`
    : undefined
}

function packetAddress({ bytes }: Sockaddr): PacketAddress | undefined {
  const address = decodeAddress(bytes, platform)
  return address?.family === 'AF_PACKET' ? address : undefined
}

function ownAddress({ fd }: OpenDescriptor): PacketAddress | undefined {
  const name = native.getsockname(fd, emptyNameBuffer()) < 0 ? undefined : lastName()
  return name?.family === 'AF_PACKET' ? name : undefined
}
