/** What receives from a socket, or sends to it, in place of the socket's own calls. */
type Taker = 'stream()' | 'readable' | 'writable'

/** Which directions of a socket are taken, and by what. */
export type Taken = Partial<Record<Direction, Taker>>

export type Direction = 'receive' | 'send'

/**
 * Throws a TypeError if something else receives, or sends, in this direction: the bytes of the two
 * would be mixed up.
 */
export function refuseTaken(taken: Taken, direction: Direction): void {
  const taker = taken[direction]
  if (taker !== undefined)
    throw new TypeError(`The socket ${direction}s through its ${taker}: use that alone`)
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

/** The key under which a Socket has its stream: no name, which a subclass might take. */
export const STREAM: unique symbol = Symbol('stream')

/** The stream of a socket, as the socket sees it. */
export interface StreamOfSocket {
  /** Ends the stream, which closes the socket. */
  destroy(): unknown
  /** Stops to receive, before the descriptor is given away; throws if the stream is not idle. */
  letGo(): void
}
