import type { Codec } from '../codec/codec.ts'
import type { Level, SocketKind } from './option.ts'

/** What a row may say of a control message besides its value. */
export interface ControlDetails<T> {
  /** A value to show in the docs, and to send in the test of every control message. */
  readonly example?: T
  /** What comes when the example is sent, where that is not the example. */
  readonly readsBack?: unknown
  /** The option that has each receive bring it; with the value to set, where that is not true. */
  readonly enabledBy?: string | readonly [option: string, value: unknown]
  /** The kernel only tells it. */
  readonly receiveOnly?: true
  /** The kernel only takes it. */
  readonly sendOnly?: true
  /** It comes through the error queue alone. */
  readonly queued?: true
  /** What the number counts: `'ns'`, `'bytes'`, `'hops'`. */
  readonly unit?: string
  /** The first Linux that has it. */
  readonly since?: string
  /** The capability that sending it takes. */
  readonly needs?: string
  /** The sockets that have it, where not every one of its level does. */
  readonly testedOn?: SocketKind
  /** Where it is described, where that is not where its table is. */
  readonly page?: string
  /** Its number on Linux, for headers older than the kernel, and for enumerators. */
  readonly linux?: number
}

/** One control message before it knows its name. */
export interface ControlRow<Out, In, D extends ControlDetails<In>> {
  readonly codec: Codec<Out, In>
  readonly details: D
}

/** A kind of control message (cmsg(3)): what its data means. */
export interface ControlMessage<
  Out = unknown,
  In = Out,
  D extends ControlDetails<In> = ControlDetails<In>,
> extends ControlRow<Out, In, D> {
  readonly name: string
  readonly where: Level
}

/** A row of a table of control messages. */
export function control<
  Out,
  In,
  const D extends ControlDetails<NoInfer<In>> = ControlDetails<NoInfer<In>>,
>(codec: Codec<Out, In>, details?: D): ControlRow<Out, In, D> {
  return { codec, details: details ?? ({} as D) }
}

/** The rows of one level. Homomorphic, so that each row's comment reaches the user's editor. */
export type NamedControls<Rows> = {
  readonly [Name in keyof Rows]: Rows[Name] extends ControlRow<infer Out, infer In, infer D>
    ? ControlMessage<Out, In, D>
    : never
}

/** A table of control messages of one level, made when it is first asked for. */
export function controlAt<const Rows extends Record<string, unknown>>(
  where: Level,
  rows: () => Rows,
): () => NamedControls<Rows> {
  return () => {
    const table = rows()
    for (const [name, row] of Object.entries(table)) Object.assign(row as object, { name, where })
    return table as NamedControls<Rows>
  }
}
