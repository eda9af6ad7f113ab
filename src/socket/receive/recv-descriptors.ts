import type { Buffer } from 'node:buffer'
import { constantOf, native } from '../../binding.ts'
import type { Request } from '../../engine/request.ts'
import { SocketError } from '../../errors.ts'
import type { UnixAddress } from '../../protocols/unix/address.ts'
import { checkSize } from '../bytes.ts'
import type { Given } from '../call-options.ts'
import { checkPasses, closeDescriptors, type Control } from '../control.ts'
import type { Descriptor } from '../descriptor.ts'
import type { OpenDescriptor } from '../open-descriptor.ts'
import type { ReceiveOptions } from './receive-options.ts'
import { type ReceivedMessage, recvMessageRequest } from './recv-message.ts'
import { DEFAULT_SIZE } from './scratch-buffer.ts'

/** Descriptors, and the data that they came with. */
export interface ReceivedDescriptors {
  /** Close-on-exec. Close each, or consume it with `toSocket()` or `detach()`; none if none came. */
  descriptors: Descriptor[]
  /** The bytes received; none once a stream's peer has finished sending. */
  data: Buffer
  /** The sender of a datagram; null on a connection, and for a socket without a name. */
  address: UnixAddress | null
  /** The datagram was longer than `max`; the rest of it is lost, its descriptors are not. */
  truncated: boolean
  /** The other control messages: SCM_CREDENTIALS with SO_PASSCRED, for example. */
  control: Omit<Control, 'SCM_RIGHTS'>
}

const EMFILE = constantOf('EMFILE')
const F_DUPFD_CLOEXEC = constantOf('F_DUPFD_CLOEXEC')

/** recvmsg(2), with space for the most descriptors that a message has. */
export function recvDescriptorsRequest(
  descriptor: OpenDescriptor,
  max: number = DEFAULT_SIZE,
  given: Given<ReceiveOptions>,
): Request<ReceivedDescriptors> {
  checkPasses('recvDescriptors', descriptor.family)
  const options = { ...given, size: checkSize(max, 'max'), control: true }
  return recvMessageRequest(descriptor, options, readReceived) as Request<ReceivedDescriptors>
}

function readReceived(message: ReceivedMessage): ReceivedDescriptors {
  const { data, truncated, controlTruncated } = message
  if (controlTruncated) throw lostDescriptors(message.control, data)
  const { SCM_RIGHTS: descriptors = [], ...control } = message.control
  return { descriptors, data, address: message.address as UnixAddress | null, truncated, control }
}

/**
 * The error for descriptors that could not all be opened. The others are closed: which of them are
 * missing is not known.
 */
export function lostDescriptors(control: Control, data: Buffer): SocketError {
  const [first] = control.SCM_RIGHTS ?? []
  const hint = hasNoMore(first?.fd ?? 0) ? 'this process has reached RLIMIT_NOFILE' : undefined
  closeDescriptors(control)
  return new SocketError(
    'recvmsg',
    0,
    'ERR_SOCKET_DESCRIPTORS_LOST',
    'not all descriptors of the message could be opened',
    { bytesReceived: data.length, data, hint: () => hint },
  )
}

/** Whether this process can open no further descriptor. */
function hasNoMore(fd: number): boolean {
  const another = native.fcntl(fd, F_DUPFD_CLOEXEC, 0)
  if (another >= 0) native.close(another)
  return another === -EMFILE
}
