import type { Buffer } from 'node:buffer'
import { constantOf } from '../../binding.ts'
import type { Request } from '../../engine/request.ts'
import type { AnyFamily, SenderByFamily } from '../../protocols/index.ts'
import { lastName } from '../addresses.ts'
import { checkSize } from '../bytes.ts'
import { callOptions, type Given } from '../call-options.ts'
import type { OpenDescriptor } from '../open-descriptor.ts'
import { receiveMessage, wasTruncated } from './message-report.ts'
import {
  type AsyncReceiveOptions,
  eofAnswerOf,
  interestOf,
  receiveFlags,
  reportsTrueLength,
} from './receive-options.ts'
import { copyOut, DEFAULT_SIZE, scratchOf } from './scratch-buffer.ts'

const SOCK_STREAM = constantOf('SOCK_STREAM')

/** A datagram of `Socket.datagrams`. */
export interface ReceivedDatagram<Family extends AnyFamily = AnyFamily> {
  /** The bytes received. */
  data: Buffer
  /** The sender; null for a Unix socket without a name, and in families without addresses. */
  address: SenderByFamily[Family]
  /** The datagram was longer than `size`; the rest of it is lost. */
  truncated: boolean
}

/** Options of `Socket.datagrams`. */
export interface DatagramOptions extends AsyncReceiveOptions {
  /** Maximum number of bytes of each datagram; 65536 by default. */
  size?: number | undefined
}

export const RECEIVE_DATAGRAM = callOptions(['flags', 'size'], { direction: 'receive' })

/** recvmsg(2) of one datagram, with its sender, and whether it was truncated. */
export function recvDatagramRequest<Family extends AnyFamily>(
  descriptor: OpenDescriptor<Family>,
  given: Given<DatagramOptions>,
): Request<ReceivedDatagram<Family>> {
  const { family, type } = descriptor
  const size = checkSize(given.size ?? DEFAULT_SIZE, 'size')
  const flags = receiveFlags(descriptor, given)
  // Neither reports senders, as the type of the result promises.
  if (type === SOCK_STREAM) throw new TypeError('A stream has no datagrams: receive its chunks()')
  if (interestOf(flags) === 'errors')
    throw new TypeError('datagrams() cannot take MSG_ERRQUEUE: that queue is read by recvError()')
  let buffer: Buffer
  return {
    syscall: 'recvmsg',
    waitsFor: interestOf(flags),
    eofAnswer: eofAnswerOf(flags),
    call(fd) {
      buffer = scratchOf(size, reportsTrueLength(flags))
      return receiveMessage({ fd, family, flags }, [buffer], null)
    },
    result: (length) => ({
      data: copyOut(buffer, length),
      address: lastName() as SenderByFamily[Family],
      truncated: wasTruncated(),
    }),
  }
}
