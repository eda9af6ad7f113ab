import type { Codec } from '../codec/codec.ts'

/** A kind of control message (cmsg(3)): what its data means. */
export interface ControlMessage<T = unknown> {
  readonly name: string
  readonly level: string
  readonly codec: Codec<T>
  /** Its number on Linux, for headers older than the kernel. */
  readonly linux?: number
}

/** The table of one level. Homomorphic, so that each row's comment reaches the user's editor. */
export type Controls<Rows> = {
  readonly [Name in keyof Rows]: Rows[Name] extends Codec<infer T> ? ControlMessage<T> : never
}

/** Gives each control message of a level its name; a row is the codec of its data. */
export function controlAt<const Rows extends Record<string, unknown>>(
  level: string,
  rows: Rows,
): Controls<Rows> {
  const named = Object.entries(rows).map(([name, codec]) => [
    name,
    { name, level, codec: codec as Codec<unknown> },
  ])
  return Object.fromEntries(named) as Controls<Rows>
}
