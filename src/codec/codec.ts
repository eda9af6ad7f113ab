import type { FieldKind } from './field.ts'
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

/** A codec seen through a pair of functions: C's words inside, ours outside. */
export function mapped<InnerOut, InnerIn, Out, In = Out>(
  inner: Codec<InnerOut, InnerIn>,
  toInner: (value: In, platform: Platform) => InnerIn,
  toOuter: (value: InnerOut, platform: Platform) => Out,
): Codec<Out, In> {
  return {
    structs: inner.structs,
    room: (platform) => inner.room(platform),
    encode: (value, platform) => inner.encode(toInner(value, platform), platform),
    decode: (bytes, platform) => toOuter(inner.decode(bytes, platform), platform),
  }
}

/** What another codec writes, from another value. There is no way back. */
export function oneWay<InnerIn, In>(
  inner: Encoder<InnerIn>,
  toInner: (value: In, platform: Platform) => InnerIn,
): Encoder<In> {
  return {
    structs: inner.structs,
    room: (platform) => inner.room(platform),
    encode: (value, platform) => inner.encode(toInner(value, platform), platform),
  }
}

/** Where the kernel answered with fewer bytes than a value needs. */
export function tooShort(what: string, bytes: Uint8Array, needed: number): RangeError {
  return new RangeError(`Cannot read ${what}: ${bytes.length} bytes, needs ${needed}`)
}
