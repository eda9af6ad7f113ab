import type { Codec } from '../codec/codec.ts'

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
  /** The families whose sockets send these control messages, if not all; others ignore them. */
  readonly families?: readonly string[]
  /** The number of this level is another one's too: only `families` receive these. */
  readonly sharesNumber?: true
}

/** What a row of either kind states besides its value. */
export interface RowDetails<T> {
  /** A value for the docs, which the tests set or send. */
  readonly example?: T
  /** What is read back where that is not the example itself. */
  readonly readsBack?: unknown
  /** What the number counts: `'ms'`, `'µs'`, `'bytes'`, `'hops'`. */
  readonly unit?: string
  /** The first Linux that has it. */
  readonly since?: string
  /** What setting or sending it requires: `'CAP_NET_ADMIN'`, `'CAP_NET_ADMIN or CAP_NET_RAW'`. */
  readonly needs?: string
  /**
   * What an error of setting or sending it means, by the name of the error; EPERM of reading too. If it
   * can only be read: of reading.
   */
  readonly causes?: Readonly<Record<string, string>>
  /** The kind of socket that has it, if not the one of its table. */
  readonly testedOn?: SocketKind
  /** The man page or header that describes it, if not the one of its table. */
  readonly page?: string
  /** Its number on Linux, for headers older than the kernel, and for enumerators. */
  readonly linux?: number
}

/** A row without its name, which is its key in the table. */
export interface Row<Out, In, D> {
  readonly codec: Codec<Out, In>
  readonly details: D
}

/** A row with its C name, and what its table says of all rows. */
export interface NamedRow<Out, In, D> extends Row<Out, In, D> {
  readonly name: string
  readonly where: Level
}

/** The rows of one table. Homomorphic, so that editors show each row's comment. */
type NamedRows<Rows> = {
  readonly [Name in keyof Rows]: Rows[Name] extends Row<infer Out, infer In, infer D>
    ? NamedRow<Out, In, D>
    : never
}

/**
 * A table of options or control messages of one level. Its rows are created on first use: most
 * programs use none, and creating all of them takes longer than loading the rest of the package.
 */
export function tableAt<const Rows extends Record<string, unknown>>(
  where: Level,
  rows: () => Rows,
): () => NamedRows<Rows> {
  return () => {
    const table = rows()
    for (const [name, row] of Object.entries(table)) Object.assign(row as object, { name, where })
    return table as NamedRows<Rows>
  }
}
