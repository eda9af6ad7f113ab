import {
  type AddressLike,
  constants,
  type MessageToSend,
  pollSync,
  type SendOptions,
  type Socket,
  SocketError,
} from '../../index.ts'
import { bytesOf } from '../shared/bytes-as-text.ts'
import { readAddress, toCore } from './addresses.ts'
import { bytesIn } from './bytes.ts'
import { splitControl, writeControl } from './control.ts'
import type { SharedDescriptor } from './descriptor.ts'
import { clear, codeOf, fail, failed } from './error.ts'
import { int, missing } from './numbers.ts'
import { textOfValue } from './stringify.ts'

const { EINVAL, MSG_DONTWAIT, POLLOUT } = constants
const LINUX: { readonly MSG_FASTOPEN?: number } = constants
const MSG_FASTOPEN = LINUX.MSG_FASTOPEN ?? 0
const SEND = 'send()'
const SENDMSG = 'sendmsg()'

/** Sends data; null, which is the error, when it can't be. The arguments have the right types. */
export function send(
  shared: SharedDescriptor,
  data: unknown,
  flags: number | null | undefined,
  address: unknown,
): number | null {
  const to = missing(address) ? undefined : readAddress(address)
  const socket = to === null ? null : shared.socketFor(SEND)
  if (!socket) return null
  const bytes = typeof data === 'string' ? bytesOf(data) : bytesToSend(data)
  try {
    if (to) return sendTo(shared, socket, bytes, int(flags ?? 0), toCore(to, socket))
    if (!missing(flags) || shared.sendWait !== null) {
      return sendWith(shared, socket, bytes, int(flags ?? 0))
    }
    const sent = socket.sendSync(bytes)
    return sent < bytes.length ? sent + sendRest(socket, bytes.subarray(sent)) : sent
  } catch (caught) {
    return failed(caught, SEND)
  }
}

/** {@link send} of several parts with control messages. */
export function sendMessage(
  shared: SharedDescriptor,
  data: unknown,
  ancillary: unknown,
  address: unknown,
  flags: number | null | undefined,
): number | null {
  const control = controlToSend(ancillary)
  if (control === null) return null
  clear()
  const to = missing(address) ? null : readAddress(address)
  clear() // an object that is no address is ignored
  const socket = shared.socketFor(SENDMSG)
  if (!socket) return null
  const views = viewsToSend(data)
  const bits = int(flags ?? 0)
  try {
    const options = sendOptions(shared, bits)
    const message = { data: views, control, ...(to && { address: toCore(to, socket) }) }
    const sent = sendParts(socket, message, options)
    const total = views.reduce((sum, { length }) => sum + length, 0)
    if (sent >= total || !sendsAll(socket, options)) return sent
    const rest = Buffer.concat(views).subarray(sent)
    return sent + sendRest(socket, rest, options)
  } catch (caught) {
    return failed(caught, SENDMSG)
  }
}

function sendParts(socket: Socket, message: MessageToSend, options: SendOptions): number {
  try {
    return socket.sendMessageSync(message, options)
  } catch (caught) {
    const connected = onceConnected(socket, caught, options)
    if (!connected) throw caught
    return socket.sendMessageSync({ ...message, address: undefined }, connected)
  }
}

function bytesToSend(data: unknown): Uint8Array {
  return bytesIn(data) ?? bytesOf(textOfValue(data))
}

function viewsToSend(data: unknown): Uint8Array[] {
  if (missing(data)) return []
  if (!Array.isArray(data)) return [bytesToSend(data)]
  return data.map((one: unknown) => (missing(one) ? new Uint8Array(0) : bytesToSend(one)))
}

function sendOptions(shared: SharedDescriptor, flags: number): SendOptions {
  return { flags, timeout: shared.sendWait }
}

/** Whether the kernel would send all, as it does of a stream that may block. */
function sendsAll(socket: Socket, options: SendOptions): boolean {
  return waits(options) && socket.type === 'SOCK_STREAM'
}

function waits({ flags = 0, timeout }: SendOptions): boolean {
  return timeout !== 0 && (flags & MSG_DONTWAIT) === 0
}

function sendWith(
  shared: SharedDescriptor,
  socket: Socket,
  bytes: Uint8Array,
  flags: number,
): number {
  const options = sendOptions(shared, flags)
  const sent = socket.sendSync(bytes, options)
  if (sent >= bytes.length || !sendsAll(socket, options)) return sent
  return sent + sendRest(socket, bytes.subarray(sent), options)
}

function sendTo(
  shared: SharedDescriptor,
  socket: Socket,
  bytes: Uint8Array,
  flags: number,
  address: AddressLike,
): number {
  const options = sendOptions(shared, flags)
  try {
    const sent = socket.sendToSync(bytes, address, options)
    if (sent >= bytes.length || !sendsAll(socket, options)) return sent
    return sent + sendRest(socket, bytes.subarray(sent), options)
  } catch (caught) {
    const connected = onceConnected(socket, caught, options)
    if (!connected) throw caught
    return sendWith(shared, socket, bytes, connected.flags)
  }
}

/**
 * MSG_FASTOPEN to a peer that has given no cookie yet only begins to connect, where a send of a
 * blocking socket goes on to wait for the connection: it does so here, and says how to send then.
 */
function onceConnected(
  socket: Socket,
  caught: unknown,
  options: SendOptions,
): { flags: number; timeout: number | null } | null {
  if (!(caught instanceof SocketError) || caught.code !== 'EINPROGRESS') return null
  if (!waits(options)) return null
  const { flags = 0, timeout = null } = options
  pollSync([{ socket, events: POLLOUT }], timeout)
  return { flags: flags & ~MSG_FASTOPEN, timeout }
}

/** Sends what a first send has left; how much of it went before something went wrong. */
function sendRest(socket: Socket, rest: Uint8Array, options?: SendOptions): number {
  try {
    socket.sendAllSync(rest, options)
    return rest.length
  } catch (caught) {
    codeOf(caught) // throws what is no failure of the call
    return caught instanceof SocketError ? (caught.bytesSent ?? 0) : 0
  }
}

function controlToSend(ancillary: unknown): ReturnType<typeof writeControl> | null {
  if (missing(ancillary)) return {}
  if (Array.isArray(ancillary)) return writeControl(ancillary)
  const bytes = bytesIn(ancillary)
  if (!bytes) return fail(EINVAL, 'Ancillary data must be string or array value')
  const raw = splitControl(bytes)
  return raw ? { raw } : fail(EINVAL, SENDMSG)
}
