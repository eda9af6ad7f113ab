import { constantOf, native } from '../../binding.ts'
import type { Request } from '../../engine/request.ts'
import { checkNotResized, toByteList } from '../bytes.ts'
import type { Given } from '../call-options.ts'
import type { EncodedControl } from '../control.ts'
import type { OpenDescriptor } from '../open-descriptor.ts'
import { sendText } from '../hints/transfer.ts'
import { type SendData, sendFlags, type SendOptions } from './send-options.ts'

const SOCK_STREAM = constantOf('SOCK_STREAM')
/** IOV_MAX: the most buffers that one sendmsg(2) takes. */
const MAX_BUFFERS = 1024

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
  const lengths = views.map(({ byteLength }) => byteLength)
  const stream = descriptor.type === SOCK_STREAM
  const total = lengths.reduce((sum, length) => sum + length, 0)
  let bytesSent = 0
  let first = 0 // the next view, and how much of it has been sent
  let sentOfFirst = 0
  let unfinished = false
  let unsent = control // undefined once the kernel has taken it
  const syscall = control ? 'sendmsg' : 'send'
  return {
    syscall,
    waitsFor: 'writable',
    get unfinished() {
      return unfinished
    },
    call(fd) {
      for (let i = first; i < views.length; i++) checkNotResized(views[i] ?? EMPTY, lengths[i] ?? 0)
      const answer = sendSome(fd)
      if (answer < 0) return answer
      unsent?.release()
      unsent = undefined
      bytesSent += answer
      sentOfFirst += answer
      while (first < views.length && sentOfFirst >= (lengths[first] ?? 0)) {
        sentOfFirst -= lengths[first++] ?? 0
      }
      unfinished = bytesSent < total
      return answer
    },
    result() {
      // nothing to return
    },
    subject: () => ({
      bytesSent,
      ...sendText(syscall, descriptor, {
        ...{ length: total, buffers: stream ? 1 : views.length, control: unsent },
      }),
    }),
    keep: () => unsent?.keep(),
    release: () => unsent?.release(),
  }

  function sendSome(fd: number): number {
    const next = views[first] ?? EMPTY
    const rest = sentOfFirst === 0 ? next : next.subarray(sentOfFirst)
    if (first + 1 >= views.length && !unsent) return native.send(fd, rest, flags)
    const end = stream ? first + MAX_BUFFERS : views.length
    const some = [rest, ...views.slice(first + 1, end)]
    const [bytes, table] = unsent ? [unsent.data, unsent.table] : [null, null]
    return native.sendmsg(fd, some, flags, null, bytes, table)
  }
}

const EMPTY = new Uint8Array(0)
