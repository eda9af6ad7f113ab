import { native, platform } from '../binding.ts'
import { show } from '../codec/show.ts'
import { ofType } from '../codec/type-check.ts'
import { traced } from '../error-stack.ts'
import { errorOf } from '../errors.ts'
import { type Address, decodeAddress } from '../protocols/address.ts'

/** A network interface of this machine. */
export interface Interface {
  /** `'eth0'`. */
  name: string
  /** Its number, as used in scopes and options. */
  index: number
  /** Sum of `IFF_*` constants. */
  flags: number
  /** Its addresses, including the link's own. */
  addresses: InterfaceAddress[]
}

/** An address that an interface has. */
export interface InterfaceAddress {
  /** The address; its port is 0. */
  address: Address
  /** Which of its bits identify the network. */
  netmask: Address | null
  /** The broadcast address, or the other end of a point-to-point link. */
  other: Address | null
  /** The label of an IPv4 address on Linux, if it is not the interface's name: `'eth0:1'`. */
  label?: string
}

/**
 * The number of the interface of this name; undefined if there is none.
 *
 * @throws {TypeError} If it is not a string.
 * @see if_nametoindex(3)
 */
export function interfaceIndex(name: string): number | undefined {
  const text = traced(() => ofType(name, 'string', 'name'))
  return text.includes('\0') ? undefined : platform.interfaceIndex(text)
}

/**
 * The name of the interface of this number; undefined if there is none.
 *
 * @throws {TypeError} If it is not a number.
 * @throws {RangeError} If it is not an unsigned integer of 32 bits.
 * @see if_indextoname(3)
 */
export function interfaceName(index: number): string | undefined {
  if (typeof index !== 'number') throw new TypeError(`index must be a number, not ${show(index)}`)
  if (index !== index >>> 0) {
    throw new RangeError(`index must be an unsigned integer of 32 bits, not ${index}`)
  }
  return platform.interfaceName(index)
}

/**
 * The network interfaces with their addresses, including those that are down. On Linux, the link's
 * own address is of AF_PACKET. Addresses of unknown families are bytes.
 *
 * @throws {SocketError} `ENOMEM`, `EMFILE` if memory or descriptors have run out.
 * @see {@link https://man7.org/linux/man-pages/man3/getifaddrs.3.html getifaddrs(3)}
 */
export function interfaces(): Interface[] {
  const entries = native.getifaddrs()
  if (typeof entries === 'number') throw errorOf('getifaddrs', entries)
  const byName = new Map<string, Interface>()
  for (const [given, flags, address, netmask, other] of entries) {
    const name = interfaceOf(given)
    const known = byName.get(name) ?? {
      name,
      index: platform.interfaceIndex(name) ?? 0,
      flags,
      addresses: [],
    }
    byName.set(name, known)
    const decoded = address && decodeAddress(address, platform)
    if (!decoded) continue
    known.addresses.push({
      address: decoded,
      netmask: netmask && decodeAddress(netmask, platform),
      other: other && decodeAddress(other, platform),
      ...(name === given ? {} : { label: given }),
    })
  }
  return [...byName.values()].sort((one, two) => one.index - two.index)
}

/**
 * The interface that an entry is of: getifaddrs(3) tells the label of an address in its place. No
 * interface of Linux has a colon in its name.
 */
function interfaceOf(name: string): string {
  const [before = name] = name.split(':')
  return platform.interfaceIndex(before) === undefined ? name : before
}
