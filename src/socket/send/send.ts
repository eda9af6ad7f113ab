import { constantOf, native } from '../../binding.ts'
import { takeBudget } from '../../engine/fairness.ts'
import type { Request } from '../../engine/request.ts'
import { stackFrom } from '../../error-stack.ts'
import { errorOf, type SocketError } from '../../errors.ts'
import { checkNotResized, toBytes } from '../bytes.ts'
import type { Given } from '../call-options.ts'
import type { OpenDescriptor } from '../open-descriptor.ts'
import { sendText } from '../hints/transfer.ts'
import { sendmsgRequest } from './send-message.ts'
import {
  defaultFlags,
  type SendData,
  sendFlags,
  type SendOptions,
  type TrySendOptions,
} from './send-options.ts'

const EAGAIN = constantOf('EAGAIN')
const EINTR = constantOf('EINTR')

/** send(2), or sendmsg(2) of several buffers. */
export function sendRequest(
  descriptor: OpenDescriptor,
  data: SendData,
  given: Given<SendOptions>,
): Request<number> {
  const flags = sendFlags(descriptor, given)
  if (Array.isArray(data)) return sendmsgRequest(descriptor, data, flags)
  const bytes = toBytes(data)
  const length = bytes.byteLength
  return {
    syscall: 'send',
    waitsFor: 'writable',
    call(fd) {
      checkNotResized(bytes, length)
      return native.send(fd, bytes, flags)
    },
    result: (answer) => answer,
    subject: () => sendText('send', descriptor, { length }),
  }
}

/**
 * The usual send, without a Request, which costs a quarter less: one try of a view without options.
 * Undefined where it is another kind of send, or has to wait.
 */
export function sendAtOnce(
  descriptor: OpenDescriptor,
  data: SendData,
  options: SendOptions | undefined,
): Promise<number> | undefined {
  if (options !== undefined || !(data instanceof Uint8Array) || !takeBudget()) return undefined
  const answer = sendNow(descriptor, data)
  if (answer >= 0) return Promise.resolve(answer)
  // Not made again: the kernel reports an error once.
  if (answer !== -EAGAIN && answer !== -EINTR) {
    return Promise.reject(errorFrom(sendAtOnce, answer, descriptor, data))
  }
  return undefined
}

/** The blocking form of {@link sendAtOnce}. */
export function sendAtOnceSync(
  descriptor: OpenDescriptor,
  data: SendData,
  options: SendOptions | undefined,
): number | undefined {
  if (options !== undefined || !(data instanceof Uint8Array)) return undefined
  const answer = sendNow(descriptor, data)
  if (answer >= 0) return answer
  if (answer !== -EAGAIN && answer !== -EINTR)
    throw errorFrom(sendAtOnceSync, answer, descriptor, data)
  return undefined
}

/** As {@link sendAtOnceSync}, but null if the kernel has no space. */
export function trySendAtOnce(
  descriptor: OpenDescriptor,
  data: SendData,
  options: TrySendOptions | undefined,
): number | null | undefined {
  if (options !== undefined || !(data instanceof Uint8Array)) return undefined
  const answer = sendNow(descriptor, data)
  if (answer >= 0) return answer
  if (answer === -EINTR) return undefined
  if (answer === -EAGAIN) return wouldWait(descriptor, data) ? null : undefined
  throw errorFrom(trySendAtOnce, answer, descriptor, data)
}

/** Whether -EAGAIN of {@link sendNow} means that there is no space. */
function wouldWait({ fd, taken }: OpenDescriptor, { byteLength }: Uint8Array): boolean {
  return byteLength > 0 && fd >= 0 && taken === undefined
}

/** -EAGAIN also when the socket is closed, or others wait to send, or a stream sends. */
function sendNow({ readiness, family, taken }: OpenDescriptor, bytes: Uint8Array): number {
  const { fd } = readiness
  if (fd < 0 || taken || readiness.hasWaitingSends || bytes.byteLength === 0) return -EAGAIN
  return native.send(fd, bytes, defaultFlags(family))
}

/** The error of a refused send, for the caller of `from`. */
function errorFrom(
  from: (...parameters: never[]) => unknown,
  answer: number,
  descriptor: OpenDescriptor,
  { byteLength: length }: Uint8Array,
): SocketError {
  const error = errorOf('send', answer, sendText('send', descriptor, { length }))
  stackFrom(from, error)
  return error
}
