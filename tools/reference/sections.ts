import type { Level, SocketKind } from '../../src/protocols/table.ts'
import { anchor, code, codeLink, contents, prose, socketOf, withPageLink } from './markdown.ts'

/** A row of a table of options or control messages. */
interface Row {
  readonly name: string
  readonly where: Level
  readonly details: {
    readonly page?: string
    readonly testedOn?: SocketKind
    readonly since?: string
  }
}

/** How rows are turned into a page. */
export interface Shape<R extends Row> {
  /** The tables, by exported name. */
  readonly tables: Readonly<Record<string, () => Readonly<Record<string, R>>>>
  /** The comments of the tables, by exported name. */
  readonly meanings: ReadonlyMap<string, string>
  /**
   * The facts in the first line of an entry: its value, and how it is used. Empty
   * ones are left out.
   */
  readonly facts: (row: R) => readonly string[]
  /** On which kernels the row was tried. */
  readonly tried: (name: string) => string
  /** What follows the first line: the meaning, and the fields of the value. */
  readonly body: (row: R) => readonly string[]
}

/** The index by name, the index by man page, and a section for each man page. */
export function sectionsByPage<R extends Row>(shape: Shape<R>): string[] {
  const rows = Object.entries(shape.tables).flatMap(([of, make]) =>
    Object.values(make()).map((row) => ({ of, row, page: row.details.page ?? row.where.page })),
  )
  const pages = [...new Set(rows.map(({ page }) => page))].sort(manPagesFirst)
  const sections = pages.map((page) => ({ page, rows: rows.filter((one) => one.page === page) }))
  return [
    '## A to Z',
    namesByPrefix(rows.map(({ row }) => row.name)),
    '## By man page',
    contents(sections.map((one) => [one.page, one.rows.length])),
    ...sections.flatMap((section) => [
      `## ${section.page}`,
      ...[...new Set(section.rows.map(({ of }) => of))].flatMap((of) => {
        const here = section.rows.filter((one) => one.of === of).map(({ row }) => row)
        return [
          introduction(here, section.page, prose(shape.meanings.get(of) ?? '')),
          ...here.flatMap((row) => entry(shape, row, severalKinds(here))),
        ]
      }),
    ]),
  ]
}

/** Sorts `socket(7)` before `RFC 3542` and `linux/tls.h`. */
function manPagesFirst(one: string, other: string): number {
  const isManPage = (page: string) => page.endsWith(')')
  return Number(isManPage(other)) - Number(isManPage(one)) || (one < other ? -1 : 1)
}

/** A line of links for each prefix, such as `SO_` or `TCP_`, in alphabetical order. */
function namesByPrefix(names: readonly string[]): string {
  const prefixOf = (name: string) => name.slice(0, name.indexOf('_') + 1)
  return [...new Set(names.map(prefixOf))]
    .sort()
    .map((prefix) => {
      const links = names
        .filter((name) => prefixOf(name) === prefix)
        .sort()
        .map((name) => codeLink(name, () => `#${anchor(name)}`))
      return `- ${links.join(', ')}`
    })
    .join('\n')
}

function introduction(rows: readonly Row[], page: string, meaning: string): string {
  const [{ where } = { where: undefined }] = rows
  if (!where) return ''
  const whole = withPageLink(where.page === page ? meaning : '', page)
  const kinds = new Set(kindsOf(rows))
  const level = `Level ${code(where.level)}`
  const [only = ''] = kinds
  return kinds.size === 1
    ? `${whole} ${level}, tested on a socket of ${only}.`
    : `${whole} ${level}, tested on a socket of ${socketOf(where.testedOn)} unless an entry names another.`
}

function entry<R extends Row>(
  { facts, tried, body }: Shape<R>,
  row: R,
  several: boolean,
): string[] {
  const { since, testedOn } = row.details
  const all = [
    ...facts(row),
    since === undefined ? '' : `since Linux ${since}`,
    several && testedOn ? `on ${socketOf(testedOn)}` : '',
    tried(row.name),
  ]
  return [`### ${row.name}`, all.filter((fact) => fact !== '').join(' · '), ...body(row)]
}

function severalKinds(rows: readonly Row[]): boolean {
  return new Set(kindsOf(rows)).size > 1
}

function kindsOf(rows: readonly Row[]): string[] {
  return rows.map(({ details, where }) => socketOf(details.testedOn ?? where.testedOn))
}
