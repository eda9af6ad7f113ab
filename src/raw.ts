import { native, platform } from './binding.ts'
import { type Calls, NAME_SIZE } from './calls.ts'
import type { Native } from './native.ts'
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
const INTERNAL_CALLS: ReadonlySet<string> = new Set<Exclude<keyof Native, keyof Calls>>([
  'platform',
  'layout',
  'own',
  'disown',
  'identity',
  'closeInBackground',
  'edges',
  'nextEdge',
  'answersOpen',
  'getaddrinfoStart',
  'getnameinfoStart',
  'takeAnswers',
  'forgetAnswer',
  'reactorOpen',
  'reactorWatch',
  'reactorUnwatch',
  'reactorRef',
])

const DUPLICATING: ReadonlySet<number> = new Set(
  [platform.constant('F_DUPFD'), platform.constant('F_DUPFD_CLOEXEC')].filter(
    (command) => command !== undefined,
  ),
)
const SOL_SOCKET = platform.constant('SOL_SOCKET')
const SO_PEERPIDFD = platform.constant('SO_PEERPIDFD')
const SCM_RIGHTS = platform.constant('SCM_RIGHTS')
const SCM_PIDFD = platform.constant('SCM_PIDFD')

/** The system calls as they are: arguments in, the kernel's answer or `-errno` out. Nothing throws. */
export const calls: Calls = onlyCalls(native)

/** The sockaddr of an address, for bind, connect, sendto and sendmsg. */
export function toSockaddr(address: AddressLike): Uint8Array {
  return encodeAddress(toAddress(address, platform), platform)
}

/** Room for the kernel to write an address into: four bytes for the length, then the sockaddr. */
export function nameRoom(): Uint8Array {
  return new Uint8Array(NAME_SIZE)
}

/** The address that a call has written into a {@link nameRoom}; null when it wrote none. */
export function fromName(name: Uint8Array): Address | null {
  const length = new DataView(name.buffer, name.byteOffset).getUint32(0, platform.littleEndian)
  return decodeAddress(name.subarray(4, 4 + length), platform)
}

function onlyCalls(all: Native): Calls {
  if (all === unsupported) return all
  const calls = Object.entries({ ...all, ...withoutOwner(all) }).filter(
    ([name]) => !INTERNAL_CALLS.has(name),
  )
  return Object.fromEntries(calls) as unknown as Calls
}

/**
 * The calls that make descriptors. The native layer makes this environment their owner, which would
 * close at its end what the caller has handed on to another thread.
 */
function withoutOwner(all: Native): Partial<Calls> {
  const released = (answer: number) => {
    if (answer >= 0) all.disown(answer)
    return answer
  }
  return {
    socket: (...given) => released(all.socket(...given)),
    accept: (...given) => released(all.accept(...given)),
    socketpair(family, type, protocol, pair) {
      const answer = all.socketpair(family, type, protocol, pair)
      if (answer === 0) pair.subarray(0, 2).forEach(released)
      return answer
    },
    fcntl(fd, command, argument) {
      const answer = all.fcntl(fd, command, argument)
      return DUPLICATING.has(command) ? released(answer) : answer
    },
    getsockopt(fd, level, option, value) {
      const answer = all.getsockopt(fd, level, option, value)
      if (answer > 0 && level === SOL_SOCKET && option === SO_PEERPIDFD) {
        for (const fd of descriptorsIn(value, 0, answer)) released(fd)
      }
      return answer
    },
    recvmsg(fd, data, flags, name, control, result) {
      const answer = all.recvmsg(fd, data, flags, name, control, result)
      if (answer >= 0 && control) for (const fd of descriptorsOf(control, result)) released(fd)
      return answer
    },
  }
}

/** The descriptors that came with a message, as recvmsg has put it down. */
function descriptorsOf(control: Uint8Array, result: Int32Array): number[] {
  const found: number[] = []
  for (let i = 0; i < (result[1] ?? 0); i++) {
    const [level, type, offset = 0, length = 0] = result.subarray(2 + 4 * i, 6 + 4 * i)
    if (level === SOL_SOCKET && (type === SCM_RIGHTS || type === SCM_PIDFD)) {
      found.push(...descriptorsIn(control, offset, length))
    }
  }
  return found
}

function descriptorsIn(bytes: Uint8Array, offset: number, length: number): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, length)
  return Array.from({ length: length >> 2 }, (_, i) => view.getInt32(4 * i, platform.littleEndian))
}
