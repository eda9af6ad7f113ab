import { readFileSync } from 'node:fs'
import {
  constants,
  type MessageInfo,
  type ReceiveOptions,
  type Socket,
  SocketError,
} from '../../index.ts'
import { isMissing } from '../shared/arguments.ts'
import { textOf } from '../shared/bytes-as-text.ts'
import { describe, fill, isKnown, type SocketAddress } from './addresses.ts'
import { type ControlMessage, readControl } from './control.ts'
import type { SharedDescriptor } from './descriptor.ts'
import { clear, fail, failed } from './error.ts'
import { conversionError, int, unum } from './numbers.ts'

const { ENOMEM, ERANGE, MSG_OOB } = constants
const LINUX: { readonly MSG_ERRQUEUE?: number } = constants
/** Receives that never wait in the kernel, in addition to those with MSG_DONTWAIT. */
const NEVER_WAITS = MSG_OOB | (LINUX.MSG_ERRQUEUE ?? 0)
const DEFAULT_LENGTH = 4096
/** The largest buffer of one receive, which is the core's limit. */
const MAX_SIZE = 2 ** 30
const RECV = 'recv()'
const RECVMSG = 'recvmsg()'

/** A received message. */
export interface ReceivedMessage {
  /** Sum of MSG_* as the kernel set them. */
  flags: number
  /** Bytes received; with MSG_TRUNC the true length. */
  length: number
  /** The sender, if the kernel reported one. */
  address?: SocketAddress
  /** The control messages, if any. */
  ancillary?: ControlMessage[]
  /** The data: one string, or one for each given size. */
  data: string | string[]
}

/**
 * Receives data; null, with the error recorded, if it fails. The arguments have the right types.
 */
export function receive(
  shared: SharedDescriptor,
  length: number | null | undefined,
  flags: number | null | undefined,
  address: object | null | undefined,
): string | null {
  const size = length ?? DEFAULT_LENGTH
  if (size <= 0) return null
  if (size > MAX_SIZE) return fail(ENOMEM, RECV)
  const socket = shared.socketFor(RECV)
  if (!socket) return null
  try {
    const options = receiveOptions(shared, flags)
    if (isMissing(address)) return textOf(socket.recvSync(size, options))
    const { data, address: from } = socket.recvFromSync(size, options)
    fill(address, from)
    return textOf(data)
  } catch (caught) {
    // What had arrived for MSG_WAITALL.
    if (caught instanceof SocketError && caught.data) return textOf(caught.data)
    return failed(caught, RECV)
  }
}

/** Receives data with flags, sender and control messages; `wrap` wraps a socket of the core. */
export function receiveMessage(
  shared: SharedDescriptor,
  sizes: unknown,
  ancillarySize: number | null | undefined,
  flags: number | null | undefined,
  wrap: (socket: Socket) => object,
): ReceivedMessage | null {
  const several = Array.isArray(sizes)
  const lengths = (several ? (sizes as unknown[]) : [sizes]).map(unum)
  const bad = lengths.find((length) => !Number.isFinite(length))
  if (bad !== undefined) return fail(conversionError(bad), 'Invalid length value')
  if (!isMissing(ancillarySize) && ancillarySize < 0) {
    return fail(ERANGE, 'Invalid ancillary data length')
  }
  clear()
  const socket = shared.socketFor(RECVMSG)
  if (!socket) return null
  if (lengths.reduce((sum, one) => sum + one, 0) > MAX_SIZE) return fail(ENOMEM, RECVMSG)
  try {
    const message = socket.recvMessageSync({
      sizes: several ? lengths : lengths.filter((one) => one > 0),
      control: Math.min(ancillarySize ?? 0, maxControl()) || false,
      ...receiveOptions(shared, flags),
    })
    return receivedMessage(message, message.data, several, wrap)
  } catch (caught) {
    // What had arrived for MSG_WAITALL.
    if (caught instanceof SocketError && caught.data) {
      const { data } = caught
      const facts = { flags: 0, length: data.length, address: null, control: { raw: [] } }
      return receivedMessage(facts, several ? cut(data, lengths) : [data], several, wrap)
    }
    return failed(caught, RECVMSG)
  }
}

function receiveOptions(
  { timeouts: { receiveOptions } }: SharedDescriptor,
  given: number | null | undefined,
): ReceiveOptions | undefined {
  if (isMissing(given)) return receiveOptions
  const flags = int(given)
  return (flags & NEVER_WAITS) === 0 ? { ...receiveOptions, flags } : { flags, timeout: 0 }
}

type Facts = Pick<MessageInfo, 'flags' | 'length' | 'address' | 'control'>

function receivedMessage(
  { flags, length, address, control }: Facts,
  data: readonly Uint8Array[],
  several: boolean,
  wrap: (socket: Socket) => object,
): ReceivedMessage {
  const ancillary = readControl(control, wrap)
  return {
    flags,
    length,
    ...(isKnown(address) && { address: describe(address) }),
    ...(ancillary.length > 0 && { ancillary }),
    data: several ? data.map(textOf) : textOf(data[0] ?? new Uint8Array(0)),
  }
}

function cut(data: Uint8Array, lengths: readonly number[]): Uint8Array[] {
  let at = 0
  return lengths.map((length) => data.subarray(at, (at += length)))
}

let optionMemory: number | undefined

/** The maximum bytes of control messages that the kernel keeps for a socket. */
function maxControl(): number {
  return (optionMemory ??= readOptionMemory())
}

function readOptionMemory(): number {
  try {
    return Number(readFileSync('/proc/sys/net/core/optmem_max', 'utf8')) || MAX_SIZE
  } catch {
    return MAX_SIZE
  }
}
