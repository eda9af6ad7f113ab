/** What receives from a socket, or sends to it, in place of the socket's own calls. */
export type Taker = 'stream()' | 'readable' | 'writable'

/**
 * A direction that is taken: by what, and by which of the Sockets that share the descriptor. The
 * claim of one that was dropped unclosed ends with it.
 */
interface Claim {
  readonly taker: Taker
  readonly by: WeakRef<object>
}

/** Which directions of a descriptor are taken. */
export type Taken = Partial<Record<Direction, Claim>>

export type Direction = 'receive' | 'send'

/**
 * Throws a TypeError if something else receives, or sends, in this direction: the bytes of the two
 * would be mixed up.
 */
export function refuseTaken(taken: Taken, direction: Direction): void {
  const claim = taken[direction]
  if (claim?.by.deref())
    throw new TypeError(`The socket ${direction}s through its ${claim.taker}: use that alone`)
}

/** As {@link refuseTaken}, for what takes a direction from now on. */
export function refuseInUse(
  { taken = {}, transfers }: { readonly taken: Taken | undefined; readonly transfers: number },
  direction: Direction,
): void {
  refuseTaken(taken, direction)
  if (transfers > 0)
    throw new TypeError('A sendFile or pipeTo of the socket is under way: its stream would mix in')
}

/** What is left of it once one of the Sockets that share the descriptor is closed. */
export function withoutClaimsOf(by: object, taken: Taken): Taken | undefined {
  const left = Object.entries(taken).filter(([, claim]) => claim.by.deref() !== by)
  return left.length > 0 ? Object.fromEntries(left) : undefined
}

/** The key under which a Socket has its stream: no name, which a subclass might take. */
export const STREAM: unique symbol = Symbol('stream')

/** The key under which a stream has its Socket. */
export const SOCKET: unique symbol = Symbol('socket')

/** The stream of a socket, as the socket sees it. */
export interface StreamOfSocket {
  /** Ends the stream, which closes the socket. */
  destroy(): unknown
  /** Stops to receive, before the descriptor is given away; throws if the stream is not idle. */
  letGo(): void
}
