import type { Codec } from '../codec/codec.ts'

/** What a row may say of an option besides its value. */
export interface OptionDetails<T> {
  /** A value to show in the docs and to set in the test of every option. */
  readonly example?: T
  /** What is read back after setting the example, where that is not the example. */
  readonly reads?: T
  /** The kernel only tells it. */
  readonly readOnly?: true
  /** The kernel only takes it. */
  readonly writeOnly?: true
  /** What the number counts: `'ms'`, `'µs'`, `'bytes'`, `'hops'`. */
  readonly unit?: string
  /** The first Linux that has it. */
  readonly since?: string
  /** The capability that setting it takes: `'CAP_NET_ADMIN'`. */
  readonly needs?: string
  /** The sockets that have it, where not every one of its level does. */
  readonly on?: readonly [family: string, type: string, protocol?: string]
  /** Its number on Linux, for headers older than the kernel. */
  readonly linux?: number
}

/** One option before it knows its name. */
export interface OptionRow<T, D extends OptionDetails<T> = OptionDetails<T>> {
  readonly codec: Codec<T>
  readonly details: D
}

/** An option of setsockopt(2) and getsockopt(2). */
export interface Option<T = unknown, D extends OptionDetails<T> = OptionDetails<T>>
  extends OptionRow<T, D> {
  readonly name: string
  readonly level: string
}

/** A row of a table of options. */
export function option<T, const D extends OptionDetails<NoInfer<T>> = OptionDetails<NoInfer<T>>>(
  codec: Codec<T>,
  details?: D,
): OptionRow<T, D> {
  return { codec, details: details ?? ({} as D) }
}

/** The table of one level. Homomorphic, so that each row's comment reaches the user's editor. */
export type OptionTable<Rows> = {
  readonly [Name in keyof Rows]: Rows[Name] extends OptionRow<infer T, infer D>
    ? Option<T, D>
    : never
}

/** Gives each row its name and level. In place: this runs whenever the package is imported. */
export function optionsAt<const Rows extends Record<string, unknown>>(
  level: string,
  rows: Rows,
): OptionTable<Rows> {
  for (const [name, row] of Object.entries(rows)) Object.assign(row as object, { name, level })
  return rows as OptionTable<Rows>
}
