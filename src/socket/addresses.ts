import { Buffer } from 'node:buffer'
import { platform } from '../binding.ts'
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

/**
 * Room for an address from the kernel: its length, then the sockaddr. One for all calls: none
 * keeps it beyond its own turn.
 */
const nameRoom = new Uint8Array(4 + 256)
const nameLength = new Uint32Array(nameRoom.buffer, 0, 1)
const nameBytes = Buffer.from(nameRoom.buffer)

/** {@link nameRoom} without what an earlier call left there: a refused call leaves nothing. */
export function emptyNameRoom(): Uint8Array {
  nameLength[0] = 0
  return nameRoom
}

/** The address that the last call left in {@link nameRoom}; null when it left none. */
export function nameInRoom(): Address | null {
  const length = Math.min(nameLength[0] ?? 0, nameRoom.length - 4)
  return decodeAddress(nameRoom.subarray(4, 4 + length), platform)
}

/** The sockaddr in {@link nameRoom}, a character for each byte: what is kept for long is small. */
export function takenName(): string {
  const length = Math.min(nameLength[0] ?? 0, nameRoom.length - 4)
  return nameBytes.toString('latin1', 4, 4 + length)
}

/** Puts into {@link nameRoom} what {@link takenName} took from it, as a call that succeeds does. */
export function putName(name: string): number {
  nameLength[0] = nameBytes.write(name, 4, 'latin1')
  return 0
}

/** Asks the kernel for a name. */
export function readName(syscall: string, call: (name: Uint8Array) => number): Address | null {
  check(syscall, call(nameRoom))
  return nameInRoom()
}

/** The sockaddr of what a caller gave for an address, and how an error should name it. */
export function sockaddrOf(like: AddressLike): { bytes: Uint8Array; subject: ErrorSubject } {
  const address = toAddress(like, platform)
  return { bytes: encodeAddress(address, platform), subject: subjectOf(address) }
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
 * The address that a text says: `'127.0.0.1:80'`, `'[fe80::1%eth0]:80'`, `'/run/x.sock'`,
 * `'@abstract'`. A port that is left out is 0. Resolves no names.
 *
 * @throws {TypeError} When it is no address, or its interface does not exist.
 * @throws {RangeError} When its port is above 65535.
 */
export function parseAddress(text: string): Address {
  if (typeof text !== 'string')
    throw new TypeError(`An address must be a string, not ${typeof text}`)
  return parseAddressText(text, platform)
}

/**
 * The text of an address, which {@link parseAddress} takes back.
 *
 * @throws {TypeError} When its family is unknown.
 */
export function formatAddress(address: Address): string {
  const whole = toAddress(address, platform)
  encodeAddress(whole, platform) // throws for what no sockaddr can hold
  return formatAddressText(whole as Address, platform)
}
