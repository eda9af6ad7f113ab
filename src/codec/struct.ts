import { type Codec, tooShort } from './codec.ts'
import { integerReader, integerWriter, wholeNumber } from './integers.ts'
import { type Layout, type Platform, perPlatform } from './platform.ts'

/** How a field of a C struct is seen: numbers must be safe integers, bigints may have 64 bits. */
export type FieldKind = 'signed' | 'unsigned' | 'bigint' | 'bytes' | 'text'

interface KindValues {
  signed: number
  unsigned: number
  bigint: bigint
  bytes: Uint8Array
  text: string
}

type Values<Fields extends Record<string, FieldKind>> = {
  [Name in keyof Fields]: KindValues[Fields[Name]]
}

interface Field {
  readonly name: string
  readonly end: number
  read(bytes: Uint8Array, view: DataView): unknown
  write(bytes: Uint8Array, view: DataView, value: unknown): void
}

/**
 * A C struct, field by field under C's names. Fields that are not named are written as zeroes.
 *
 * @param header The header that declares it, where not every platform has one.
 */
export function struct<const Fields extends Record<string, FieldKind>>(
  name: string,
  fields: Fields,
  header?: string,
): Codec<Values<Fields>> {
  const names = Object.keys(fields)
  const plan = perPlatform((platform) => {
    const layout = platform.layout(name)
    if (!layout) throw new RangeError(`This platform has no struct ${name}`)
    const list = names.map((field) =>
      planField(name, field, fields[field] ?? 'bytes', layout, platform),
    )
    return { size: layout.size, needed: Math.max(...list.map(({ end }) => end)), list }
  })
  return {
    structs: [header === undefined ? { name, fields: names } : { name, fields: names, header }],
    room: (platform) => plan(platform).size,
    encode(values, platform) {
      const { size, list } = plan(platform)
      const bytes = new Uint8Array(size)
      const view = new DataView(bytes.buffer)
      for (const field of list) field.write(bytes, view, values[field.name])
      return bytes
    },
    decode(bytes, platform) {
      const { needed, list } = plan(platform)
      if (bytes.length < needed) throw tooShort(`struct ${name}`, bytes, needed)
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
      const values: Record<string, unknown> = {}
      for (const field of list) values[field.name] = field.read(bytes, view)
      return values as Values<Fields> // each name of Fields was just read by its kind
    },
  }
}

function planField(
  struct: string,
  name: string,
  kind: FieldKind,
  layout: Layout,
  platform: Platform,
): Field {
  const place = layout.fields[name]
  if (!place) throw new RangeError(`This platform's struct ${struct} has no ${name}`)
  const { offset, size } = place
  const end = offset + size
  if (kind === 'bytes' || kind === 'text') {
    return {
      name,
      end,
      read: (bytes) =>
        kind === 'bytes' ? bytes.slice(offset, end) : textUpToNul(bytes.subarray(offset, end)),
      write(bytes, _view, value) {
        const data = typeof value === 'string' ? new TextEncoder().encode(value) : value
        if (!(data instanceof Uint8Array)) throw new TypeError(`Cannot write ${name}: not bytes`)
        if (data.length > size - (kind === 'text' ? 1 : 0)) {
          throw new RangeError(`Cannot write ${name}: ${data.length} bytes, has room for ${size}`)
        }
        bytes.set(data, offset)
      },
    }
  }
  const signed = kind === 'signed'
  const read = integerReader(size, signed, platform.littleEndian)
  const write = integerWriter(size, signed, platform.littleEndian)
  if (kind === 'bigint') {
    return {
      name,
      end,
      read: (_bytes, view) => BigInt(read(view, offset)),
      write: (_bytes, view, value) => {
        if (typeof value !== 'bigint')
          throw new TypeError(`${name} must be a bigint, not ${typeof value}`)
        write(view, offset, value, name)
      },
    }
  }
  return {
    name,
    end,
    read: (_bytes, view) => Number(read(view, offset)),
    write: (_bytes, view, value) => {
      write(view, offset, wholeNumber(value, name), name)
    },
  }
}

/** The text before the first NUL, as UTF-8. */
export function textUpToNul(bytes: Uint8Array): string {
  const end = bytes.indexOf(0)
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end))
}
