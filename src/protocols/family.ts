import type { Codec } from '../codec/codec.ts'
import type { Platform } from '../codec/platform.ts'
import type { SocketKind } from './table.ts'

/** An address family: its addresses as bytes and as text. */
export interface Family<Out extends { family: string }, In = Out> {
  /** The C name, which is the `family` of its addresses. */
  readonly name: Out['family']
  /** The man page or header that describes it: `'vsock(7)'`. */
  readonly page: string
  /** Headers that declare its struct or constants, if some platforms lack them. */
  readonly headers: readonly string[]
  /** The kind of socket to test it on. */
  readonly testedOn: SocketKind
  /**
   * Whether socket(2) takes its protocol as 16 bits in network byte order; users pass host order.
   */
  readonly networkProtocol?: true
  /** Addresses that decode as they were encoded, one of each shape. */
  readonly examples: readonly Out[]
  /** The codec of its sockaddr. The family field and BSD's length byte are written elsewhere. */
  readonly address: Codec<Out, In>
  /** Formats an address as text that {@link Family.parse} parses. */
  format(address: In, platform: Platform): string
  /** Parses text. Returns undefined for other families' text; throws if its own is invalid. */
  parse(text: string, platform: Platform): In | undefined
}

/** Declares an address family. */
export function family<Out extends { family: string }, In = Out>(
  details: Omit<Family<Out, In>, 'headers'> & { headers?: readonly string[] },
): Family<Out, In> {
  return { headers: [], ...details }
}
