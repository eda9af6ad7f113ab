import { Buffer } from 'node:buffer'
import { constantOf, native, platform } from '../binding.ts'
import type { Request } from '../engine/request.ts'
import type { Life } from './life.ts'
import { roomFor, taken } from './slab.ts'
import { stillHas } from './views.ts'

const MSG_DONTWAIT = constantOf('MSG_DONTWAIT')
const MSG_TRUNC = constantOf('MSG_TRUNC')
const MSG_ERRQUEUE = platform.constant('MSG_ERRQUEUE') ?? 0
const SOCK_STREAM = constantOf('SOCK_STREAM')
const AF_INET = constantOf('AF_INET')
const AF_INET6 = constantOf('AF_INET6')

/** With MSG_TRUNC the answer may be more than was written, and old memory must not show. */
export function roomOf(max: number, flags: number): Buffer {
  return (flags & MSG_TRUNC) === 0 ? roomFor(max) : Buffer.alloc(max)
}

/** What a receive answers at the end of a stream, which is not the end of its error queue. */
export function atEndOf(flags: number): number | undefined {
  return (flags & MSG_ERRQUEUE) === 0 ? 0 : undefined
}

/**
 * One recv(2). A class, where the rarer calls are closures: a server has one of these waiting for
 * every connection, and this is a third of their memory and half of their time.
 */
abstract class Recv<T> implements Request<T> {
  readonly life: Life
  readonly wanted: number
  readonly flags: number

  constructor(life: Life, wanted: number, flags: number) {
    this.life = life
    this.wanted = wanted
    this.flags = flags
  }

  get syscall(): string {
    return 'recv'
  }

  get atEnd(): number | undefined {
    return atEndOf(this.flags)
  }

  call(fd: number): number {
    return this.noteShort(this.receive(fd, this.flags))
  }

  /** With flags of the caller's it may be something else than data that is wanted: that is asked for. */
  block(fd: number): number {
    const flags = this.flags === MSG_DONTWAIT ? 0 : this.flags
    return this.noteShort(this.receive(fd, flags))
  }

  protected abstract receive(fd: number, flags: number): number

  abstract result(answer: number): T

  /** A short read from TCP has emptied the queue: the next receive need not ask. */
  protected noteShort(answer: number): number {
    const { readiness, family, type } = this.life
    readiness.readers.drained =
      answer < this.wanted &&
      answer > 0 &&
      this.flags === MSG_DONTWAIT &&
      type === SOCK_STREAM &&
      (family === AF_INET || family === AF_INET6) &&
      !readiness.unpredictable
    return answer
  }
}

/** recv(2) into the caller's memory. */
export class RecvInto extends Recv<number> {
  readonly bytes: Uint8Array

  constructor(life: Life, bytes: Uint8Array, flags: number) {
    super(life, bytes.byteLength, flags)
    this.bytes = bytes
  }

  protected override receive(fd: number, flags: number): number {
    stillHas(this.bytes, this.wanted)
    return native.recv(fd, this.bytes, flags)
  }

  override result(answer: number): number {
    return answer
  }
}

/** recv(2) into memory that is found when something has come. */
export class RecvBuffer extends Recv<Buffer> {
  #room: Buffer | undefined

  protected override receive(fd: number, flags: number): number {
    this.#room = roomOf(this.wanted, flags)
    return native.recv(fd, this.#room, flags)
  }

  override result(answer: number): Buffer {
    return this.#room ? taken(this.#room, answer) : Buffer.alloc(0)
  }
}
