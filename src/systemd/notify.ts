import { arrayFrom } from '../codec/type-check.ts'
import { within } from '../codec/integers.ts'
import type {
  AsyncWaitOptions,
  ControlToSend,
  DescriptorLike,
  Socket,
  WaitOptions,
} from '../index.ts'
import { SocketError } from '../errors.ts'
import { callOptions, readOptions } from '../socket/call-options.ts'
import { numberOfDescriptor } from '../socket/descriptor-number.ts'
import { withOneDeadline } from './limits.ts'
import { type NotifyAddress, notifyAddress, openNotifier } from './notify-address.ts'
import { encodeState, type State } from './state.ts'
import { MOST_PID } from './variables.ts'

/** Options of {@link notifySync}. */
export interface NotifyOptions extends WaitOptions {
  /** Descriptors to pass, at most 253: with FDSTORE, systemd keeps them. They stay open here too. */
  fds?: readonly DescriptorLike[] | undefined
  /** The process that this is about, instead of this one; needs CAP_SYS_ADMIN. */
  pid?: number | undefined
}

/** Options of {@link notify}. */
export interface AsyncNotifyOptions extends NotifyOptions, Pick<AsyncWaitOptions, 'signal'> {}

const NOTIFY = callOptions(['fds', 'pid'])

/**
 * Reports the state of this service to systemd, or to whatever listens at NOTIFY_SOCKET: a path, an
 * abstract name (`@name`), or `vsock:CID:PORT`. Waits while the queue of the manager is full.
 *
 * The unit must permit it: NotifyAccess= is `main` for Type=notify, and `none` for most others. systemd
 * ignores what it does not know, is not permitted, or is longer than 4096 bytes, and tells nobody.
 *
 * @param state Assignments by name, or as text, one a line; text may have names that are not in
 *   {@link State}.
 * @returns Whether it was sent: false without a NOTIFY_SOCKET, when nothing happens.
 * @throws {SocketError} `ENOENT`, `ECONNREFUSED` when nobody listens there; `EPERM` without the
 *   privilege for `pid`; `EMSGSIZE`.
 * @throws {TypeError} For a name or value that systemd would ignore.
 * @throws {RangeError} When NOTIFY_SOCKET is malformed.
 * @example
 * ```ts
 * await notify({ READY: 1, STATUS: `Serving port ${port}` })
 * await notify({ FDSTORE: 1, FDNAME: 'http' }, { fds: [listener] })
 * ```
 * @see {@link https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html sd_notify(3)}
 */
export async function notify(
  state: State | string,
  options?: AsyncNotifyOptions,
): Promise<boolean> {
  const given = readOptions(options, NOTIFY, 'promise')
  const { fds = [], pid, ...limits } = given
  const message = messageOf(state, fds, pid)
  const to = notifyAddress()
  if (!to) return false
  await send(to, message, limits)
  return true
}

/** Blocking form of {@link notify}: takes no `signal`. */
export function notifySync(state: State | string, options?: NotifyOptions): boolean {
  const given = readOptions(options, NOTIFY, 'sync')
  const { fds = [], pid, ...limits } = given
  const message = messageOf(state, fds, pid)
  const to = notifyAddress()
  if (!to) return false
  sendSync(to, message, limits)
  return true
}

/** What is sent: a text, and perhaps descriptors and credentials. */
export interface Message {
  readonly data: string
  readonly control?: ControlToSend | undefined
}

function messageOf(state: unknown, fds: readonly unknown[], pid: unknown): Message {
  const passed = arrayFrom(fds, 'fds').map((fd, i) => numberOfDescriptor(fd, `fds[${i}]`))
  const sender = pid === undefined ? undefined : within(pid, 'pid', 1, MOST_PID)
  const data = encodeState(state, passed.length)
  if (passed.length === 0 && sender === undefined) return { data }
  return {
    data,
    control: {
      ...(passed.length > 0 && { SCM_RIGHTS: passed }),
      ...(sender !== undefined && {
        // Only systems that have these ids have credentials too.
        SCM_CREDENTIALS: {
          pid: sender,
          uid: process.getuid?.() ?? 0,
          gid: process.getgid?.() ?? 0,
        },
      }),
    },
  }
}

/** Sends one notification. */
export async function send(
  to: NotifyAddress,
  message: Message,
  options: AsyncWaitOptions,
): Promise<void> {
  const socket = openFor(to, message)
  try {
    const { address } = to
    if (socket.type === 'SOCK_DGRAM') {
      await socket.sendMessage({ ...message, address }, options)
      return
    }
    const limits = withOneDeadline(options)
    await socket.connect(address, limits)
    await socket.sendAll(message.data, limits)
    socket.shutdown('SHUT_WR')
    checkEnd(await socket.recv(1, limits))
  } finally {
    socket.close()
  }
}

/** Blocking form of {@link send}. */
export function sendSync(to: NotifyAddress, message: Message, options: WaitOptions): void {
  const socket = openFor(to, message)
  try {
    const { address } = to
    if (socket.type === 'SOCK_DGRAM') {
      socket.sendMessageSync({ ...message, address }, options)
      return
    }
    const limits = withOneDeadline(options)
    socket.connectSync(address, limits)
    socket.sendAllSync(message.data, limits)
    socket.shutdown('SHUT_WR')
    checkEnd(socket.recvSync(1, limits))
  } finally {
    socket.close()
  }
}

function openFor(to: NotifyAddress, { control }: Message): Socket {
  if (control && to.address.family === 'AF_VSOCK') {
    throw new TypeError(
      'fds, pid and barrier need a NOTIFY_SOCKET of this machine: vsock passes no descriptors',
    )
  }
  return openNotifier(to)
}

/** A connection ends when the other side has read everything. */
function checkEnd(data: Uint8Array): void {
  if (data.length === 0) return
  throw new SocketError('notify', 0, 'EPROTO', 'the other side sent data instead of closing')
}
