import { constantOf, constantOr, native } from '../../binding.ts'
import { show } from '../../codec/show.ts'
import { Readiness } from '../../engine/readiness.ts'
import { closedError } from '../../errors.ts'
import {
  type AsyncWaitOptions,
  callOptions,
  type Given,
  type WaitOptions,
} from '../call-options.ts'
import { sendText } from '../hints/transfer.ts'
import { typeName } from '../names.ts'
import type { OpenDescriptor } from '../open-descriptor.ts'
import { defaultFlags } from '../send/send-options.ts'
import { checkBytes } from './byte-count.ts'
import { checkSink } from './check-sink.ts'
import { throughPipe } from './conduit.ts'
import { type FileLike, openFile } from './open-file.ts'
import { type Relay, relay } from './relay.ts'
import { preadFrom, readWhenReadable, spliceAtOnce, spliceWhenReadable, type Take } from './take.ts'
import type { OpenTransfer } from './transfer-call.ts'

const EINVAL = constantOf('EINVAL')
const ENOSYS = constantOf('ENOSYS')
const ESPIPE = constantOf('ESPIPE')
const F_GETPIPE_SZ = constantOr('F_GETPIPE_SZ', -1)
const SOCK_STREAM = constantOf('SOCK_STREAM')
const SOCK_SEQPACKET = constantOf('SOCK_SEQPACKET')
/** How much one step sends at most, so that others have their turn. */
const CHUNK = 1 << 22
/** Whether there are splice(2), and sendfile(2) with the arguments of Linux. */
const IS_LINUX = process.platform === 'linux'
/** The most that one sendfile(2) sends. */
const MOST = 0x7fff_f000

/** Options of `Socket.sendFile`. */
export interface SendFileOptions extends WaitOptions {
  /** Where to begin, in bytes; 0 by default. What has no positions, such as a pipe, takes none. */
  offset?: number | undefined
  /** The most bytes to send. By default everything up to the end of the file. */
  length?: number | undefined
}

/** Options of `Socket.sendFile` as a promise. */
export interface AsyncSendFileOptions extends SendFileOptions, AsyncWaitOptions {}

export const SEND_FILE = callOptions(['offset', 'length'], {
  direction: 'send',
  before: ': offset and length are options, { offset, length }',
  elsewhere: [
    ['end', 'give length, the number of bytes'],
    ['flags', 'sendfile(2) has none'],
  ],
})

/** A file, or what a pipe has, to a socket. */
export function startSendFile(
  sink: OpenDescriptor,
  file: FileLike,
  given: Given<SendFileOptions>,
): OpenTransfer {
  const { type, family, readiness } = sink
  if (type !== SOCK_STREAM && type !== SOCK_SEQPACKET) {
    throw new TypeError(`sendFile needs a stream, not ${typeName(type)}: send the file's parts`)
  }
  const start = given.offset === undefined ? 0 : checkBytes(given.offset, 'offset')
  const { length } = given
  const end =
    start + (length === undefined ? Number.POSITIVE_INFINITY : checkBytes(length, 'length'))
  checkSink(sink, 'sendfile')
  const source = new Readiness(openFile(file))
  const flags = defaultFlags(family)
  // A hash (AF_ALG) ends with each call.
  const most = type === SOCK_STREAM ? CHUNK : MOST
  let offset = start
  let finished = false
  let through: Relay | undefined

  return {
    get syscall() {
      return through ? 'splice' : 'sendfile'
    },
    source,
    sink: readiness,
    ownsSource: true,
    get turn() {
      return through?.turn ?? 'sink'
    },
    get finished() {
      return through?.finished ?? finished
    },
    get bytesSent() {
      return offset - start + (through?.bytesSent ?? 0)
    },
    step() {
      if (through) return through.step()
      const fd = sink.fdFor('sendfile')
      const answer = sendSome(fd)
      const takes = answer < 0 && IS_LINUX ? takesAfter(answer) : []
      if (takes.length === 0) return answer
      const conduits = takes.map((take) => () => throughPipe(take))
      through = relay('splice', source, readiness, end - offset, conduits)
      return 0
    },
    subject() {
      const { hint } = sendText(this.syscall, sink, { length: 0 })
      return { bytesSent: this.bytesSent, hint: (code) => hintFor(code, file) ?? hint?.(code) }
    },
    rest: () => through?.rest(),
    close() {
      through?.close()
      native.close(source.close(closedError))
    },
  }

  function sendSome(fd: number): number {
    const count = Math.min(end - offset, most)
    const answer = IS_LINUX
      ? native.sendfileNow(fd, source.fd, offset, count)
      : native.preadSend(fd, source.fd, offset, count, flags)
    if (answer > 0) offset += answer
    finished = answer === 0 || offset >= end
    return answer
  }

  /** What remains to be tried after a refusal of sendfile(2). */
  function takesAfter(refusal: number): readonly Take[] {
    if (refusal === -EINVAL || refusal === -ENOSYS) return [preadFrom(offset)]
    if (refusal !== -ESPIPE || given.offset !== undefined) return []
    // poll(2) does not know that a FIFO has no writer; splice(2) does, and does not wait between pipes.
    const isPipe = native.fcntl(source.fd, F_GETPIPE_SZ, 0) >= 0
    return isPipe ? [spliceAtOnce] : [spliceWhenReadable(), readWhenReadable]
  }
}

function hintFor(code: string, file: FileLike): string | undefined {
  if (code === 'ESPIPE') return 'what has no positions, such as a pipe, takes no offset'
  if (code === 'EISDIR') return show(file)
  return code === 'EBADF' ? 'the file is not open for reading' : undefined
}
