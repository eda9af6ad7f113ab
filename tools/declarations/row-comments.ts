import { everyControl, everyOption } from '../../src/protocols/index.ts'
import { limitsText } from '../../src/protocols/option.ts'
import type { RowDetails } from '../../src/protocols/table.ts'
import { linkTo } from '../reference/links.ts'
import { shown } from '../reference/shown.ts'
import { INDENT, written } from './comments.ts'

/** What a row adds to its own comment. */
interface Facts {
  readonly page: string
  /** Complete sentences. */
  readonly more: readonly string[]
  readonly example: string
}

const options = new Map(
  everyOption().map(({ name, where, details }): [string, Facts] => [
    name,
    {
      page: details.page ?? where.page,
      more: [
        ...(details.takes ? [`Takes ${limitsText(details.takes, details.unit)}.`] : []),
        ...factsOf(details, 'Setting', details.takes !== undefined),
        ...(details.readOnly ? ['Read-only.'] : []),
        ...(details.writeOnly ? ['Cannot be read.'] : []),
      ],
      example: details.readOnly
        ? ''
        : exampleOf(details, (value) => `socket.setOption('${name}', ${value})`),
    },
  ]),
)

const controls = new Map(
  everyControl().map(({ name, where, details }): [string, Facts] => [
    name,
    {
      page: details.page ?? where.page,
      more: [
        ...factsOf(details, 'Sending'),
        ...(details.enabledBy === undefined
          ? []
          : [`Received when ${[details.enabledBy].flat()[0] as string} is set.`]),
      ],
      example: details.receiveOnly
        ? ''
        : exampleOf(
            details,
            (value) => `socket.sendMessageSync({ data, control: { ${name}: ${value} } })`,
          ),
    },
  ]),
)

/** What a row of a table describes. */
export type RowKind = 'option' | 'control'

/**
 * The comment of a C name: its meaning, and further facts from its row. Empty if there are none.
 *
 * @param kind What the name is; undefined for a number that is neither.
 * @param given Whether the value is input, which gets an example.
 */
export function rowComment(
  name: string,
  meaning: string,
  kind: RowKind | undefined,
  given: boolean,
): string {
  const facts = kind && (kind === 'control' ? controls : options).get(name)
  if (!facts) return meaning === '' ? '' : written(meaning.split('\n'), INDENT)
  const more = facts.more.filter((fact) => !isSaid(fact, meaning))
  const lines = [
    ...meaning.split('\n'),
    '',
    [...more, `See ${linkTo(facts.page)}.`].join(' '),
    ...(given && facts.example !== '' ? ['', `@example ${facts.example}`] : []),
  ]
  return written(lines, INDENT)
}

/** The rank of an option's man page among those that most programs use. */
export function placeOf(name: string): number {
  const place = WANTED.indexOf(options.get(name)?.page ?? '')
  return place < 0 ? WANTED.length : place
}

const WANTED = ['socket(7)', 'tcp(7)', 'ip(7)', 'ipv6(7)', 'udp(7)']

function factsOf(
  { unit, since, needs }: RowDetails<unknown>,
  doing: string,
  saysUnit = false,
): string[] {
  return [
    ...(unit === undefined || saysUnit ? [] : [`Unit: ${unit}.`]),
    ...(since === undefined ? [] : [`Since Linux ${since}.`]),
    ...(needs === undefined ? [] : [`${doing} it needs ${needs}.`]),
  ]
}

/** Whether the meaning already mentions the version or the capability. */
function isSaid(fact: string, meaning: string): boolean {
  const [word] = /Linux [\d.]*\d|CAP_\w+/.exec(fact) ?? []
  return word !== undefined && meaning.includes(word)
}

/** An example call for a value that is not just a number or a boolean. */
function exampleOf({ example }: RowDetails<unknown>, call: (value: string) => string): string {
  if (example === undefined || ['boolean', 'number', 'bigint'].includes(typeof example)) return ''
  const text = call(shown(example))
  return text.length > 200 ? '' : text
}
