// The socket module of the scripting language Blade, release 0.0.7. Where that release crashed or
// lost data, this module does what its manual says.

import { bytesOf, textOf } from './shared/bytes-as-text.ts'
import type { Missing } from './blade/arguments.ts'
import { type Callable, callable } from './shared/callable.ts'
import * as constants from './blade/constants.ts'
import { SocketException as BladeException } from './blade/error.ts'
import { file } from './blade/file.ts'
import { type AddressInfo, getAddressInfo } from './blade/resolve.ts'
import { isBytes, typeName } from './blade/types.ts'
import { BladeSocket } from './blade/socket.ts'

export * from './blade/constants.ts'
export { file } from './blade/file.ts'
export type { Missing } from './blade/arguments.ts'
export type { Callable } from './shared/callable.ts'
export type { AddressInfo } from './blade/resolve.ts'
export type { BladeFile, FileByDescriptor, FileByPath } from './blade/types.ts'
export type { ReceivedFrom } from './blade/receive.ts'
export type { BladeSocket, Message, SocketInfo } from './blade/socket.ts'
export type { BladeException }

/** Creates a socket, with or without `new`: see {@link BladeSocket}. */
export const Socket: Callable<typeof BladeSocket> = callable('Socket', BladeSocket)

/** A socket that {@link Socket} has created. */
export type Socket = BladeSocket

/** Creates an exception of sockets, with or without `new`: see {@link BladeException}. */
export const SocketException: Callable<typeof BladeException> = callable(
  'SocketException',
  BladeException,
)

/** The exception that sockets throw. */
export type SocketException = BladeException

/**
 * Looks up the first address of a host, and its canonical name.
 *
 * @param address A name, or a numeric address, which is its own canonical name; `''` for this
 *   machine, without a name.
 * @param type The name of a service, which must exist, or a port; `'http'` by default.
 * @param family An `AF_` constant; AF_INET by default, AF_UNSPEC for any.
 * @returns null when there is no such host or service, or no address in this family.
 */
export function get_address_info(
  address: string,
  type?: string | Missing,
  family?: number | Missing,
): AddressInfo | null {
  return getAddressInfo(address, type, family)
}

/**
 * The bytes of a string: UTF-8, and the bytes that {@link from_bytes} escaped. Blade's
 * `.to_bytes()`.
 */
export function to_bytes(text: string): Buffer {
  const given: unknown = text
  if (typeof given === 'string') return bytesOf(given)
  throw new BladeException(`string expected for text, ${typeName(given)} given`)
}

/**
 * The string for any bytes: UTF-8, with each byte that is not valid UTF-8 as a lone surrogate,
 * U+DC80 to U+DCFF. `to_bytes` restores them, also from strings that were concatenated.
 */
export function from_bytes(bytes: Uint8Array): string {
  const given: unknown = bytes
  if (isBytes(given)) return given.byteLength === 0 ? '' : textOf(given) // its memory may be gone
  throw new BladeException(`bytes expected for bytes, ${typeName(given)} given`)
}

/** The module: a function that creates a {@link Socket}, with all exports as its members. */
export type SocketModule = typeof constants & {
  /** Creates a socket. */
  (family?: number | Missing, type?: number | Missing, protocol?: number | Missing): BladeSocket
  /** See {@link Socket}. */
  Socket: Callable<typeof BladeSocket>
  /** See {@link SocketException}. */
  SocketException: Callable<typeof BladeException>
  /** See {@link get_address_info}. */
  get_address_info: typeof get_address_info
  /** See {@link file}. */
  file: typeof file
  /** See {@link to_bytes}. */
  to_bytes: typeof to_bytes
  /** See {@link from_bytes}. */
  from_bytes: typeof from_bytes
}

/** Blade's `import socket`: `socket.Socket`, `socket.IP_ANY`, and `socket(…)` itself. */
export const socket: SocketModule = Object.assign(
  (family?: number | Missing, type?: number | Missing, protocol?: number | Missing) =>
    new BladeSocket(family, type, protocol),
  constants,
  { Socket, SocketException, get_address_info, file, to_bytes, from_bytes },
)
Object.defineProperty(socket, 'name', { value: 'socket' })

export default socket
