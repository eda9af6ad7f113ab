import { withSubject } from '../../engine/request.ts'
import { type Transfer, transferAll, transferAllSync } from '../../engine/transfer.ts'
import { stackFrom } from '../../error-stack.ts'
import { descriptorFor } from '../call.ts'
import {
  type AsyncWaitOptions,
  type Given,
  limitsOf,
  type OptionNames,
  readOptions,
  type WaitOptions,
} from '../call-options.ts'
import { DESCRIPTOR, type OpenDescriptor } from '../open-descriptor.ts'
import type { SocketHandle } from '../socket-handle.ts'

/** A transfer with what it holds open. */
export interface OpenTransfer extends Transfer {
  /** Takes what has left the source and has not reached the sink. */
  rest(): Uint8Array | undefined
  /** After everything has been sent. */
  end?(): void
  /** Closes what the transfer has opened. */
  close(): void
}

/**
 * Reads the options of a transfer and awaits it; see `call`, which is this for a single request.
 *
 * @param start Opens what the transfer needs, or nothing if it throws.
 * @param other The other socket, if there are two.
 */
export async function transfer<Options extends AsyncWaitOptions>(
  socket: SocketHandle,
  names: OptionNames,
  options: Options | undefined,
  start: (given: Given<Options>) => OpenTransfer,
  other?: SocketHandle,
): Promise<number> {
  let started: OpenTransfer | undefined
  let used: readonly OpenDescriptor[] = []
  try {
    const given = readOptions(options, names, 'promise')
    const descriptor = descriptorFor(socket, names)
    started = start(given)
    const limits = limitsOf(given, descriptor.limits)
    used = [descriptor, ...(other ? [other[DESCRIPTOR]] : [])]
    for (const each of used) each.transfers++
    await transferAll(started, limits, [socket, other])
    started.end?.()
    return started.bytesSent
  } catch (error) {
    const complete = started ? withRest(started, error) : error
    stackFrom(transfer, complete)
    throw complete
  } finally {
    for (const each of used) each.transfers--
    started?.close()
  }
}

/** The blocking form of {@link transfer}. */
export function transferSync<Options extends WaitOptions>(
  socket: SocketHandle,
  names: OptionNames,
  options: Options | undefined,
  start: (given: Given<Options>) => OpenTransfer,
): number {
  let started: OpenTransfer | undefined
  try {
    const given = readOptions(options, names, 'sync')
    const descriptor = descriptorFor(socket, names)
    started = start(given)
    const limits = limitsOf(given, descriptor.limits)
    transferAllSync(started, limits)
    started.end?.()
    return started.bytesSent
  } catch (error) {
    const complete = started ? withRest(started, error) : error
    stackFrom(transferSync, complete)
    throw complete
  } finally {
    started?.close()
  }
}

/** Adds how far the transfer came, and what would be lost otherwise. */
function withRest(started: OpenTransfer, error: unknown): unknown {
  const data = started.rest()
  const { bytesSent } = started
  return withSubject({ subject: () => ({ bytesSent, ...(data && { data }) }) }, error)
}
