import {
  type AddressLike,
  constants,
  type MessageToSend,
  pollSync,
  type Socket,
  SocketError,
} from '../../index.ts'
import { isMissing } from '../shared/arguments.ts'
import { bytesOf } from '../shared/bytes-as-text.ts'
import { mayWait, type SendOptionsInBits, sendAll, sendRest, sendsAll } from '../shared/send-all.ts'
import { readAddress, toCore } from './addresses.ts'
import { bytesIn } from './bytes.ts'
import { forFamily, splitControl, writeControl } from './control.ts'
import type { SharedDescriptor } from './descriptor.ts'
import { clear, fail, failed } from './error.ts'
import { int } from './numbers.ts'
import { stringify } from './stringify.ts'

const { EINVAL, POLLOUT } = constants
const LINUX: { readonly MSG_FASTOPEN?: number } = constants
const MSG_FASTOPEN = LINUX.MSG_FASTOPEN ?? 0
const SEND = 'send()'
const SENDMSG = 'sendmsg()'

/** Sends data; null, with the error recorded, if it fails. The arguments have the right types. */
export function send(
  shared: SharedDescriptor,
  data: unknown,
  flags: number | null | undefined,
  address: unknown,
): number | null {
  const to = isMissing(address) ? undefined : readAddress(address)
  const socket = to === null ? null : shared.socketFor(SEND)
  if (!socket) return null
  const bytes = typeof data === 'string' ? bytesOf(data) : bytesToSend(data)
  try {
    const options = sendOptions(shared, flags)
    if (to) return sendTo(socket, bytes, toCore(to, socket), options)
    return sendAll(socket, bytes, undefined, options)
  } catch (caught) {
    return failed(caught, SEND)
  }
}

function sendTo(
  socket: Socket,
  bytes: Uint8Array,
  address: AddressLike,
  options: SendOptionsInBits | undefined,
): number {
  try {
    return sendAll(socket, bytes, address, options)
  } catch (caught) {
    return sendAll(socket, bytes, undefined, onceConnected(socket, caught, options))
  }
}

/** Sends several buffers with control messages; otherwise like {@link send}. */
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
  const to = isMissing(address) ? null : readAddress(address)
  clear() // an object that is no address is ignored
  const socket = shared.socketFor(SENDMSG)
  if (!socket) return null
  const views = viewsToSend(data)
  try {
    const options = sendOptions(shared, flags)
    const message = {
      ...{ data: views, control: forFamily(control, socket.family) },
      ...(to && { address: toCore(to, socket) }),
    }
    const sent = sendParts(socket, message, options)
    const total = views.reduce((sum, { length }) => sum + length, 0)
    if (sent >= total || !sendsAll(socket, options)) return sent
    return sendRest(socket, Buffer.concat(views), sent, options)
  } catch (caught) {
    return failed(caught, SENDMSG)
  }
}

function sendParts(
  socket: Socket,
  message: MessageToSend,
  options: SendOptionsInBits | undefined,
): number {
  try {
    return socket.sendMessageSync(message, options)
  } catch (caught) {
    const connected = onceConnected(socket, caught, options)
    return socket.sendMessageSync({ ...message, address: undefined }, connected)
  }
}

function bytesToSend(data: unknown): Uint8Array {
  return bytesIn(data) ?? bytesOf(stringify(data))
}

function viewsToSend(data: unknown): Uint8Array[] {
  if (isMissing(data)) return []
  if (!Array.isArray(data)) return [bytesToSend(data)]
  return data.map((one: unknown) => (isMissing(one) ? new Uint8Array(0) : bytesToSend(one)))
}

function sendOptions(
  { timeouts: { sendOptions } }: SharedDescriptor,
  flags: number | null | undefined,
): SendOptionsInBits | undefined {
  return isMissing(flags) ? sendOptions : { ...sendOptions, flags: int(flags) }
}

/**
 * With MSG_FASTOPEN, a send to a peer that has not provided a cookie yet only begins to connect,
 * while in C a blocking socket waits for the connection. This waits for it, and returns how to send
 * afterwards.
 */
function onceConnected(
  socket: Socket,
  caught: unknown,
  options: SendOptionsInBits = {},
): SendOptionsInBits {
  const connecting = caught instanceof SocketError && caught.code === 'EINPROGRESS'
  if (!connecting || !mayWait(socket, options)) throw caught
  const { flags = 0, timeout = null } = options
  pollSync([{ socket, events: POLLOUT }], timeout)
  return { flags: flags & ~MSG_FASTOPEN, timeout }
}

function controlToSend(ancillary: unknown): ReturnType<typeof writeControl> | null {
  if (isMissing(ancillary)) return {}
  if (Array.isArray(ancillary)) return writeControl(ancillary)
  const bytes = bytesIn(ancillary)
  if (!bytes) return fail(EINVAL, 'Ancillary data must be string or array value')
  const raw = splitControl(bytes)
  return raw ? { raw } : fail(EINVAL, SENDMSG)
}
