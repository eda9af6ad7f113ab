import { constantOf, native } from '../binding.ts'
import { show } from '../codec/show.ts'
import { isMainThread } from '../engine/main-thread.ts'
import { check, SocketError } from '../errors.ts'
import { Descriptor, Socket } from '../index.ts'
import { isInode, ownInode } from './pidfd.ts'
import { countFrom, isThisProcess } from './variables.ts'

/** A socket that systemd has opened for this process. */
export interface ActivatedSocket {
  /** FileDescriptorName= or FDNAME; `'unknown'` if it has none. */
  name: string
  /** The socket, with its family and type: it may listen, or be a datagram socket or a connection. */
  socket: Socket
  /** Absent. */
  descriptor?: undefined
}

/** A FIFO, a file or anything else that systemd has opened for this process. */
export interface ActivatedDescriptor {
  /** FileDescriptorName= or FDNAME; `'unknown'` if it has none. */
  name: string
  /** Absent. */
  socket?: undefined
  /** The descriptor. */
  descriptor: Descriptor
}

/** What systemd has opened for this process. */
export type Activated = ActivatedSocket | ActivatedDescriptor

/** SD_LISTEN_FDS_START. */
const FIRST = 3
const MOST = 2 ** 31 - 1 - FIRST
const VARIABLES = ['LISTEN_PID', 'LISTEN_PIDFDID', 'LISTEN_FDS', 'LISTEN_FDNAMES'] as const
const F_GETFD = constantOf('F_GETFD')
const F_SETFD = constantOf('F_SETFD')
const FD_CLOEXEC = constantOf('FD_CLOEXEC')

/**
 * Takes over the descriptors that systemd has opened for this process, in the order of the unit:
 * sockets as `socket`, anything else as `descriptor`, close-on-exec. Those that the process had put
 * into systemd's store with FDSTORE are among them.
 *
 * The variables are removed from `process.env`, so that no child takes them for its own, even when
 * they are malformed. A second call returns an empty list; so does the call in a process that systemd
 * started without sockets, or whose LISTEN_PID is that of another, such as the shell that started it.
 *
 * @returns All of them; close those that you do not need.
 * @throws {RangeError} When a variable is malformed, or there are not as many names as descriptors;
 *   the descriptors stay open then, without an owner.
 * @throws {TypeError} In a worker thread, whose environment is a copy; when another Socket or
 *   Descriptor owns one of them.
 * @throws {SocketError} `EBADF` when there are fewer descriptors than LISTEN_FDS; `EMFILE`, `ENFILE`
 *   or `ENOMEM` when LISTEN_PIDFDID cannot be checked now: the variables stay, for another call.
 * @example
 * ```ts
 * const activated = activation().find(({ name }) => name === 'http')?.socket
 * const listener = activated ?? (await listen({ port: 8080 }))
 * ```
 * @see {@link https://www.freedesktop.org/software/systemd/man/latest/sd_listen_fds.html sd_listen_fds(3)}
 */
export function activation(): Activated[] {
  const [pid, pidfdId, count, names] = VARIABLES.map((name) => process.env[name])
  const isMine = Number(pid) === process.pid
  if (isMine && !isMainThread()) {
    throw new TypeError(
      'activation must be called on the main thread: the environment of a worker is a copy',
    )
  }
  // Before the variables are removed: what fails only for now can be repeated.
  const inode = isMine && pidfdId !== undefined ? ownInode() : undefined
  for (const name of VARIABLES) Reflect.deleteProperty(process.env, name)
  if (pid === undefined || !isThisProcess('LISTEN_PID', pid)) return []
  if (pidfdId !== undefined && !isInode('LISTEN_PIDFDID', pidfdId, inode)) return []
  if (count === undefined) return []
  const length = countFrom('LISTEN_FDS', count, MOST)
  // First of all: a list for a number that is too large would take all memory.
  for (let i = 0; i < length; i++) checkOpen(FIRST + i, length)
  return adoptAll(namesOf(names, length))
}

function namesOf(given: string | undefined, length: number): string[] {
  if (given === undefined) return Array.from({ length }, () => 'unknown')
  const names = given.split(':')
  if (names.length === length) return names
  throw new RangeError(
    `LISTEN_FDNAMES must have ${length} names, as LISTEN_FDS says, not ${names.length}: ${show(given)}`,
  )
}

/** All or none: what fails leaves every descriptor as it was. */
function adoptAll(names: readonly string[]): Activated[] {
  const fds = names.map((_, i) => FIRST + i)
  const adopted: Activated[] = []
  try {
    for (const [i, name] of names.entries()) adopted.push(adopt(FIRST + i, name))
  } catch (error) {
    for (const { socket, descriptor } of adopted) (socket ?? descriptor).detach()
    throw error
  }
  for (const fd of fds) check('fcntl', native.fcntl(fd, F_SETFD, FD_CLOEXEC))
  return adopted
}

function checkOpen(fd: number, count: number): void {
  const hint = () => `LISTEN_FDS says ${count}, but descriptor ${fd} is not open`
  check('fcntl', native.fcntl(fd, F_GETFD, 0), { hint })
}

function adopt(fd: number, name: string): Activated {
  try {
    return { name, socket: Socket.adopt(fd) }
  } catch (error) {
    if (!(error instanceof SocketError) || error.code !== 'ENOTSOCK') throw error
    return { name, descriptor: new Descriptor(fd) }
  }
}
