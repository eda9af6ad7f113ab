import type { Request } from '../../engine/request.ts'
import { toByteList } from '../bytes.ts'
import { type Given } from '../call-options.ts'
import { checkPasses, encodeDescriptors } from '../control.ts'
import type { DescriptorLike } from '../descriptor-number.ts'
import type { OpenDescriptor } from '../open-descriptor.ts'
import { sendEverything } from './send-all.ts'
import { checkCarried } from './send-message.ts'
import type { SendData, SendOptions } from './send-options.ts'

/** What descriptors travel with if the caller has no data: a stream needs a byte. */
const ONE_BYTE: SendData = new Uint8Array(1)

/** sendmsg(2) with the descriptors, then send(2) and sendmsg(2) until everything has been sent. */
export function sendDescriptorsRequest(
  descriptor: OpenDescriptor,
  fds: readonly DescriptorLike[],
  data: SendData | undefined,
  given: Given<SendOptions>,
): Request<void> {
  checkPasses('sendDescriptors', descriptor.family)
  // Without empty pieces: a first call of these alone would lose the descriptors of a stream.
  const views = toByteList(data ?? ONE_BYTE).filter(({ byteLength }) => byteLength > 0)
  const control = encodeDescriptors(fds, 'fds')
  if (data === undefined && !control.passesDescriptors)
    throw new TypeError('fds is empty, and there is no data: nothing would be sent')
  checkCarried(descriptor, views, control)
  return sendEverything(descriptor, views, given, control)
}
