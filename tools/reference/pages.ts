import type { Platform } from '../../src/codec/platform.ts'
import { type Address, everyFamily } from '../../src/protocols/address.ts'
import type { ControlMessage } from '../../src/protocols/control.ts'
import * as controlTables from '../../src/protocols/control-tables.ts'
import type { Family } from '../../src/protocols/family.ts'
import { everyControl, everyOption } from '../../src/protocols/index.ts'
import type { Option } from '../../src/protocols/option.ts'
import * as optionTables from '../../src/protocols/option-tables.ts'
import type { Described, Member } from './described.ts'
import { code, contents, page, prose, socketOf, Types, table } from './markdown.ts'
import { sectionsByPage } from './sections.ts'
import { shown } from './shown.ts'

const families = everyFamily as unknown as readonly Family<Address & { family: string }>[]

/** No machine: nothing in the reference may depend on the one that writes it. */
const nowhere: Platform = {
  constant: () => undefined,
  layout: () => undefined,
  littleEndian: true,
  interfaceIndex: () => undefined,
  interfaceName: () => undefined,
}

/** The pages of docs/reference/, by file name. */
export function referencePages(described: Described): Readonly<Record<string, string>> {
  const addresses = addressPage(described)
  return {
    'README.md': index(),
    'addresses.md': addresses.text,
    'control-messages.md': controlPage(described, addresses.has),
    'options.md': optionPage(described, addresses.has),
  }
}

function index(): string {
  return page(
    '# Reference',
    'Generated from the tables of `src/protocols/` that the library uses. The meaning of a row is its comment there. Nothing here depends on a machine: numbers differ between systems, and `constants` has those of yours.',
    [
      `- [Options](options.md): ${everyOption().length}, for \`getOption\` and \`setOption\``,
      `- [Control messages](control-messages.md): ${everyControl().length + 1}, for \`recvMessage\` and \`sendMessage\``,
      `- [Addresses](addresses.md): ${families.length} families, for \`bind\`, \`connect\`, \`sendTo\` and every call that returns one`,
    ].join('\n'),
  )
}

function optionPage(described: Described, elsewhere: (name: string) => string | undefined): string {
  const types = new Types(described, elsewhere)
  const read = described.members('options')
  const set = described.members('optionsToSet')
  const queries = described.members('queries')
  const use = ({ name, details }: Option) => {
    const { type } = memberOf(queries, name)
    const query = details.query && type.text !== 'undefined' ? ` (query: ${types.show(type)})` : ''
    if (details.writeOnly) return 'set'
    return details.readOnly ? `get${query}` : `get${query}, set`
  }
  const readable = ({ details }: Option) => (details.writeOnly ? set : read)
  const settable = ({ details }: Option) => (details.readOnly ? read : set)
  const sections = sectionsByPage<Option>({
    tables: optionTables,
    meanings: described.comments('optionTables'),
    columns: ['option', 'value', 'use', 'since', 'needs', 'meaning'],
    cells: (row) => [
      code(row.name),
      row.details.opens
        ? code('Descriptor')
        : valueOf(row, memberOf(readable(row), row.name), memberOf(settable(row), row.name), types),
      use(row),
      row.details.since ?? '',
      row.details.needs ?? '',
      memberOf(read, row.name).meaning,
    ],
  })
  return page(
    '# Options',
    'For `socket.getOption(name)` and `socket.setOption(name, value)`. **Use** is what the kernel lets you do, **since** the first Linux that has it, empty for options that every supported kernel has, **needs** the capability that setting it takes. A name that this system lacks fails with `ENOPROTOOPT`.',
    ...sections,
    ...values(types),
  )
}

