import { type Bits, planBits, type Widths } from './bits.ts'
import { type Codec, tooShort } from './codec.ts'
import {
  type Field,
  type FieldKind,
  type FieldOutput,
  planField,
  type FieldInput,
} from './field.ts'
import { bitsOf, type FlagIn, type Flags, type FlagTable } from './flags.ts'
import { isObject, missingKey, shapeOf, structTitle } from './object-reader.ts'
import { checkKeys } from './known-keys.ts'
import { misuse, mustBe } from './misuse.ts'
import { namedNumber } from './named-number.ts'
import { type Platform, perPlatform } from './platform.ts'

type Fields = Readonly<Record<string, FieldKind>>

/** What a struct has besides its fields. */
interface StructDetails<All, Tail, Members, Defaults, Tables, Names> {
  /** The header that declares it, if some platforms lack it. */
  readonly header?: string
  /** The prefix of its C names, left out of the names here: `tcpi_`. */
  readonly prefix?: string
  /** The C names of fields that have another name here: `{ interfaceIndex: 'sxdp_ifindex' }`. */
  readonly names?: { readonly [Name in keyof All]?: string }
  /**
   * Fields at its end that older kernels lack, in order. A short answer is read without them, and
   * what is written ends before the first that is not given, as the older struct did.
   */
  readonly optionalTail?: Tail
  /** The C name of each integer that holds bit-fields, with the widths of these. */
  readonly bits?: Members
  /** The values of fields that may be left out when it is encoded. */
  readonly defaults?: Defaults
  /** Fields that are flags, which may be given by their names in these tables. */
  readonly flags?: Tables
  /** Fields that may be given by a name in these tables. */
  readonly oneOf?: Names
  /** Fields with a bit for each of some constants: how their names begin, and the lowest of them. */
  readonly bitPer?: { readonly [Name in keyof All]?: BitPer }
}

/** The bit-fields of all integers, in one type. */
type BitsOf<Members> =
  Members extends Readonly<Record<string, Widths>>
    ? { [Name in keyof Members]: (bits: Bits<Members[Name]>) => void }[keyof Members] extends (
        bits: infer All,
      ) => void
      ? All
      : unknown
    : unknown

type Values<All extends Fields, Tail, Members> = {
  [Name in keyof All]: FieldOutput<All[Name]>
} & (Tail extends Fields ? { [Name in keyof Tail]?: FieldOutput<Tail[Name]> } : unknown) &
  BitsOf<Members>

type Inputs<All extends Fields, Tail, Members, Tables, Names> = {
  [Name in keyof All]: Name extends keyof Tables
    ? Flags<FlagIn<Tables[Name]>>
    : Name extends keyof Names
      ? number | FlagIn<Names[Name]>
      : FieldInput<All[Name]>
} & (Tail extends Fields ? { [Name in keyof Tail]?: FieldInput<Tail[Name]> } : unknown) &
  BitsOf<Members>

type WithDefaults<Input, Defaults> = Defaults extends object
  ? Omit<Input, keyof Defaults> & {
      readonly [Name in keyof Defaults & keyof Input]?: Input[Name] | undefined
    }
  : Input

/** A C struct, field by field under C's names. Fields that are not named are written as zeros. */
export function struct<
  const All extends Fields,
  const Tail extends Fields | undefined = undefined,
  const Members extends Readonly<Record<string, Widths>> | undefined = undefined,
  const Defaults extends Partial<Inputs<All, Tail, Members, Tables, Names>> | undefined = undefined,
  const Tables extends { readonly [Name in keyof All]?: FlagTable } | undefined = undefined,
  const Names extends { readonly [Name in keyof All]?: FlagTable } | undefined = undefined,
>(
  name: string,
  fields: All,
  {
    header,
    prefix = '',
    names = {},
    optionalTail,
    bits = {},
    defaults,
    flags,
    oneOf,
    bitPer,
  }: StructDetails<All, Tail, Members, Defaults, Tables, Names> = {},
): Codec<
  Values<All, Tail, Members>,
  WithDefaults<Inputs<All, Tail, Members, Tables, Names>, Defaults>
