import type { FieldKind } from './field.ts'
import { type Keys, reader, structCalled } from './given.ts'
import type { Platform } from './platform.ts'

/** A C struct that a codec reads or writes: its fields are asked of the C compiler. */
export interface StructNeed {
  /** The tag: `in_pktinfo`. */
  readonly name: string
  /** The members: `ipi_ifindex`. */
  readonly fields: readonly string[]
  /** How each member is seen, where the codec has no way of its own. */
  readonly kinds?: Readonly<Record<string, FieldKind>>
  /** The struct is known only where this header exists. */
  readonly header?: string
}

/** Turns a value into the bytes that C has for it. */
export interface Encoder<In> {
  /** Bytes of room that a value may take. */
  room(platform: Platform): number
  /** Throws TypeError or RangeError, saying the value, when C cannot hold it. */
  encode(value: In, platform: Platform): Uint8Array
  /** Asked when the addon is built. */
  readonly structs: () => readonly StructNeed[]
}

/** An encoder that has a way back; `In` where more is taken than given. */
export interface Codec<Out, In = Out> extends Encoder<In> {
  /** `bytes` is exactly what the kernel wrote, which may be shorter than asked for. */
  decode(bytes: Uint8Array, platform: Platform): Out
}

/** What a codec gives. */
export type OutOf<C> = C extends { decode(...args: never): infer Out } ? Out : never

/** What a codec takes. */
export type InOf<C> = C extends { encode(value: infer In, platform: never): Uint8Array }
  ? In
  : never

/** The keys of an object that is taken; nothing where what is taken is no such object. */
type KeysTaken<In> = [In] extends [readonly unknown[] | Uint8Array]
  ? []
  : [In] extends [object]
    ? [keys: Keys<In>]
    : []

/**
 * A codec seen through a pair of functions: C's words inside, ours outside. Where ours are an
 * object, its keys stand behind, and others are refused.
 */
export function mapped<InnerOut, InnerIn, Out, In = Out>(
  inner: Codec<InnerOut, InnerIn>,
  toInner: (value: In, platform: Platform) => InnerIn,
  toOuter: (value: InnerOut, platform: Platform) => Out,
  ...keys: KeysTaken<In>
): Codec<Out, In> {
  return {
    ...oneWay(inner, toInner, ...keys),
    decode: (bytes, platform) => toOuter(inner.decode(bytes, platform), platform),
  }
}

/** What another codec writes, from another value. There is no way back. */
export function oneWay<InnerIn, In>(
  inner: Encoder<InnerIn>,
  toInner: (value: In, platform: Platform) => InnerIn,
  ...[keys]: KeysTaken<In>
): Encoder<In> {
  let read: ((value: In & object) => In & object) | undefined // most rows are never written
  const whole = (value: In) => {
    if (!keys) return value
    read ??= reader(structCalled(inner.structs()[0]?.name), keys as Keys<In & object>)
    return read(value as In & object) // it says what is none
  }
  return {
    structs: inner.structs,
    room: (platform) => inner.room(platform),
    encode: (value, platform) => inner.encode(toInner(whole(value), platform), platform),
  }
}

/** Where the kernel answered with fewer bytes than a value needs. */
export function tooShort(what: string, bytes: Uint8Array, needed: number): RangeError {
  return new RangeError(`Cannot read ${what}: ${bytes.length} bytes, needs ${needed}`)
}
