import { Buffer } from 'node:buffer'
import { MOST_BYTES } from '../send/unsent-views.ts'

/** What is written to a stream at once. */
export interface Piece {
  readonly chunk: string | Uint8Array
  /** Of text; `'buffer'` otherwise. */
  readonly encoding: BufferEncoding | 'buffer'
}

/** The most bytes that are joined: copying more costs more than another buffer for the kernel. */
const MOST_JOINED = 1 << 14
/** The most bytes of a character in any encoding, for each unit of text. */
const BYTES_OF_UNIT = 3

/** Where they are joined. One for all of this environment. */
const joint = Buffer.allocUnsafeSlow(MOST_JOINED)

/**
 * Pieces as one buffer, if they are short or there is but one, which one send may take; undefined
 * otherwise. The next call may overwrite it: {@link kept} returns what remains as it is.
 *
 * An http server writes head and body of an answer as two texts: joining them saves a buffer for each,
 * and the kernel a list of them.
 */
export function asOne(pieces: readonly Piece[]): Uint8Array | undefined {
  const first = pieces[0]?.chunk ?? ''
  if (pieces.length !== 1 || typeof first === 'string') return join(pieces)
  return first.length > 0 && first.length <= MOST_BYTES ? first : undefined
}

/** The rest of what {@link asOne} has returned. */
export function kept(rest: Uint8Array): Uint8Array {
  return rest.buffer === joint.buffer ? Buffer.from(rest) : rest
}

function join(pieces: readonly Piece[]): Buffer | undefined {
  let length = 0
  for (const { chunk, encoding } of pieces) {
    const isText = typeof chunk === 'string'
    const most = isText ? chunk.length * BYTES_OF_UNIT : chunk.length
    if (length + most > MOST_JOINED) return undefined
    if (most === 0 && !isText) return undefined // perhaps it was detached
    length += put(chunk, encoding, length)
  }
  return joint.subarray(0, length)
}

function put(chunk: string | Uint8Array, encoding: BufferEncoding | 'buffer', at: number): number {
  if (typeof chunk === 'string') return joint.write(chunk, at, encoding as BufferEncoding)
  joint.set(chunk, at)
  return chunk.length
}

/** A piece as bytes, text as a buffer of its own. */
export function bytesOfPiece({ chunk, encoding }: Piece): Uint8Array {
  return typeof chunk === 'string' ? Buffer.from(chunk, encoding as BufferEncoding) : chunk
}

/** How many bytes a piece is. */
export function lengthOfPiece({ chunk, encoding }: Piece): number {
  return typeof chunk === 'string'
    ? Buffer.byteLength(chunk, encoding as BufferEncoding)
    : chunk.length
}
