import { constantOf } from '../../binding.ts'
import type { Request } from '../../engine/request.ts'
import { toByteList } from '../bytes.ts'
import type { Given } from '../call-options.ts'
import type { EncodedControl } from '../control.ts'
import type { OpenDescriptor } from '../open-descriptor.ts'
import { sendText } from '../hints/transfer.ts'
import { type SendData, sendFlags, type SendOptions } from './send-options.ts'
import { UnsentViews } from './unsent-views.ts'

const SOCK_STREAM = constantOf('SOCK_STREAM')

/** send(2) and sendmsg(2) until everything has been sent. */
export function sendAllRequest(
  descriptor: OpenDescriptor,
  data: SendData,
  given: Given<SendOptions>,
): Request<void> {
  return sendEverything(descriptor, toByteList(data), given)
}

/** @param control What goes with the first byte, and once. */
export function sendEverything(
  descriptor: OpenDescriptor,
  views: readonly Uint8Array[],
  given: Given<SendOptions>,
  control?: EncodedControl,
): Request<void> {
  const flags = sendFlags(descriptor, given)
  const unsent = new UnsentViews(descriptor, views)
  const { bytes } = unsent
  let toPass = control // undefined once the kernel has taken it
  const syscall = control ? 'sendmsg' : 'send'
  return {
    syscall,
    waitsFor: 'writable',
    get unfinished() {
      return unsent.bytes > 0
    },
    call(fd) {
      const answer = unsent.send(fd, flags, toPass)
      if (answer < 0) return answer
      toPass?.release()
      toPass = undefined
      return answer
    },
    result() {
      // nothing to return
    },
    subject: () => ({
      bytesSent: bytes - unsent.bytes,
      ...sendText(syscall, descriptor, {
        length: bytes,
        buffers: descriptor.type === SOCK_STREAM ? 1 : views.length,
        control: toPass,
      }),
    }),
    keep: () => toPass?.keep(),
    release: () => toPass?.release(),
  }
}