function controlPage(
  described: Described,
  elsewhere: (name: string) => string | undefined,
): string {
  const types = new Types(described, elsewhere)
  const received = described.members('controlValues')
  const sent = described.members('controlInputs')
  const sections = sectionsByPage<ControlMessage>({
    tables: controlTables,
    meanings: described.comments('controlTables'),
    columns: ['message', 'value', 'direction', 'enabled by', 'since', 'needs', 'meaning'],
    cells: (row) => {
      const { name, details } = row
      const [get, put] = [received.get(name), sent.get(name)]
      const either = get ?? put
      if (!either) throw new Error(`The compiler does not know ${name}`)
      return [
        code(name),
        valueOf(row, either, put ?? either, types),
        directionOf(row),
        enablerOf(row),
        details.since ?? '',
        details.needs ?? '',
        either.meaning,
      ]
    },
  })
  return page(
    '# Control messages',
    'Data that accompanies a message: `socket.sendMessage({ data, control: { IP_TTL: 9 } })`, and `control` of the result of `recvMessage`. The kernel adds a message to a receive when the option in **enabled by** is set. **Since** is the first Linux that has it, empty for messages that every supported kernel has, **needs** the capability that sending it takes. Every received message is in `control.raw` too, as bytes.',
    '`SCM_RIGHTS` and `SCM_PIDFD` have no rows, because their values are descriptors: those passed between Unix sockets, given as anything that has one, received as `Descriptor`s; and the pidfd of a sender, if `SO_PASSPIDFD` asks for it, received as a `Descriptor`.',
    ...sections,
    ...values(types),
  )
}

function directionOf({ details: { sendOnly, receiveOnly, queued } }: ControlMessage): string {
  if (queued) return 'error queue'
  if (sendOnly) return 'send'
  return receiveOnly ? 'receive' : 'receive, send'
}

function enablerOf({ details: { enabledBy } }: ControlMessage): string {
  if (enabledBy === undefined) return ''
  return typeof enabledBy === 'string'
    ? code(enabledBy)
    : `${code(enabledBy[0])}: ${code(shown(enabledBy[1]))}`
}

function addressPage(described: Described) {
  const everyAddress = ['Address', 'AddressLike', 'GivenAddress', 'KnownAddress']
  const places = new Map(everyAddress.map((name) => [name, 'addresses.md']))
  const types = new Types(described, () => undefined)
  const read = described.members('addresses')
  const given = described.members('addressesToGive')
  const meanings = described.comments('addressFamilies')
  const sections = families.flatMap((family) => {
    const { name, testedOn, examples } = family
    const { type } = memberOf(read, name)
    const more = memberOf(given, name).type
    const also = more.text === type.text ? '' : ` Input: ${types.show(more)}.`
    const parts = [type, more].flatMap(({ named = '' }) => described.named(named)?.oneOf ?? [])
    for (const one of [type, more, ...parts])
      if (one.named !== undefined) places.set(one.named, `addresses.md#${name.toLowerCase()}`)
    const meaning = meanings.get(name) ?? ''
    const see = meaning.includes(family.page) ? '' : ` See ${family.page}.`
    return [
      `## ${name}`,
      `${prose(meaning)}${see} Address: ${types.show(type)}.${also} Tested on: ${socketOf(testedOn)}.`,
      table(
        ['example', 'text'],
        examples.map((example) => [code(shown(example)), code(family.format(example, nowhere))]),
      ),
    ]
  })
  const text = page(
    '# Addresses',
    'Every call that accepts an address also accepts its text; `formatAddress` and `parseAddress` convert between them. An address of a family that is not here is `{ family, bytes }`: its number, and the whole sockaddr. Its text is `family:` with number and bytes: `family:77:4d00…`.',
    contents([...families.map(({ name }) => [name, 1] as const), ['Fields', 1]]),
    ...sections,
    '## Fields',
    ...types.sections(),
  )
  return { text, has: (name: string) => places.get(name) }
}

function valueOf(
  { details: { unit } }: { readonly details: { readonly unit?: string } },
  read: Member,
  set: Member,
  types: Types,
): string {
  const counts = unit === undefined ? '' : `, ${unit}`
  const one = `${types.show(read.type)}${counts}`
  return set.type.text.replace(/^readonly /, '') === read.type.text
    ? one
    : `${one}; given as ${types.show(set.type)}`
}

function values(types: Types): string[] {
  const sections = types.sections()
  return sections.length === 0 ? [] : ['## Values with fields', ...sections]
}

function memberOf(members: ReadonlyMap<string, Member>, name: string): Member {
  const member = members.get(name)
  if (!member) throw new Error(`The compiler does not know ${name}`)
  return member
}
