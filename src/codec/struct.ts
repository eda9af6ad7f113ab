import { type Bits, planBits, type Widths } from './bits.ts'
import { type Codec, tooShort } from './codec.ts'
import { type Field, type FieldKind, type Given, planField, type Taken } from './field.ts'
import { missingKey, objectFrom, structCalled } from './given.ts'
import { checkKeys } from './known-keys.ts'
import { perPlatform } from './platform.ts'

type Fields = Readonly<Record<string, FieldKind>>

/** What a struct may be told besides its fields. */
interface StructDetails<Later, Members, Defaults> {
  /** The header that declares it, where not every platform has one. */
  readonly header?: string
  /** What each of its C names begins with, and the names here don't: `tcpi_`. */
  readonly prefix?: string
  /**
   * Fields at its end that older kernels lack, in their order: left out of what is read when the
   * answer is short. What is written ends before those that are not given, as the older struct did.
   */
  readonly later?: Later
  /** The C name of each integer that holds bit-fields, and these with their widths. */
  readonly bits?: Members
  /** What is written for those that are not given. All others must be. */
  readonly defaults?: Defaults
}

/** All in one of what several integers hold. */
type BitsOf<Members> =
  Members extends Readonly<Record<string, Widths>>
    ? { [Name in keyof Members]: (bits: Bits<Members[Name]>) => void }[keyof Members] extends (
        bits: infer All,
      ) => void
      ? All
      : unknown
    : unknown

type Values<All extends Fields, Later, Members> = {
  [Name in keyof All]: Given<All[Name]>
} & (Later extends Fields ? { [Name in keyof Later]?: Given<Later[Name]> } : unknown) &
  BitsOf<Members>

type Whole<All extends Fields, Later, Members> = {
  [Name in keyof All]: Taken<All[Name]>
} & (Later extends Fields ? { [Name in keyof Later]?: Taken<Later[Name]> } : unknown) &
  BitsOf<Members>

type Inputs<Given, Defaults> = Defaults extends object
  ? Omit<Given, keyof Defaults> & Partial<Pick<Given, keyof Defaults & keyof Given>>
  : Given

/** A C struct, field by field under C's names. Fields that are not named are written as zeroes. */
export function struct<
  const All extends Fields,
  const Later extends Fields | undefined = undefined,
  const Members extends Readonly<Record<string, Widths>> | undefined = undefined,
  const Defaults extends Partial<Whole<All, Later, Members>> | undefined = undefined,
>(
  name: string,
  fields: All,
  { header, prefix = '', later, bits = {}, defaults }: StructDetails<Later, Members, Defaults> = {},
): Codec<Values<All, Later, Members>, Inputs<Whole<All, Later, Members>, Defaults>> {
  const what = structCalled(name)
  const spare: Readonly<Record<string, unknown>> = defaults ?? {}
  const plan = perPlatform((platform) => {
    const layout = platform.layout(name)
    if (!layout) throw new RangeError(`This platform has no struct ${name}`)
    const placeOf = (field: string) => {
      const place = layout.fields[field]
      if (!place) throw new RangeError(`This platform's struct ${name} has no ${field}`)
      return place
    }
    const planned = (some: Fields) =>
      Object.entries(some).map(([field, kind]) =>
        planField(field, kind, placeOf(prefix + field), platform),
      )
    const packed = Object.entries<Widths>(bits).flatMap(([member, widths]) =>
      planBits(widths, placeOf(member), platform),
    )
    const always = [...planned(fields), ...packed]
    const needed = always.reduce((end, field) => Math.max(end, field.end), 0)
    const late = planned(later ?? {})
    const starts = Object.keys(later ?? {}).map((field) => layout.fields[prefix + field]?.offset)
    const known = new Set([...always, ...late].map((field) => field.name))
    return {
      size: layout.size,
      needed,
      always,
      late,
      starts,
      known,
      shapes: shapesOf(always, late),
    }
  })
  return {
    structs() {
      const kinds = Object.fromEntries(
        Object.entries<FieldKind>({ ...fields, ...later }).map(([field, kind]) => [
          prefix + field,
          kind,
        ]),
      )
      const need = { name, fields: [...Object.keys(kinds), ...Object.keys(bits)], kinds }
      return [header === undefined ? need : { ...need, header }]
    },
    room: (platform) => plan(platform).size,
    encode(values, platform) {
      const { size, always, late, starts, known } = plan(platform)
      const given = objectFrom(values, what)
      checkKeys(given, known, `key of ${what}`)
      const bytes = new Uint8Array(size)
      for (const field of always) {
        let value = given[field.name]
        if (value === undefined) value = spare[field.name]
        if (value === undefined) throw missingKey(field.name, what)
        field.write(bytes, value)
      }
      let length = starts[0] ?? size
      for (const [i, field] of late.entries()) {
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
      return values as Values<All, Later, Members> // each name was just read by its kind
    },
  }
}

/** What is read when so many bytes are there. */
interface Shape {
  readonly least: number
  readonly fields: readonly Field[]
  /** An object with all names, to be copied: adding name after name takes twice as long. */
  readonly blank: Readonly<Record<string, unknown>>
}

/** The shapes of the struct, the longest first. */
function shapesOf(always: readonly Field[], late: readonly Field[]): Shape[] {
  const shapes = late.map((_, i) => shape([...always, ...late.slice(0, i + 1)]))
  return [shape(always), ...shapes].reverse()
}

function shape(fields: readonly Field[]): Shape {
  const blank = Object.fromEntries(fields.map(({ name }) => [name, undefined]))
  const least = fields.reduce((end, field) => Math.max(end, field.end), 0)
  return { least, fields, blank }
}

function shapeFor(shapes: readonly Shape[], length: number): Shape {
  return shapes.find(({ least }) => least <= length) ?? shape([])
}
