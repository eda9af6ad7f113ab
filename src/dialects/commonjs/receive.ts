import { type Address, constants, type Socket as Core, type WaitOptions } from '../../index.ts'
import { receiveUpTo } from '../shared/receive-up-to.ts'
import { DEFAULT_SIZE } from './arguments.ts'
import { addressText, portOf } from './addresses.ts'

const { MSG_PEEK, MSG_TRUNC } = constants

/** What `receiveFrom` returns. */
export interface ReceivedFrom {
  /** The sender's IP address, or path; `''` if it has none. */
  ip_address: string
  /** The same, by a shorter name. */
  address: string
  /** The sender's port; `null` for a path. */
  port: number | null
  /** The bytes received. */
  data: Buffer
}

/** Receives at most `max` bytes, without allocating memory for more than have arrived. */
export function receive(core: Core, max: number, options: WaitOptions | undefined): Buffer {
  if (max <= DEFAULT_SIZE) return core.recvSync(max, options)
  if (core.type === 'SOCK_STREAM') return receiveUpTo(core, max, options)
  return core.recvSync(Math.min(max, lengthOfNext(core, options)), options)
}

/** Receives as {@link receive}, with the sender; on a stream that is the peer. */
export function receiveFrom(
  core: Core,
  max: number,
  options: WaitOptions | undefined,
  peer: () => Address | null,
): ReceivedFrom {
  if (core.type === 'SOCK_STREAM') return receivedFrom(peer(), receive(core, max, options))
  const size = max > DEFAULT_SIZE ? Math.min(max, lengthOfNext(core, options)) : max
  const { address, data } = core.recvFromSync(size, options)
  return receivedFrom(address ?? peer(), data)
}

/** Data and their sender, as `receiveFrom` returns them. */
export function receivedFrom(sender: Address | null, data: Buffer): ReceivedFrom {
  const address = addressText(sender)
  return { ip_address: address, address, port: portOf(sender), data }
}

/** The length of the next datagram, at least the default size: another may come first. */
function lengthOfNext(core: Core, options: WaitOptions | undefined): number {
  const flags = MSG_PEEK | MSG_TRUNC
  return Math.max(DEFAULT_SIZE, core.recvIntoSync(new Uint8Array(1), { ...options, flags }))
}
