import type { Codec } from '../codec/codec.ts'
import type { Platform } from '../codec/platform.ts'
import type { SocketKind } from './table.ts'

/** One address family: its sockaddr as a plain object, and as text. */
export interface Family<Out extends { family: string }, In = Out> {
  /** The C name, which is also what `family` of its addresses says. */
  readonly name: Out['family']
  /** Where it is described: `'vsock(7)'`. */
  readonly page: string
  /** Headers that declare its struct or constants, where not every platform has them. */
  readonly headers: readonly string[]
  /** A socket of it, where the kernel has them. */
  readonly testedOn: SocketKind
  /** socket(2) takes its protocol, of 16 bits, in network byte order; users give it in their own. */
  readonly networkProtocol?: true
  /** Addresses that are read back as they are given, one of each shape. */
  readonly examples: readonly Out[]
  /** Its sockaddr. The family field and BSD's length byte are written for it. */
  readonly address: Codec<Out, In>
  /** The address as text that {@link Family.parse} takes back. */
  format(address: In, platform: Platform): string
  /** Reads text; undefined when it is not this family's. Throws when it is, and is wrong. */
  parse(text: string, platform: Platform): In | undefined
}

/** Declares an address family. */
export function family<Out extends { family: string }, In = Out>(
  details: Omit<Family<Out, In>, 'headers'> & { headers?: readonly string[] },
): Family<Out, In> {
  return { headers: [], ...details }
}
