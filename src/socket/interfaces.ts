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
  /** Its number, as scopes and options have it. */
  index: number
  /** Sum of `IFF_*` constants. */
  flags: number
  /** What it has, the link's own address among them. */
  addresses: InterfaceAddress[]
}

/** An address that an interface has. */
export interface InterfaceAddress {
  /** The address; ports are 0. */
  address: Address
  /** Which bits of it name the network. */
  netmask: Address | null
  /** The broadcast address, or the other end of a point-to-point link. */
  other: Address | null
  /** What an IPv4 address of Linux is called, where that is not its interface: `'eth0:1'`. */
  label?: string
}

/**
 * The number of the interface of this name; undefined when there is none.
 *
 * @throws {TypeError} When it is no string.
 * @see if_nametoindex(3)
 */
export function interfaceIndex(name: string): number | undefined {
  const text = traced(() => ofType(name, 'string', 'name'))
  return text.includes('\0') ? undefined : platform.interfaceIndex(text)
}

/**
 * The name of the interface of this number; undefined when there is none.
 *
 * @throws {TypeError} When it is no number.
 * @throws {RangeError} When it is no unsigned integer of 32 bits.
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
 * The network interfaces with their addresses, those that are down too. On Linux the link's own
 * address is one of AF_PACKET; addresses of families unknown here are given as bytes.
 *
 * @throws {SocketError} `ENOMEM`, `EMFILE` when the system has run out.
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
