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
import {
  FIRST_MESSAGE,
  MESSAGE_LENGTH,
  MESSAGE_LEVEL,
  MESSAGE_OFFSET,
  MESSAGE_TYPE,
  NUMBERS_PER_MESSAGE,
  RESULT_COUNT,
} from './shared-layouts.ts'
import { unsupported } from './unsupported.ts'

export type {
  AddressAnswer,
  AddressEntry,
  AddressQuery,
  Calls,
  InterfaceEntry,
  NameAnswer,
} from './calls.ts'

/** Calls for internal use only: other callers would invalidate the state of the library. */
const INTERNAL_CALLS: ReadonlySet<string> = new Set<Exclude<keyof Native, keyof Calls>>([
  'numbers',
  'layouts',
  'own',
  'disown',
  'identity',
  'getsockoptDescriptor',
  'preadSend',
  'sendfileNow',
  'spliceNow',
  'spliceToPipe',
  'readToPipe',
  'recvToPipe',
  'pipe',
  'openFile',
  'read',
  'write',
  'closeAsync',
  'monotonicMicroseconds',
  'edgePollOpen',
  'edgePollWait',
  'completionsOpen',
  'getaddrinfoAsync',
  'getnameinfoAsync',
  'completionsTake',
  'asyncCancel',
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
const SOL_SCTP = platform.constant('SOL_SCTP')
const PEELING: ReadonlySet<number | undefined> = new Set([
  platform.constant('SCTP_SOCKOPT_PEELOFF'),
  platform.constant('SCTP_SOCKOPT_PEELOFF_FLAGS'),
])
/** Where the number is in a sctp_peeloff_arg_t, after the id. */
const PEELED_AT = 4
const SCM_RIGHTS = platform.constant('SCM_RIGHTS')
const SCM_PIDFD = platform.constant('SCM_PIDFD')

/** The bare system calls: each returns the kernel's answer or `-errno`. None throws. */
export const calls: Calls = onlyCalls(native)

/** Returns the sockaddr of an address, for bind, connect, sendto and sendmsg. */
export function toSockaddr(address: AddressLike): Uint8Array {
  return encodeAddress(toAddress(address, platform), platform)
}

/**
 * Creates a buffer for an address from the kernel: four bytes for the length, then the sockaddr.
 */
export function nameBuffer(): Uint8Array {
  return new Uint8Array(NAME_SIZE)
}

/** Returns the address that a call wrote into a {@link nameBuffer}; null if it wrote none. */
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
 * The calls that create descriptors. The native layer makes this environment their owner, which
 * would close them at its end although the caller may have passed them to another thread.
 */
function withoutOwner(all: Native): Partial<Calls> {
  const released = (answer: number) => {
    if (answer >= 0) all.disown(answer)
    return answer
  }
  return {
    socket: (...given) => released(all.socket(...given)),
    accept: (...given) => released(all.accept(...given)),
    memfdCreate: (...given) => released(all.memfdCreate(...given)),
    pidfdOpen: (...given) => released(all.pidfdOpen(...given)),
    pidfdGetfd: (...given) => released(all.pidfdGetfd(...given)),
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
      if (answer > 0 && level === SOL_SCTP && PEELING.has(option))
        for (const fd of descriptorsIn(value, PEELED_AT, 4)) released(fd)
      return answer
    },
    recvmsg(fd, data, flags, name, control, result) {
      const answer = all.recvmsg(fd, data, flags, name, control, result)
      if (answer >= 0 && control) for (const fd of descriptorsOf(control, result)) released(fd)
      return answer
    },
  }
}

/** The descriptors that arrived with a message, as recvmsg reports them. */
function descriptorsOf(control: Uint8Array, result: Int32Array): number[] {
  const found: number[] = []
  for (let i = 0; i < (result[RESULT_COUNT] ?? 0); i++) {
    const at = FIRST_MESSAGE + i * NUMBERS_PER_MESSAGE
    const type = result[at + MESSAGE_TYPE]
    if (result[at + MESSAGE_LEVEL] === SOL_SOCKET && (type === SCM_RIGHTS || type === SCM_PIDFD)) {
      const [offset = 0, length = 0] = [result[at + MESSAGE_OFFSET], result[at + MESSAGE_LENGTH]]
      found.push(...descriptorsIn(control, offset, length))
    }
  }
  return found
}

function descriptorsIn(bytes: Uint8Array, offset: number, length: number): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, length)
  return Array.from({ length: length >> 2 }, (_, i) => view.getInt32(4 * i, platform.littleEndian))
}
