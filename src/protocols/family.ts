import type { Codec } from '../codec/codec.ts'
import type { Platform } from '../codec/platform.ts'

/** One address family: its sockaddr as a plain object, and as text. */
export interface Family<A extends { family: string }> {
  /** The C name, which is also what `family` of its addresses says. */
  readonly name: A['family']
  /** Headers that declare its struct or constants, where not every platform has them. */
  readonly headers: readonly string[]
  /** Its sockaddr. The family field and BSD's length byte are written for it. */
  readonly address: Codec<A>
  /** The address as text that {@link Family.parse} takes back. */
  format(address: A, platform: Platform): string
  /** Reads text; undefined when it is not this family's. Throws when it is, and is wrong. */
  parse(text: string, platform: Platform): A | undefined
}

/** Declares an address family. */
export function family<A extends { family: string }>(
  details: Omit<Family<A>, 'headers'> & { headers?: readonly string[] },
): Family<A> {
  return { headers: [], ...details }
}
