import type { Codec, Encoder, InOf } from '../codec/codec.ts'

/** A socket to try rows on: `['AF_INET', 'SOCK_RAW', 'IPPROTO_ICMP']`. */
export type SocketKind = readonly [family: string, type: string, protocol?: string]

/** What all rows of a table share. */
export interface Level {
  /** The level of setsockopt(2), or of a control message: `'SOL_SOCKET'`. */
  readonly level: string
  /** Where it is described: `'socket(7)'`, `'linux/can/raw.h'`. */
  readonly page: string
  /** The sockets that have these rows, where a row names no other. */
  readonly on: SocketKind
  /** The header that declares the names, where not every platform has it. */
  readonly header?: string
}

/** What a row may say of an option besides its value. */
export interface OptionDetails<T> {
  /** A value to show in the docs and to set in the test of every option. */
  readonly example?: T
  /** What is read after setting the example, where that is not the example, or there is none. */
  readonly reads?: unknown
  /** The kernel only tells it. */
  readonly readOnly?: true
  /** The kernel only takes it. */
  readonly writeOnly?: true
  /** To read it, the kernel must be asked about something: what a caller gives for that. */
  readonly asks?: Encoder<unknown>
  /** The level, where it follows from what is set or asked; called before that is checked. */
  levelOf?(value: unknown): string
  /** Something to ask about, for the test of every option. */
  readonly question?: unknown
  /** The kernel takes a struct sock_fprog, which points to these instructions of a BPF program. */
  readonly program?: true
  /** The number is a new descriptor's, which becomes a Descriptor. */
  readonly opens?: true
  /** What the number counts: `'ms'`, `'µs'`, `'bytes'`, `'hops'`. */
  readonly unit?: string
  /** The first Linux that has it. */
  readonly since?: string
  /** The capability that setting it takes: `'CAP_NET_ADMIN'`. */
  readonly needs?: string
  /** The sockets that have it, where not every one of its level does. */
  readonly on?: SocketKind
  /** Where it is described, where that is not where its table is. */
  readonly page?: string
  /** Its number on Linux, for headers older than the kernel, and for enumerators. */
  readonly linux?: number
}

/** The details that types follow from; the rest stays out of what users compile against. */
type Typing = 'readOnly' | 'writeOnly' | 'opens' | 'asks'

/** One option before it knows its name. */
export interface OptionRow<Out, In, D> {
  readonly codec: Codec<Out, In>
  readonly details: D
}

/** An option of setsockopt(2) and getsockopt(2). */
export interface Option<Out = unknown, In = Out, D = OptionDetails<In>>
  extends OptionRow<Out, In, D> {
  readonly name: string
  readonly where: Level
}

/** The question of a row, as the codec that writes it takes it. */
interface Question<D> {
  readonly question?: D extends { readonly asks: infer C } ? InOf<C> : never
}

/** A row of a table of options. */
export function option<
  Out,
  In,
  const D extends OptionDetails<NoInfer<In>> = OptionDetails<NoInfer<In>>,
>(
  codec: Codec<Out, In>,
  details?: D & Question<D>,
): OptionRow<Out, In, { readonly [Name in keyof D as Extract<Name, Typing>]: D[Name] }> {
  return { codec, details: details ?? ({} as D) }
}

/** The rows of one level. Homomorphic, so that each row's comment reaches the user's editor. */
export type NamedOptions<Rows> = {
  readonly [Name in keyof Rows]: Rows[Name] extends OptionRow<infer Out, infer In, infer D>
    ? Option<Out, In, D>
    : never
}

/**
 * A table of options of one level. The rows are made when they are first asked for: most programs
 * want none of them, and all of them take longer than the rest of the package to load.
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
