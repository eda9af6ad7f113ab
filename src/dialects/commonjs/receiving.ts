import { type Address, constants, type Socket as Core, type WaitOptions } from '../../index.ts'
import { receiveUpTo } from '../shared/receive-up-to.ts'
import { USUAL_SIZE } from './arguments.ts'
import { hostOf, portIn } from './places.ts'

const { MSG_PEEK, MSG_TRUNC } = constants

/** What `receiveFrom` gives. */
export interface ReceivedFrom {
  /** The sender's IP address, or path; `''` where it has none. */
  ip_address: string
  /** The same, by a shorter name. */
  address: string
  /** The sender's port; `null` for a path. */
  port: number | null
  /** What came. */
  data: Buffer
}

/** Receives more than is usual, without memory for all of it. */
export function receiveMuch(core: Core, most: number, terms: WaitOptions | undefined): Buffer {
  if (core.type === 'SOCK_STREAM') return receiveUpTo(core, most, terms)
  return core.recvSync(Math.min(most, lengthOfNext(core, terms)), terms)
}

/** Receives, and tells from whom; on a stream that is the peer. */
export function receiveFrom(
  core: Core,
  most: number,
  terms: WaitOptions | undefined,
  peer: () => Address | null,
): ReceivedFrom {
  if (core.type === 'SOCK_STREAM') {
    return told(
      peer(),
      most > USUAL_SIZE ? receiveUpTo(core, most, terms) : core.recvSync(most, terms),
    )
  }
  const room = most > USUAL_SIZE ? Math.min(most, lengthOfNext(core, terms)) : most
  const { address, data } = core.recvFromSync(room, terms)
  return told(address ?? peer(), data)
}

/** A sender and its data, as `receiveFrom` gives them. */
export function told(sender: Address | null, data: Buffer): ReceivedFrom {
  const address = hostOf(sender)
  return { ip_address: address, address, port: portIn(sender), data }
}

/** Waits for a datagram, and looks how long it is; at least what is usual, should it change. */
function lengthOfNext(core: Core, terms: WaitOptions | undefined): number {
  const flags = MSG_PEEK | MSG_TRUNC
  return Math.max(USUAL_SIZE, core.recvIntoSync(new Uint8Array(1), { ...terms, flags }))
}
