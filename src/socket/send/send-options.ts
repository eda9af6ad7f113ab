import { constantOf, constantOr } from '../../binding.ts'
import type { MessageFlags } from '../../protocols/index.ts'
import { REFUSE_NOSIGNAL } from '../../protocols/refusals.ts'
import {
  type AsyncWaitOptions,
  callOptions,
  type Given,
  ONE_ADDRESS,
  type WaitOptions,
} from '../call-options.ts'
import { NOT_OF_SEND, NOT_OF_SEND_MESSAGE, NOT_OF_SEND_TO } from '../misplaced.ts'
import { familyNumbers } from '../names.ts'
import type { OpenDescriptor } from '../open-descriptor.ts'

/** Bytes to send: text as UTF-8, a view, an ArrayBuffer, or several of these, sent in one call. */
export type SendData = SendBuffer | readonly SendBuffer[]

/** Bytes to send: text as UTF-8, a view, or an ArrayBuffer. */
export type SendBuffer = string | ArrayBufferView | ArrayBufferLike

/** Options of every sending call. */
export interface SendOptions extends WaitOptions {
  /**
   * `'MSG_MORE'`, a list of names, or a sum of constants; MSG_NOSIGNAL is always included.
   * MSG_DONTWAIT is the same as `timeout: 0`.
   */
  flags?: MessageFlags
}

/** Options of every sending call that never waits. */
export type TrySendOptions = Pick<SendOptions, 'flags'>

/** Options of every sending call that returns a promise. */
export interface AsyncSendOptions extends SendOptions, AsyncWaitOptions {}

export const SEND = callOptions(['flags'], {
  direction: 'send',
  before: ': several pieces of data are one list, and sendTo takes an address',
  elsewhere: NOT_OF_SEND,
})
export const SEND_TO = callOptions(['flags'], {
  direction: 'send',
  before: ONE_ADDRESS,
  elsewhere: NOT_OF_SEND_TO,
})
export const SEND_MESSAGE = callOptions(['flags'], {
  direction: 'send',
  before: ': a message is one argument, { data, control, address }',
  elsewhere: NOT_OF_SEND_MESSAGE,
})

const AF_INET = constantOf('AF_INET')
const AF_INET6 = constantOf('AF_INET6')
const AF_UNIX = constantOf('AF_UNIX')
const SOCK_STREAM = constantOf('SOCK_STREAM')
const MSG_DONTWAIT = constantOf('MSG_DONTWAIT')
const MSG_NOSIGNAL = constantOr('MSG_NOSIGNAL', 0)
const DEFAULT_FLAGS = MSG_DONTWAIT | MSG_NOSIGNAL
const WITHOUT_NOSIGNAL = familyNumbers(REFUSE_NOSIGNAL)

/** The flags for the kernel. Whether to wait is never left to O_NONBLOCK, which others can change. */
export function sendFlags(descriptor: OpenDescriptor, { flags = 0 }: Given<SendOptions>): number {
  return flags | defaultFlags(descriptor.family)
}

/** The flags of every send: no waiting, and no SIGPIPE where the family lets one say so. */
export function defaultFlags(family: number): number {
  if (family === AF_INET || family === AF_INET6 || family === AF_UNIX) return DEFAULT_FLAGS
  return WITHOUT_NOSIGNAL.has(family) ? MSG_DONTWAIT : DEFAULT_FLAGS
}

/**
 * Whether no event tells when the destination has room again: the kernel does not report the queue
 * of a Unix socket that this one is not connected to.
 */
export function destinationNeedsPolling({ family, type }: OpenDescriptor): boolean {
  return family === AF_UNIX && type !== SOCK_STREAM
}
