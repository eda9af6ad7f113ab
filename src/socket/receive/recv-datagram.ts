import type { Buffer } from 'node:buffer'
import type { Request } from '../../engine/request.ts'
import type { AddressByFamily, AnyFamily } from '../../protocols/index.ts'
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
import type { Received } from './recv-from.ts'
import { copyOut, DEFAULT_SIZE, scratchOf } from './scratch-buffer.ts'

/** A datagram of `Socket.datagrams`. */
export interface ReceivedDatagram<Family extends AnyFamily = AnyFamily> extends Received<Family> {
  /** The datagram was longer than `size`; the rest of it is lost. */
  truncated: boolean
}

/** Options of `Socket.datagrams`. */
export interface DatagramOptions extends AsyncReceiveOptions {
  /** Maximum number of bytes of each datagram; 65536 by default. */
  size?: number | undefined
}

export const RECEIVE_DATAGRAM = callOptions(['flags', 'size'])

/** recvmsg(2) of one datagram, with its sender, and whether it was truncated. */
export function recvDatagramRequest<Family extends AnyFamily>(
  descriptor: OpenDescriptor<Family>,
  given: Given<DatagramOptions>,
): Request<ReceivedDatagram<Family>> {
  const { family } = descriptor
  const size = checkSize(given.size ?? DEFAULT_SIZE, 'size')
  const flags = receiveFlags(descriptor, given)
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
      address: lastName() as AddressByFamily[Family] | null,
      truncated: wasTruncated(),
    }),
  }
}
