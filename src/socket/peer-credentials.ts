import { constantOf, constantOr } from '../binding.ts'
import { checkKeys } from '../codec/known-keys.ts'
import { objectFrom, ofType } from '../codec/type-check.ts'
import { errorOf, SocketError } from '../errors.ts'
import type { Descriptor } from './descriptor.ts'
import { listens } from './hints/listener.ts'
import { familyName } from './names.ts'
import type { OpenDescriptor } from './open-descriptor.ts'
import { type Options, readOption } from './options.ts'

/** Who is at the other end of a Unix connection, as the kernel says. */
export interface PeerCredentials {
  /**
   * The number of the process, which may have ended since; null for a process that this PID
   * namespace does not contain.
   */
  pid: number | null
  /** The effective user; 65534 for one that this user namespace does not have. */
  uid: number
  /** The effective group. */
  gid: number
  /** The supplementary groups; none where `gid` is the only group. */
  groups: number[]
  /** The security label, if this kernel has a security module with labels. */
  label?: string
}

/** {@link PeerCredentials} with a descriptor of the process. */
export interface PeerCredentialsWithPidfd extends PeerCredentials {
  /**
   * Always the same process, and readable once that has ended. To be closed by the caller.
   */
  pidfd: Descriptor
}

/** What `Socket.peerCredentials` is asked for. */
export interface PeerCredentialsOptions {
  /**
   * Whether to open a pidfd of the process. False by default. Linux 6.5. Before Linux 6.16 there is
   * none of a process that has ended.
   */
  pidfd?: boolean | undefined
}

const AF_UNIX = constantOf('AF_UNIX')
const SOCK_DGRAM = constantOf('SOCK_DGRAM')
const ENODATA = constantOr('ENODATA', constantOf('ENOTCONN'))
const KEYS: ReadonlySet<string> = new Set(['pidfd'])
/** The user that SO_PEERCRED reports where there is none. */
const NO_USER = 2 ** 32 - 1

/** SO_PEERCRED, SO_PEERGROUPS, SO_PEERSEC and, on request, SO_PEERPIDFD. */
export function peerCredentials(
  descriptor: OpenDescriptor,
  options: PeerCredentialsOptions = {},
): PeerCredentials | PeerCredentialsWithPidfd {
  checkKeys(objectFrom(options, 'Options'), KEYS, 'option')
  const { pidfd = false } = options
  const wantsPidfd = ofType(pidfd, 'boolean', 'pidfd')
  const read = <Name extends keyof Options>(name: Name) =>
    readOption(descriptor, name, undefined) as Options[Name]
  const { pid, uid, gid } = read('SO_PEERCRED')
  const none = whyNone(descriptor, uid)
  if (none !== undefined)
    throw errorOf('getsockopt', -ENODATA, { address: 'SO_PEERCRED', hint: () => none })
  const groups = read('SO_PEERGROUPS')
  const label = labelFrom(() => read('SO_PEERSEC'))
  return {
    ...{ pid: pid === 0 ? null : pid, uid, gid, groups },
    ...(label !== undefined && { label }),
    ...(wantsPidfd && { pidfd: read('SO_PEERPIDFD') }), // last: nobody would close it
  }
}

/**
 * Why a socket has no credentials of a peer. The kernel has an answer for each: nobody, this very
 * process for a listener, and the other end of the pair for a datagram socket that has since been
 * connected to another.
 */
function whyNone(descriptor: OpenDescriptor, uid: number): string | undefined {
  const { family, type } = descriptor
  if (family !== AF_UNIX) return `only AF_UNIX has them, and the socket is ${familyName(family)}`
  if (type === SOCK_DGRAM) return "SO_PASSCRED adds the sender's to each datagram"
  if (listens(descriptor)) return 'the socket listens: use what accept() returns'
  return uid === NO_USER ? 'connect first' : undefined
}

function labelFrom(read: () => string): string | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof SocketError && error.code === 'ENOPROTOOPT') return undefined
    throw error
  }
}
