import { everyControl, optionByName } from '../../src/protocols/index.ts'
import { limitsText, type Option } from '../../src/protocols/option.ts'
import * as optionTables from '../../src/protocols/option-tables.ts'
import { type Described, memberOf } from './described.ts'
import { anchor, code, codeLink, page, prose, table } from './markdown.ts'
import { sectionsByPage } from './sections.ts'
import { shown } from './shown.ts'
import { TASKS } from './tasks.ts'
import { triedOn } from './tried.ts'
import { Types } from './types.ts'

/** Longer examples are not shown. */
const LONGEST_EXAMPLE = 120

/** docs/reference/options.md. */
export function optionPage(
  described: Described,
  elsewhere: (name: string) => string | undefined,
): string {
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
  const value = ({ name, details }: Option) =>
    types.value(
      memberOf(details.writeOnly ? set : read, name),
      memberOf(details.readOnly ? read : set, name),
      details.unit,
      'set',
    )
  const sections = sectionsByPage<Option>({
    tables: optionTables,
    meanings: described.comments('optionTables'),
    facts: (row) => [
      row.details.opens ? code('Descriptor') : value(row),
      limitsOf(row),
      use(row),
      row.details.needs === undefined ? '' : `needs ${row.details.needs}`,
    ],
    tried: triedOn('options'),
    body: (row) => [
      prose(memberOf(read, row.name).meaning, linksIn(row.name)),
      ...exampleOf(row),
      ...types.describeNew(),
    ],
  })
  return page(
    '# Options',
    'For `socket.getOption(name)`, `socket.setOption(name, value)`, `socket.setOptions({ name: value })`, and the `options` of `new Socket`, `connect`, `listen` and `bind`. The first line of each entry says the type of the value and its unit; which numbers Linux **takes**; whether the kernel lets you **get** or **set** it; the capability that setting it **needs**; the first Linux that has it, unless every supported kernel does; and the kernels on which the tests have **tried** it. A name that this system lacks fails with `ENOPROTOOPT`.',
    'The options are listed [by task](#by-task), [from A to Z](#a-to-z) and [by man page](#by-man-page). How long a call of this library may wait is not an option of the socket: see `timeout` and `deadline` in [Waiting](../guide/waiting.md).',
    '## By task',
    ...byTask(),
    ...sections,
  )
}

/** The options by task. */
function byTask(): string[] {
  return Object.entries(TASKS).flatMap(([subject, tasks]) => [
    `### ${subject}`,
    table(
      ['task', 'options'],
      Object.entries(tasks).map(([task, names]) => [
        task,
        names.map((name) => codeLink(name, optionLink)).join(', '),
      ]),
    ),
  ])
}

/** The link to an option on this page. */
function optionLink(name: string): string | undefined {
  return optionByName(name) ? `#${anchor(name)}` : undefined
}

/**
 * Where the names in an option's text link to: an option, or a control message if this option adds
 * it to receives, or if no option has the name. The option itself is not linked.
 */
function linksIn(option: string): (name: string) => string | undefined {
  return (name) => {
    const message = everyControl().find((one) => one.name === name)
    const enabledBy = message?.details.enabledBy
    const addsIt = enabledBy === option || enabledBy?.[0] === option
    if (message && (addsIt || !optionByName(name))) return `control-messages.md#${anchor(name)}`
    return name === option ? undefined : optionLink(name)
  }
}

/** The numbers that the kernel takes, if not all. */
function limitsOf({ details: { takes } }: Option): string {
  return takes ? `takes ${limitsText(takes)}` : ''
}

/** An example call, if the value is an object or a string. */
function exampleOf({ name, details: { example, readOnly } }: Option): string[] {
  const isPlain = example === null || !['object', 'string'].includes(typeof example)
  if (readOnly || isPlain || example instanceof Uint8Array) return []
  const call = `socket.setOption('${name}', ${shown(example)})`
  return call.length > LONGEST_EXAMPLE ? [] : [`Example: ${code(call)}`]
}
