import { Buffer } from 'node:buffer'
import { constantOf, native } from '../../binding.ts'
import { hasHungUp } from '../../engine/poll.ts'
import type { Request } from '../../engine/request.ts'
import { closeDescriptors } from '../control.ts'
import type { OpenDescriptor } from '../open-descriptor.ts'
import { dropSender, receiveMessage, type Report, takeReport } from '../receive/message-report.ts'
import { lostDescriptors } from '../receive/recv-descriptors.ts'
import { noteShortRead } from '../receive/short-read.ts'
import { nextPart, takePart } from './slab.ts'

const EAGAIN = constantOf('EAGAIN')
const EMSGSIZE = constantOf('EMSGSIZE')
const FIONREAD = constantOf('FIONREAD')
const MSG_DONTWAIT = constantOf('MSG_DONTWAIT')
const MSG_PEEK = constantOf('MSG_PEEK')
const MSG_TRUNC = constantOf('MSG_TRUNC')
const SOCK_STREAM = constantOf('SOCK_STREAM')

/** Space for as many descriptors as one message passes, and for what else the socket asks for. */
const control = new Uint8Array(4096)
/** For the length of a record. */
const byte = new Uint8Array(1)

/** A receive of what a stream reads next: some bytes, or one record of a seqpacket socket. */
export class Chunk implements Request<void> {
  readonly waitsFor = 'readable'
  readonly eofAnswer = 0
  /** Whether descriptors are to be received too; otherwise the kernel closes those that arrive. */
  takesDescriptors = false
  /** Whether the last call has received a record without bytes, which is not the end. */
  isEmptyRecord = false
  readonly #descriptor: OpenDescriptor
  #into = nextPart()
  #report: Report | undefined

  constructor(descriptor: OpenDescriptor) {
    this.#descriptor = descriptor
  }

  get syscall(): string {
    return this.takesDescriptors ? 'recvmsg' : 'recv'
  }

  /** 0 at the end, and for an empty record. */
  call(fd: number): number {
    this.isEmptyRecord = false
    if (this.#descriptor.type !== SOCK_STREAM) return this.#receiveRecord(fd)
    this.#into = nextPart()
    const answer = this.#receive(fd, MSG_DONTWAIT)
    noteShortRead(this.#descriptor, this.#into.length, answer, MSG_DONTWAIT)
    return answer
  }

  /** A record is received whole, however long it is. */
  #receiveRecord(fd: number): number {
    const length = native.recv(fd, byte, MSG_PEEK | MSG_TRUNC | MSG_DONTWAIT)
    if (length === -EAGAIN) return length // another refusal may be of MSG_PEEK
    const part = nextPart()
    this.#into = length > part.length ? Buffer.allocUnsafeSlow(length) : part
    const answer = this.#receive(fd, MSG_TRUNC | MSG_DONTWAIT)
    this.isEmptyRecord = answer === 0 && !isLast(fd)
    if (answer <= this.#into.length) return answer
    if (this.#report) closeDescriptors(this.#report.control)
    this.#report = undefined
    return -EMSGSIZE
  }

  #receive(fd: number, flags: number): number {
    if (!this.takesDescriptors) return native.recv(fd, this.#into, flags)
    const { family } = this.#descriptor
    const answer = receiveMessage({ fd, family, flags }, [this.#into], control)
    if (answer >= 0) this.#report = takeReport(control)
    return answer
  }

  /** The bytes of the last call, in memory of their own. */
  copy(length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#into.subarray(0, length))
  }

  /** The bytes of the last call, in memory that other chunks may share. */
  take(length: number): Buffer {
    return this.#into.length > nextPart().length ? this.#into.subarray(0, length) : takePart(length)
  }

  /**
   * The descriptors of the last call; the caller closes them.
   *
   * @param data The bytes that they came with.
   * @throws {SocketError} `ERR_SOCKET_DESCRIPTORS_LOST` if not all could be opened.
   */
  takeDescriptors(data: Buffer): number[] {
    const report = this.#report
    this.#report = undefined
    if (!report) return []
    dropSender(report.control)
    if (report.controlTruncated) throw lostDescriptors(report.control, data)
    return (report.control.SCM_RIGHTS ?? []).map((descriptor) => descriptor.detach())
  }

  result(): void {
    // take() and takeDescriptors() return it
  }
}

/** Whether a receive of nothing was the end, and not an empty record. */
function isLast(fd: number): boolean {
  return hasHungUp(fd) && native.ioctl(fd, FIONREAD) <= 0
}
