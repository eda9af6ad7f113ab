import { Buffer } from 'node:buffer'
import { constantOr, platform } from '../binding.ts'
import { show } from '../codec/show.ts'
import { ofType } from '../codec/type-check.ts'
import { traced } from '../error-stack.ts'
import { check, type ErrorSubject } from '../errors.ts'
import {
  type Address,
  type AddressLike,
  decodeAddress,
  encodeAddress,
  formatAddressText,
  type GivenAddress,
  parseAddressText,
  toAddress,
} from '../protocols/address.ts'

const AF_PACKET = constantOr('AF_PACKET', -1)
/** What may be the name of an interface. */
const INTERFACE = /^[^\s:/]{1,15}$/

/**
 * Where the kernel writes an address: its length, then the sockaddr. One for all calls: none keeps
 * it beyond its own turn.
 */
const nameBuffer = new Uint8Array(4 + 256)
const nameLength = new Uint32Array(nameBuffer.buffer, 0, 1)
const nameBytes = Buffer.from(nameBuffer.buffer)

/** `nameBuffer` without the address of an earlier call: a refused call writes none. */
export function emptyNameBuffer(): Uint8Array {
  nameLength[0] = 0
  return nameBuffer
}

/** The address that the last call wrote; null if it wrote none. */
export function lastName(): Address | null {
  const length = Math.min(nameLength[0] ?? 0, nameBuffer.length - 4)
  return decodeAddress(nameBuffer.subarray(4, 4 + length), platform)
}

/** The sockaddr that the last call wrote, one character per byte, which takes little memory for long. */
export function copyLastName(): string {
  const length = Math.min(nameLength[0] ?? 0, nameBuffer.length - 4)
  return nameBytes.toString('latin1', 4, 4 + length)
}

/** Writes back what {@link copyLastName} returned, as a call that succeeds does. */
export function restoreName(name: string): number {
  nameLength[0] = nameBytes.write(name, 4, 'latin1')
  return 0
}

/** Asks the kernel for an address. */
export function readName(syscall: string, call: (name: Uint8Array) => number): Address | null {
  check(syscall, call(nameBuffer))
  return lastName()
}

/** A sockaddr, and how an error should name it. */
export interface Sockaddr {
  readonly bytes: Uint8Array
  readonly family: string | number
  readonly subject: ErrorSubject
}

/** The sockaddr of an address that a caller gave. */
export function sockaddrOf(like: AddressLike): Sockaddr {
  const address = toAddress(like, platform)
  const { family } = address
  return { bytes: encodeAddress(address, platform), family, subject: subjectOf(address) }
}

/** The sockaddr to bind to. For AF_PACKET, an error says how an interface is given. */
export function localSockaddr(like: AddressLike, family: number): Sockaddr {
  try {
    return sockaddrOf(like)
  } catch (error) {
    if (family !== AF_PACKET || typeof like !== 'string' || !INTERFACE.test(like)) throw error
    throw new TypeError(
      `Not an address: ${show(like)}; an interface is { family: 'AF_PACKET', interfaceIndex: ${show(like)} }`,
    )
  }
}

/** How errors name an address. */
export function subjectOf(address: GivenAddress): ErrorSubject {
  switch (address.family) {
    case 'AF_INET':
    case 'AF_INET6':
      return { address: address.address, port: address.port }
    case 'AF_UNSPEC':
      return {}
    default:
      return { address: formatAddressText(address, platform) }
  }
}

/**
 * Parses an address: `'127.0.0.1:80'`, `'[fe80::1%eth0]:80'`, `'/run/x.sock'`, `'@abstract'`. The
 * port is 0 if it is missing. Resolves no names.
 *
 * @throws {TypeError} If the text is not an address, or its interface does not exist.
 * @throws {RangeError} If its port is above 65535.
 */
export function parseAddress(text: string): Address {
  return traced(() => parseAddressText(ofType(text, 'string', 'address'), platform))
}

/**
 * Formats an address as text that {@link parseAddress} accepts.
 *
 * @throws {TypeError} If its family is unknown.
 */
export function formatAddress(address: Address): string {
  return traced(() => {
    const whole = toAddress(address, platform)
    encodeAddress(whole, platform) // throws for what no sockaddr can hold
    return formatAddressText(whole as Address, platform)
  })
}
