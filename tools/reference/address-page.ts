import type { Platform } from '../../src/codec/platform.ts'
import { type Address, everyFamily } from '../../src/protocols/address.ts'
import type { Family } from '../../src/protocols/family.ts'
import { type Described, memberOf } from './described.ts'
import { code, contents, page, prose, socketOf, table, withPageLink } from './markdown.ts'
import { shown } from './shown.ts'
import { triedOn } from './tried.ts'
import { Types } from './types.ts'

/** Every family, in alphabetical order. */
export const families = everyFamily as unknown as readonly Family<Address & { family: string }>[]

/**
 * A platform without any values: the reference must not depend on the machine that generates it.
 */
const nowhere: Platform = {
  constant: () => undefined,
  layout: () => undefined,
  littleEndian: true,
  interfaceIndex: () => undefined,
  interfaceName: () => undefined,
}

/** docs/reference/addresses.md, and a function that returns where it describes a type. */
export function addressPage(described: Described): {
  text: string
  has: (name: string) => string | undefined
} {
  const everyAddress = ['Address', 'AddressLike', 'GivenAddress', 'KnownAddress']
  const places = new Map(everyAddress.map((name) => [name, 'addresses.md']))
  const types = new Types(described, () => undefined)
  const read = described.members('addresses')
  const given = described.members('addressesToGive')
  const meanings = described.comments('addressFamilies')
  const tried = triedOn('families')
  const sections = families.flatMap((family) => {
    const { name, testedOn, examples } = family
    const { type } = memberOf(read, name)
    const more = memberOf(given, name).type
    const also = more.text === type.text ? '' : ` Input: ${types.show(more)}.`
    const parts = [type, more].flatMap(({ named = '' }) => described.named(named)?.oneOf ?? [])
    for (const one of [type, more, ...parts])
      if (one.named !== undefined) places.set(one.named, `addresses.md#${name.toLowerCase()}`)
    const meaning = meanings.get(name) ?? ''
    return [
      `## ${name}`,
      `${withPageLink(prose(meaning), family.page)} Address: ${types.show(type)}.${also} Tested on: ${socketOf(testedOn)}; ${tried(name)}.`,
      table(
        ['example', 'text'],
        examples.map((example) => [code(shown(example)), code(family.format(example, nowhere))]),
      ),
      ...types.describeNew(),
    ]
  })
  const text = page(
    '# Addresses',
    'Every call that accepts an address also accepts its text; `formatAddress` and `parseAddress` convert between them. An address of a family that is not here is `{ family, bytes }`: its number, and the whole sockaddr. Its text is `family:` with number and bytes: `family:77:4d00…`.',
    contents(families.map(({ name }) => [name, 1] as const)),
    ...sections,
  )
  return { text, has: (name) => places.get(name) }
}
