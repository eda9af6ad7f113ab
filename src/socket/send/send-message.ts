import { constantOf, native } from '../../binding.ts'
import { checkKeys } from '../../codec/known-keys.ts'
import { hasNames } from '../../codec/type-check.ts'
import type { Request } from '../../engine/request.ts'
import type { AddressLike } from '../../protocols/address.ts'
import { type Sockaddr, sockaddrOf } from '../addresses.ts'
import { checkNotResized, toByteList } from '../bytes.ts'
import type { Given } from '../call-options.ts'
import { type ControlToSend, encodeControl, type EncodedControl } from '../control.ts'
import { NOT_OF_MESSAGE, notMessage } from '../misplaced.ts'
import type { OpenDescriptor } from '../open-descriptor.ts'
import { sendText } from '../hints/transfer.ts'
import {
  destinationNeedsPolling,
  type SendData,
  sendFlags,
  type SendOptions,
} from './send-options.ts'

const AF_UNIX = constantOf('AF_UNIX')
const SOCK_STREAM = constantOf('SOCK_STREAM')

/** A message for `Socket.sendMessage`. */
export interface MessageToSend {
  /** Nothing by default, for a message with only control messages. */
  data?: SendData | undefined
  /** Control messages by their C names. */
  control?: ControlToSend | undefined
  /** The destination, for a socket that is not connected. */
  address?: AddressLike | undefined
}

const MESSAGE: ReadonlySet<string> = new Set(['address', 'control', 'data'])

/** sendmsg(2). */
export function sendMessageRequest(
  descriptor: OpenDescriptor,
  message: MessageToSend,
  given: Given<SendOptions>,
): Request<number> {
  const flags = sendFlags(descriptor, given)
  checkMessage(message)
  const { data = [], control, address } = message
  const to = address === undefined ? undefined : sockaddrOf(address)
  const needsPolling = to !== undefined && destinationNeedsPolling(descriptor)
  return sendmsgRequest(descriptor, data, flags, { to, needsPolling, control })
}

function checkMessage(message: unknown): void {
  if (!hasNames(message)) throw notMessage(message)
  checkKeys(message, MESSAGE, 'part of a message', NOT_OF_MESSAGE)
}

/** The kernel drops descriptors that have no byte of a stream to travel with, and says nothing. */
export function checkCarried(
  { family, type }: OpenDescriptor,
  views: readonly Uint8Array[],
  control: EncodedControl,
): void {
  if (family !== AF_UNIX || type !== SOCK_STREAM || !control.passesDescriptors) return
  if (views.every(({ byteLength }) => byteLength === 0)) {
    throw new TypeError('On a stream, descriptors need at least one byte of data')
  }
}

/** What a sendmsg(2) sends besides data. */
interface Extras {
  to?: Sockaddr | undefined
  needsPolling?: boolean
  control?: ControlToSend | undefined
}

/** sendmsg(2) of one or several buffers. */
export function sendmsgRequest(
  descriptor: OpenDescriptor,
  data: SendData,
  flags: number,
  { to, needsPolling = false, control }: Extras = {},
): Request<number> {
  const views = toByteList(data)
  const lengths = views.map(({ byteLength }) => byteLength)
  const encoded = control && encodeControl(control, descriptor.family)
  if (encoded) checkCarried(descriptor, views, encoded)
  const [bytes, table] = encoded ? [encoded.data, encoded.table] : [null, null]
  return {
    syscall: 'sendmsg',
    waitsFor: 'writable',
    needsPolling,
    call(fd) {
      for (const [i, view] of views.entries()) checkNotResized(view, lengths[i] ?? 0)
      return native.sendmsg(fd, views, flags, to?.bytes ?? null, bytes, table)
    },
    result: (answer) => answer,
    subject() {
      const length = lengths.reduce((sum, one) => sum + one, 0)
      return sendText('sendmsg', descriptor, {
        ...{ length, buffers: views.length, to, control: encoded },
      })
    },
    keep: () => encoded?.keep(),
    release: () => encoded?.release(),
  }
}
