import { native } from '../../binding.ts'
import type { Request } from '../../engine/request.ts'
import type { AddressLike } from '../../protocols/address.ts'
import { type Sockaddr, sockaddrOf } from '../addresses.ts'
import { checkNotResized, toBytes } from '../bytes.ts'
import type { Given } from '../call-options.ts'
import { notDestination } from '../misplaced.ts'
import type { OpenDescriptor } from '../open-descriptor.ts'
import { sendText } from '../hints/transfer.ts'
import { sendmsgRequest } from './send-message.ts'
import {
  destinationNeedsPolling,
  type SendData,
  sendFlags,
  type SendOptions,
} from './send-options.ts'

/** sendto(2), or sendmsg(2) of several buffers. */
export function sendToRequest(
  descriptor: OpenDescriptor,
  data: SendData,
  address: AddressLike,
  given: Given<SendOptions>,
): Request<number> {
  const flags = sendFlags(descriptor, given)
  const needsPolling = destinationNeedsPolling(descriptor)
  const to = destinationOf(address, data)
  if (Array.isArray(data)) return sendmsgRequest(descriptor, data, flags, { to, needsPolling })
  const bytes = toBytes(data)
  const length = bytes.byteLength
  return {
    syscall: 'sendto',
    waitsFor: 'writable',
    needsPolling,
    call(fd) {
      checkNotResized(bytes, length)
      return native.sendto(fd, bytes, flags, to.bytes)
    },
    result: (answer) => answer,
    subject: () => sendText('sendto', descriptor, { length, to }),
  }
}

function destinationOf(address: AddressLike, data: unknown): Sockaddr {
  try {
    return sockaddrOf(address)
  } catch (error) {
    throw notDestination(error, data)
  }
}
