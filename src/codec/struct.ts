import { type Codec, type StructNeed, tooShort } from './codec.ts'
import { type FieldKind, type Given, planField, type Taken } from './field.ts'
import { perPlatform } from './platform.ts'

type Fields = Readonly<Record<string, FieldKind>>

/** What a struct may be told besides its fields. */
interface StructDetails<Later> {
  /** The header that declares it, where not every platform has one. */
  readonly header?: string
  /** What each of its C names begins with, and the names here don't: `tcpi_`. */
  readonly prefix?: string
  /**
   * Fields at its end that older kernels lack, in their order: left out of what is read when the
   * answer is short. What is written ends before those that are not given, as the older struct did.
   */
  readonly later?: Later
}

type Values<All extends Fields, Later> = {
  [Name in keyof All]: Given<All[Name]>
} & (Later extends Fields ? { [Name in keyof Later]?: Given<Later[Name]> } : unknown)

type Inputs<All extends Fields, Later> = {
  [Name in keyof All]: Taken<All[Name]>
} & (Later extends Fields ? { [Name in keyof Later]?: Taken<Later[Name]> } : unknown)

/** A C struct, field by field under C's names. Fields that are not named are written as zeroes. */
export function struct<
  const All extends Fields,
  const Later extends Fields | undefined = undefined,
>(
  name: string,
  fields: All,
  { header, prefix = '', later }: StructDetails<Later> = {},
): Codec<Values<All, Later>, Inputs<All, Later>> {
  const plan = perPlatform((platform) => {
    const layout = platform.layout(name)
    if (!layout) throw new RangeError(`This platform has no struct ${name}`)
    const planned = (some: Fields) =>
      Object.entries(some).map(([field, kind]) => {
        const place = layout.fields[prefix + field]
        if (!place) throw new RangeError(`This platform's struct ${name} has no ${prefix}${field}`)
        return planField(field, kind, place, platform)
      })
    const always = planned(fields)
    const needed = always.reduce((end, field) => Math.max(end, field.end), 0)
    const starts = Object.keys(later ?? {}).map((field) => layout.fields[prefix + field]?.offset)
    return { size: layout.size, needed, always, late: planned(later ?? {}), starts }
  })
  const kinds = Object.fromEntries(
    Object.entries<FieldKind>({ ...fields, ...later }).map(([field, kind]) => [
      prefix + field,
      kind,
    ]),
  )
  const need: StructNeed = { name, fields: Object.keys(kinds), kinds }
  return {
    structs: [header === undefined ? need : { ...need, header }],
    room: (platform) => plan(platform).size,
    encode(values, platform) {
      const { size, always, late, starts } = plan(platform)
      const bytes = new Uint8Array(size)
      const view = new DataView(bytes.buffer)
      const given = values as Readonly<Record<string, unknown>>
      for (const field of always) field.write(bytes, view, given[field.name])
      let length = starts[0] ?? size
      for (const [i, field] of late.entries()) {
        if (given[field.name] === undefined) continue
        field.write(bytes, view, given[field.name])
        length = starts[i + 1] ?? size
      }
      return length < size ? bytes.subarray(0, length) : bytes
    },
    decode(bytes, platform) {
      const { needed, always, late } = plan(platform)
      if (bytes.length < needed) throw tooShort(`struct ${name}`, bytes, needed)
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
      const values: Record<string, unknown> = {}
      for (const field of always) values[field.name] = field.read(bytes, view)
      for (const field of late) {
        if (field.end <= bytes.length) values[field.name] = field.read(bytes, view)
      }
      return values as Values<All, Later> // each name was just read by its kind
    },
  }
}
