import { type Native, native, platform } from './binding.ts'
import type { Calls } from './calls.ts'
import {
  type Address,
  type AddressLike,
  decodeAddress,
  encodeAddress,
  toAddress,
} from './protocols/address.ts'
import { unsupported } from './unsupported.ts'

export type {
  AddressAnswer,
  AddressEntry,
  AddressQuestion,
  Calls,
  InterfaceEntry,
  NameAnswer,
} from './calls.ts'

/** What binding.ts has for the library itself: it would break what the library believes. */
const OURS: ReadonlySet<string> = new Set<Exclude<keyof Native, keyof Calls>>([
  'platform',
  'layout',
  'own',
  'disown',
  'identity',
  'closeBehind',
  'edges',
  'nextEdge',
  'getaddrinfoBehind',
  'getnameinfoBehind',
  'reactorOpen',
  'reactorWatch',
  'reactorUnwatch',
  'reactorRef',
])

/** The system calls as they are: arguments in, the kernel's answer or `-errno` out. Nothing throws. */
export const calls: Calls = onlyCalls(native)

/** The sockaddr of an address, for bind, connect, sendto and sendmsg. */
export function toSockaddr(address: AddressLike): Uint8Array {
  return encodeAddress(toAddress(address, platform), platform)
}

/** Room for the kernel to write an address into: four bytes for the length, then the sockaddr. */
export function nameRoom(): Uint8Array {
  return new Uint8Array(4 + 256)
}

/** The address that a call has written into a {@link nameRoom}; null when it wrote none. */
export function fromName(name: Uint8Array): Address | null {
  const length = new DataView(name.buffer, name.byteOffset).getUint32(0, platform.littleEndian)
  return decodeAddress(name.subarray(4, 4 + length), platform)
}

function onlyCalls(all: Native): Calls {
  if (all === unsupported) return all
  const calls = Object.entries(all).filter(([name]) => !OURS.has(name))
  return Object.fromEntries(calls) as unknown as Calls
}
