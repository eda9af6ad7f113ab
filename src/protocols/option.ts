import type { Codec, Encoder, InOf } from '../codec/codec.ts'
import type { NamedRow, Row, RowDetails } from './table.ts'

/** What a row states about an option besides its value. */
export interface OptionDetails<T> extends RowDetails<T> {
  /** setsockopt(2) refuses it. */
  readonly readOnly?: true
  /** getsockopt(2) refuses it. */
  readonly writeOnly?: true
  /**
   * What getsockopt(2) takes in the buffer that it fills: which group, key or version to report.
   */
  readonly query?: Encoder<unknown>
  /** A query for the test of every option. */
  readonly queryExample?: unknown
  /** Returns the level, where it depends on the value or query, which has not been checked yet. */
  levelOf?(value: unknown): string
  /** The kernel takes a struct sock_fprog, which points to these instructions of a BPF program. */
  readonly program?: true
  /** Its value is the number of a new descriptor, which becomes a Descriptor. */
  readonly opens?: true
  /** It begins to connect, as connect(2) does that does not wait: EINPROGRESS is no error. */
  readonly connects?: true
  /** What Linux takes of what the codec can hold. */
  readonly takes?: Limits
  /** The types of socket that have it, if not all of its level do. */
  readonly types?: readonly string[]
}

/** The types of socket that send to any address, for options that streams refuse. */
export const CONNECTIONLESS = ['SOCK_DGRAM', 'SOCK_RAW'] as const

/** Numbers: a range, which may have no upper end, and one number outside of it. */
export type Limits = readonly [least: number, most: number, besides?: number]

/** Whether a number is within the limits. */
export function isTaken([least, most, besides]: Limits, value: number): boolean {
  return value === besides || (value >= least && value <= most)
}

/** `'1 to 255 hops, or -1'` */
export function limitsText([least, most, besides]: Limits, unit?: string): string {
  const range = most === Infinity ? `at least ${least}` : `${least} to ${most}`
  return `${range}${unit === undefined ? '' : ` ${unit}`}${besides === undefined ? '' : `, or ${besides}`}`
}

/** The details that other types follow from. The rest is left out of the declarations. */
type Typing = 'readOnly' | 'writeOnly' | 'opens' | 'query'

/** An option of setsockopt(2) and getsockopt(2). */
export type Option<Out = unknown, In = Out, D = OptionDetails<In>> = NamedRow<Out, In, D>

/** The example of a query has the type that its codec takes; without a query there is none. */
interface QueryExample<D> {
  readonly queryExample?: D extends { readonly query: infer C } ? InOf<C> : never
}

/** A row of a table of options. */
export function option<
  Out,
  In,
  const D extends OptionDetails<NoInfer<In>> = OptionDetails<NoInfer<In>>,
>(
  codec: Codec<Out, In>,
  details?: D & QueryExample<D>,
): Row<Out, In, { readonly [Name in keyof D as Extract<Name, Typing>]: D[Name] }> {
  return { codec, details: details ?? ({} as D) }
}
