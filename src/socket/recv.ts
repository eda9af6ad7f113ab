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
 * recv(2) into the caller's memory. A class, where the rarer calls are closures: a server has one of
 * these waiting for every connection, and this is a third of their memory and half of their time.
 * Without a base class: V8 looks up the parent's constructor at every `super()`.
 */
export class RecvInto implements Request<number> {
  readonly life: Life
  readonly bytes: Uint8Array
  readonly wanted: number
  readonly flags: number

  constructor(life: Life, bytes: Uint8Array, flags: number) {
    this.life = life
    this.bytes = bytes
    this.wanted = bytes.byteLength
    this.flags = flags
  }

  get syscall(): string {
    return 'recv'
  }

  get atEnd(): number | undefined {
    return atEndOf(this.flags)
  }

  call(fd: number): number {
    return receiveInto(this, fd, this.flags)
  }

  block(fd: number): number {
    return receiveInto(this, fd, blockingFlags(this.flags))
  }

  result(answer: number): number {
    return answer
  }
}

function receiveInto(request: RecvInto, fd: number, flags: number): number {
  stillHas(request.bytes, request.wanted)
  return noteShort(request, native.recv(fd, request.bytes, flags))
}

/** recv(2) into memory that is found when something has come. */
export class RecvBuffer implements Request<Buffer> {
  readonly life: Life
  readonly wanted: number
  readonly flags: number
  room: Buffer | undefined = undefined

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
    return receive(this, fd, this.flags)
  }

  block(fd: number): number {
    return receive(this, fd, blockingFlags(this.flags))
  }

  result(answer: number): Buffer {
    return this.room ? taken(this.room, answer) : Buffer.alloc(0)
  }
}

function receive(request: RecvBuffer, fd: number, flags: number): number {
  request.room = roomOf(request.wanted, flags)
  return noteShort(request, native.recv(fd, request.room, flags))
}

/** With flags of the caller's it may be something else than data that is wanted: that is asked for. */
function blockingFlags(flags: number): number {
  return flags === MSG_DONTWAIT ? 0 : flags
}

/** A short read from TCP has emptied the queue: the next receive need not ask. */
function noteShort({ life, wanted, flags }: RecvInto | RecvBuffer, answer: number): number {
  const { readiness, family, type } = life
  readiness.readers.drained =
    answer < wanted &&
    answer > 0 &&
    flags === MSG_DONTWAIT &&
    type === SOCK_STREAM &&
    (family === AF_INET || family === AF_INET6) &&
    !readiness.unpredictable
  return answer
}
