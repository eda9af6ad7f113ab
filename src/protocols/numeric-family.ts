import { UINT32_MAX } from '../codec/integers.ts'
import { type Keys, objectReader, structTitle } from '../codec/object-reader.ts'
import { struct } from '../codec/struct.ts'
import { formatExtras, partsOf, readExtras, readNumber } from './address-text.ts'
import { type Family, family } from './family.ts'

/** A number of an address: its member in the struct, and the largest value. */
interface NumberMember {
  readonly member: string
  readonly max: number
}

/** An unsigned number of 8 bits. */
export const u8 = (member: string): NumberMember => ({ member, max: 0xff })

/** An unsigned number of 32 bits. */
export const u32 = (member: string): NumberMember => ({ member, max: UINT32_MAX })

type OptionalKey<Address> = {
  [Key in keyof Address]-?: undefined extends Address[Key] ? Key : never
}[keyof Address]

type Members<Key extends PropertyKey> = Readonly<Record<Key, NumberMember>>

/** A family whose addresses consist of unsigned numbers. */
interface NumericFamily<Address extends { family: string }>
  extends Pick<Family<Address>, 'name' | 'page' | 'testedOn' | 'examples'> {
  /** The header that declares the struct. */
  readonly header: string
  /** The sockaddr: `'sockaddr_vm'`. */
  readonly struct: string
  /** What its text begins with: `'vsock'` of `vsock:2:1024`. */
  readonly scheme: string
  /** Its numbers, in the order of the text. */
  readonly numbers: Members<Exclude<keyof Address, OptionalKey<Address> | 'family'>>
  /** Numbers that are left out when they are 0: `?flags=1` at the end of the text. */
  readonly optional?: Members<OptionalKey<Address>>
}

type Values = Readonly<Record<string, number>>

/** Declares an address family whose addresses consist of unsigned numbers. */
export function numericFamily<Address extends { family: string }>(
  row: NumericFamily<Address>,
): Family<Address> {
  const { name, page, header, testedOn, examples, scheme } = row
  const numbers: Members<string> = row.numbers
  const optional: Members<string> = row.optional ?? {}
  const members = Object.entries({ ...numbers, ...optional })
  const each = <T>(of: (key: string, number: NumberMember) => T): Record<string, T> =>
    Object.fromEntries(members.map(([key, number]) => [key, of(key, number)]))

  const fields = struct(
    row.struct,
    each(() => 'unsigned' as const),
    { header, names: each((_, { member }) => member), defaults: each(() => 0) },
  )
  const keys = { family: true, ...each((key) => key in numbers) } as Keys<Address>
  const read = objectReader<Address>(structTitle(row.struct), keys)

  function numbersOf(address: Address): Record<string, number | undefined> {
    const given = address as unknown as Values // the row has a number for each key but family
    return each((key) => given[key])
  }

  function addressOf(values: Values): Address {
    const present = Object.entries(values).filter(([key, value]) => value !== 0 || key in numbers)
    return { family: name, ...Object.fromEntries(present) } as Address
  }

  return family<Address>({
    ...{ name, page, headers: [header], testedOn, examples },
    address: {
      ...fields,
      encode: (address, platform) => fields.encode(numbersOf(read(address)), platform),
      decode: (bytes, platform) => addressOf(fields.decode(bytes, platform)),
    },
    format(address) {
      const values = numbersOf(address)
      const extras = Object.keys(optional).map((key) => [key, values[key]] as const)
      const text = Object.keys(numbers).map((key) => String(values[key]))
      return `${scheme}:${text.join(':')}${formatExtras(Object.fromEntries(extras))}`
    },
    parse(text) {
      if (!text.startsWith(`${scheme}:`)) return undefined
      const [body, extras] = readExtras(text.slice(scheme.length + 1), Object.keys(optional), text)
      const keys = Object.keys(numbers)
      const parts = partsOf(body, [keys.length], text)
      const digits = { ...Object.fromEntries(keys.map((key, i) => [key, parts[i]])), ...extras }
      return addressOf(each((key, { max }) => readNumber(digits[key] ?? '0', key, 0, max)))
    },
  })
}
