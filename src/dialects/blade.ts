// The socket module of Blade, the scripting language, as of its release 0.0.7, on the public API
// alone. Where that release crashed or lost data, this does what its document says.

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

/** Makes a socket, with or without `new`: see {@link BladeSocket}. */
export const Socket: Callable<typeof BladeSocket> = callable('Socket', BladeSocket)

/** What {@link Socket} makes. */
export type Socket = BladeSocket

/** Makes what sockets throw, with or without `new`: see {@link BladeException}. */
export const SocketException: Callable<typeof BladeException> = callable(
  'SocketException',
  BladeException,
)

/** What sockets throw. */
export type SocketException = BladeException

/**
 * Looks a host up: the first of its addresses, and its canonical name.
 *
 * @param address A name, or an address in numbers, whose name is itself; `''` for this machine, which
 *   is told without a name.
 * @param type The name of a service, or a port, that must exist; `'http'` by default.
 * @param family An `AF_` constant; AF_INET by default, AF_UNSPEC for any.
 * @returns null when there is no such host, service, or address in this family.
 */
export function get_address_info(
  address: string,
  type?: string | Missing,
  family?: number | Missing,
): AddressInfo | null {
  return getAddressInfo(address, type, family)
}

/**
 * The bytes of a string: UTF-8, and the bytes that {@link from_bytes} has escaped. What Blade's
 * `.to_bytes()` gives.
 */
export function to_bytes(text: string): Buffer {
  const given: unknown = text
  if (typeof given === 'string') return bytesOf(given)
  throw new BladeException(`string expected for text, ${typeName(given)} given`)
}

/**
 * The string of any bytes: UTF-8, and for each byte that is no part of it a lone surrogate, U+DC80 to
 * U+DCFF. So `to_bytes` gives them back, of strings that were put together too.
 */
export function from_bytes(bytes: Uint8Array): string {
  const given: unknown = bytes
  if (isBytes(given)) return given.byteLength === 0 ? '' : textOf(given) // its memory may be gone
  throw new BladeException(`bytes expected for bytes, ${typeName(given)} given`)
}

/** The module: a function that makes a {@link Socket}, and all that is exported here as its members. */
export type SocketModule = typeof constants & {
  /** Makes a socket. */
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

/** What `import socket` gives in Blade: `socket.Socket`, `socket.IP_ANY`, and `socket(…)` itself. */
export const socket: SocketModule = Object.assign(
  (family?: number | Missing, type?: number | Missing, protocol?: number | Missing) =>
    new BladeSocket(family, type, protocol),
  constants,
  { Socket, SocketException, get_address_info, file, to_bytes, from_bytes },
)
Object.defineProperty(socket, 'name', { value: 'socket' })

export default socket
