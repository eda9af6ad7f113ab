import type { Readable } from 'node:stream'
import type { StringDecoder } from 'node:string_decoder'

/** With what the types lack; Node, Bun and Deno have both. */
type Decoder = StringDecoder & { readonly lastNeed: number; readonly lastTotal: number }

/** Bytes of a character whose rest has not arrived: after `setEncoding`, the decoder keeps them. */
export function bytesInDecoder(stream: Readable): number {
  const { _readableState } = stream as unknown as {
    readonly _readableState: { readonly decoder?: Decoder | null }
  }
  const { lastNeed = 0, lastTotal = 0 } = _readableState.decoder ?? {}
  return lastTotal - lastNeed
}
