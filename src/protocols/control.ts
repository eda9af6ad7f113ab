import type { Codec } from '../codec/codec.ts'
import type { NamedRow, Row, RowDetails } from './table.ts'

/** What a row states about a control message besides its value. */
export interface ControlDetails<T> extends RowDetails<T> {
  /** The option that adds it to each receive; with the value to set, if that is not `true`. */
  readonly enabledBy?: string | readonly [option: string, value: unknown]
  /** sendmsg(2) does not take it. */
  readonly receiveOnly?: true
  /** recvmsg(2) never returns it. */
  readonly sendOnly?: true
  /** It arrives through the error queue only. */
  readonly queued?: true
  /** The families whose sockets send it, if not those of its table; others ignore it. */
  readonly families?: readonly string[]
}

/** The details that other types follow from. The rest is left out of the declarations. */
type Typing = 'receiveOnly' | 'sendOnly'

/** A kind of control message, cmsg(3). */
export type ControlMessage<Out = unknown, In = Out, D = ControlDetails<In>> = NamedRow<Out, In, D>

/** A row of a table of control messages. */
export function control<
  Out,
  In,
  const D extends ControlDetails<NoInfer<In>> = ControlDetails<NoInfer<In>>,
>(
  codec: Codec<Out, In>,
  details?: D,
): Row<Out, In, { readonly [Name in keyof D as Extract<Name, Typing>]: D[Name] }> {
  return { codec, details: details ?? ({} as D) }
}