> {
  const title = structTitle(name)
  const byDefault: Readonly<Record<string, unknown>> = defaults ?? {}
  const tailFields: Fields = optionalTail ?? {}
  const tables: Readonly<Record<string, FlagTable | undefined>> = flags ?? {}
  const choices: Readonly<Record<string, FlagTable | undefined>> = oneOf ?? {}
  const constants: Readonly<Record<string, BitPer | undefined>> = bitPer ?? {}
  const renamed: Readonly<Record<string, string | undefined>> = names
  const memberOf = (field: string) => renamed[field] ?? prefix + field
  const plan = perPlatform((platform) => {
    const layout = platform.layout(name)
    if (!layout) throw new RangeError(`This platform has no struct ${name}`)
    const layoutOf = (field: string) => {
      const found = layout.fields[field]
      if (!found) throw new RangeError(`This platform's struct ${name} has no ${field}`)
      return found
    }
    const planned = (some: Fields) =>
      Object.entries(some).map(([name, kind]) => {
        const field = planField(name, kind, layoutOf(memberOf(name)), platform)
        const table = tables[name]
        if (table) return flagField(field, table, platform)
        const bit = constants[name]
        if (bit !== undefined) return bitField(field, bit, platform)
        const choice = choices[name]
        return choice ? nameField(field, choice, platform) : field
      })
    const packed = Object.entries<Widths>(bits).flatMap(([member, widths]) =>
      planBits(widths, layoutOf(member), platform),
    )
    const always = [...planned(fields), ...packed]
    const needed = always.reduce((end, field) => Math.max(end, field.end), 0)
    const tail = planned(tailFields)
    const starts = Object.keys(tailFields).map((field) => layout.fields[memberOf(field)]?.offset)
    const known = new Set([...always, ...tail].map((field) => field.name))
    return {
      size: layout.size,
      needed,
      always,
      tail,
      starts,
      known,
      shapes: shapesOf(always, tail),
    }
  })
  const expected = (always: readonly Field[], tail: readonly Field[]) => {
    const names = always.map((field) => field.name)
    const needed = names.filter((field) => byDefault[field] === undefined)
    return shapeOf([...names, ...tail.map((field) => field.name)], needed)
  }
  return {
    probes() {
      const kinds = Object.fromEntries(
        Object.entries<FieldKind>({ ...fields, ...tailFields }).map(([field, kind]) => [
          memberOf(field),
          kind,
        ]),
      )
      const probe = { name, fields: [...Object.keys(kinds), ...Object.keys(bits)], kinds }
      return [header === undefined ? probe : { ...probe, header }]
    },
    maxSize: (platform) => plan(platform).size,
    encode(values, platform) {
      const { size, always, tail, starts, known } = plan(platform)
      const given: unknown = values
      if (!isObject(given)) throw mustBe('', expected(always, tail), given)
      checkKeys(given, known, `key of ${title}`)
      const bytes = new Uint8Array(size)
      for (const field of always) {
        let value = given[field.name]
        if (value === undefined) value = byDefault[field.name]
        if (value === undefined) throw missingKey(field.name, title)
        field.write(bytes, value)
      }
      let length = starts[0] ?? size
      for (const [i, field] of tail.entries()) {
        const value = given[field.name]
        if (value === undefined) continue
        field.write(bytes, value)
        length = starts[i + 1] ?? size
      }
      return length < size ? bytes.subarray(0, length) : bytes
    },
    decode(bytes, platform) {
      const { needed, shapes } = plan(platform)
      if (bytes.length < needed) throw tooShort(`struct ${name}`, bytes, needed)
      const { blank, fields: present } = shapeFor(shapes, bytes.length)
      const values: Record<string, unknown> = { ...blank }
      for (const field of present) values[field.name] = field.read(bytes)
      return values as Values<All, Tail, Members> // each name was just read by its kind
    },
  }
}

/** A field whose value is also given by the names of flags. */
function flagField(field: Field, table: FlagTable, platform: Platform): Field {
  const { name } = field
  return {
    ...field,
    write(bytes, value) {
      field.write(bytes, bitsOf(value, name, table, platform))
    },
  }
}

/** A field whose value is also given by a name. */
function nameField(field: Field, table: FlagTable, platform: Platform): Field {
  const { name } = field
  return {
    ...field,
    write(bytes, value) {
      field.write(bytes, namedNumber(value, name, name, table, platform))
    },
  }
}

type BitPer = readonly [prefix: string, lowest: number]

/** A field that has a bit for each constant; one given by its name is a TypeError with its bit. */
function bitField(field: Field, [prefix, lowest]: BitPer, platform: Platform): Field {
  const { name } = field
  return {
    ...field,
    write(bytes, value) {
      if (
        typeof value === 'string' &&
        value.startsWith(prefix) &&
        platform.constant(value) !== undefined
      ) {
        const constant = `constants.${value}`
        const bit = lowest === 0 ? constant : `(${constant} - ${lowest})`
        throw misuse(TypeError, name, `must be a number, not '${value}'; give 1 << ${bit}`)
      }
      field.write(bytes, value)
    },
  }
}

/** The fields that are read from an answer of at least so many bytes. */
interface Shape {
  readonly minSize: number
  readonly fields: readonly Field[]
  /** An object with all names, to be copied: adding one name after another takes twice as long. */
  readonly blank: Readonly<Record<string, unknown>>
}

/** The shapes of the struct, the longest first. */
function shapesOf(always: readonly Field[], tail: readonly Field[]): Shape[] {
  const shapes = tail.map((_, i) => shape([...always, ...tail.slice(0, i + 1)]))
  return [shape(always), ...shapes].reverse()
}

function shape(fields: readonly Field[]): Shape {
  const blank = Object.fromEntries(fields.map(({ name }) => [name, undefined]))
  const minSize = fields.reduce((end, field) => Math.max(end, field.end), 0)
  return { minSize, fields, blank }
}

function shapeFor(shapes: readonly Shape[], length: number): Shape {
  return shapes.find(({ minSize }) => minSize <= length) ?? shape([])
}
