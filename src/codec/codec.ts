import type { FieldKind } from './field.ts'
import { type Keys, objectReader, structTitle } from './object-reader.ts'
import type { Platform } from './platform.ts'

/** A C struct that a codec reads or writes: the build asks the C compiler for its layout. */
export interface StructProbe {
  /** The tag: `in_pktinfo`. */
  readonly name: string
  /** The members: `ipi_ifindex`. */
  readonly fields: readonly string[]
  /** The kind of each member, for those that the codec reads by kind. */
  readonly kinds?: Readonly<Record<string, FieldKind>>
  /** The header that declares it, if some platforms lack it. */
  readonly header?: string
}

/** Turns a value into its representation in C. */
export interface Encoder<In> {
  /** The largest number of bytes that a value takes. */
  maxSize(platform: Platform): number
  /** Throws a TypeError or RangeError with the value when C cannot represent it. */
  encode(value: In, platform: Platform): Uint8Array
  /** What the build asks the C compiler. */
  readonly probes: () => readonly StructProbe[]
}

/**
 * Encodes and decodes. `In` differs from `Out` where encoding accepts more than decoding returns.
 */
export interface Codec<Out, In = Out> extends Encoder<In> {
  /** Reads a value. `bytes` is exactly what the kernel wrote, which may be less than requested. */
  decode(bytes: Uint8Array, platform: Platform): Out
}

/** The type that a codec decodes to. */
export type OutOf<C> = C extends { decode(...args: never): infer Out } ? Out : never

/** The type that a codec encodes. */
export type InOf<C> = C extends { encode(value: infer In, platform: never): Uint8Array }
  ? In
  : never

/**
 * The parameter that lists the keys of an input; none where the input is not an object with keys.
 */
type InputKeys<In> = [In] extends [readonly unknown[] | Uint8Array]
  ? []
  : [In] extends [object]
    ? [keys: Keys<In>]
    : []

/**
 * A codec converted by a pair of functions: C's names inside, ours outside. If ours is an object,
 * its keys are the last argument, and any other key is an error.
 */
export function mapped<InnerOut, InnerIn, Out, In = Out>(
  inner: Codec<InnerOut, InnerIn>,
  toInner: (value: In, platform: Platform) => InnerIn,
  toOuter: (value: InnerOut, platform: Platform) => Out,
  ...keys: InputKeys<In>
): Codec<Out, In> {
  return {
    ...oneWay(inner, toInner, ...keys),
    decode: (bytes, platform) => toOuter(inner.decode(bytes, platform), platform),
  }
}

/** The encoder of {@link mapped}, for what is never read. */
export function oneWay<InnerIn, In>(
  inner: Encoder<InnerIn>,
  toInner: (value: In, platform: Platform) => InnerIn,
  ...[keys]: InputKeys<In>
): Encoder<In> {
  let read: ((value: In & object) => In & object) | undefined // most rows are never encoded
  const checked = (value: In) => {
    if (!keys) return value
    read ??= objectReader(structTitle(inner.probes()[0]?.name), keys as Keys<In & object>)
    return read(value as In & object) // which reports what is not an object
  }
  return {
    probes: inner.probes,
    maxSize: (platform) => inner.maxSize(platform),
    encode: (value, platform) => inner.encode(toInner(checked(value), platform), platform),
  }
}

/** The error for an answer of the kernel that is shorter than the value needs. */
export function tooShort(what: string, bytes: Uint8Array, needed: number): RangeError {
  return new RangeError(`Cannot read ${what}: ${bytes.length} bytes, needs ${needed}`)
}
