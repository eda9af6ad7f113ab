import type { Codec, Encoder, InOf } from '../codec/codec.ts'

/** The kind of socket to test a row on: `['AF_INET', 'SOCK_RAW', 'IPPROTO_ICMP']`. */
export type SocketKind = readonly [family: string, type: string, protocol?: string]

/** What all rows of a table have in common. */
export interface Level {
  /** The level of setsockopt(2), or of a control message: `'SOL_SOCKET'`. */
  readonly level: string
  /** The man page or header that describes it: `'socket(7)'`, `'linux/can/raw.h'`. */
  readonly page: string
  /** The kind of socket that has these rows, unless a row names another. */
  readonly testedOn: SocketKind
  /** The header that declares the names, if some platforms lack it. */
  readonly header?: string
}

/** What a row states about an option besides its value. */
export interface OptionDetails<T> {
  /** A value to show in the docs and to set in the test of every option. */
  readonly example?: T
  /** What is read back after setting the example, where that is not the example itself. */
  readonly readsBack?: unknown
  /** setsockopt(2) refuses it. */
  readonly readOnly?: true
  /** getsockopt(2) refuses it. */
  readonly writeOnly?: true
  /** What getsockopt(2) takes in the buffer that it fills: which group, key or version to report. */
  readonly query?: Encoder<unknown>
  /** Returns the level, where it depends on the value or query, which has not been checked yet. */
  levelOf?(value: unknown): string
  /** A query for the test of every option. */
  readonly queryExample?: unknown
  /** The kernel takes a struct sock_fprog, which points to these instructions of a BPF program. */
  readonly program?: true
  /** Its value is the number of a new descriptor, which becomes a Descriptor. */
  readonly opens?: true
  /** What the number counts: `'ms'`, `'µs'`, `'bytes'`, `'hops'`. */
  readonly unit?: string
  /** The first Linux that has it. */
  readonly since?: string
  /** The capability that setting it requires: `'CAP_NET_ADMIN'`. */
  readonly needs?: string
  /** The kind of socket that has it, where that is not the one of its table. */
  readonly testedOn?: SocketKind
  /** The man page or header that describes it, if not the one of its table. */
  readonly page?: string
  /** Its number on Linux, for headers older than the kernel, and for enumerators. */
  readonly linux?: number
}

/** An option without its name, which is the row's key in the table. */
export interface OptionRow<Out, In, D extends OptionDetails<In>> {
  readonly codec: Codec<Out, In>
  readonly details: D
}

/** An option of setsockopt(2) and getsockopt(2). */
export interface Option<Out = unknown, In = Out, D extends OptionDetails<In> = OptionDetails<In>>
  extends OptionRow<Out, In, D> {
  readonly name: string
  readonly where: Level
}

/** The example of a query has the type that its codec takes; without a query there is none. */
interface QueryExample<D> {
  readonly queryExample?: D extends { readonly query: infer C } ? InOf<C> : never
}

/** A row of a table of options. */
export function option<
  Out,
  In,
  const D extends OptionDetails<NoInfer<In>> = OptionDetails<NoInfer<In>>,
>(codec: Codec<Out, In>, details?: D & QueryExample<D>): OptionRow<Out, In, D> {
  return { codec, details: details ?? ({} as D) }
}

/** The rows of one level. Homomorphic, so that editors show each row's comment. */
export type NamedOptions<Rows> = {
  readonly [Name in keyof Rows]: Rows[Name] extends OptionRow<infer Out, infer In, infer D>
    ? Option<Out, In, D>
    : never
}

/**
 * A table of options of one level. Its rows are created on first use: most programs use none, and
 * creating all of them takes longer than loading the rest of the package.
 */
export function optionsAt<const Rows extends Record<string, unknown>>(
  where: Level,
  rows: () => Rows,
): () => NamedOptions<Rows> {
  return () => {
    const table = rows()
    for (const [name, row] of Object.entries(table)) Object.assign(row as object, { name, where })
    return table as NamedOptions<Rows>
  }
}
