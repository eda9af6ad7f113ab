import type { Level, SocketKind } from '../../src/protocols/table.ts'
import { code, contents, prose, socketOf, table } from './markdown.ts'

/** A row of a table of options, or of control messages. */
interface Row {
  readonly name: string
  readonly where: Level
  readonly details: { readonly page?: string; readonly testedOn?: SocketKind }
}

/** How rows become a page: the columns, and what a row has in them. */
export interface Shape<R extends Row> {
  /** The tables, by exported name. */
  readonly tables: Readonly<Record<string, () => Readonly<Record<string, R>>>>
  /** The comments of the tables, by exported name. */
  readonly meanings: ReadonlyMap<string, string>
  readonly columns: readonly string[]
  readonly cells: (row: R) => readonly string[]
}

/** The list of contents, then a section for each man page, with a table for each level. */
export function sectionsByPage<R extends Row>(shape: Shape<R>): string[] {
  const rows = Object.entries(shape.tables).flatMap(([of, make]) =>
    Object.values(make()).map((row) => ({ of, row, page: row.details.page ?? row.where.page })),
  )
  const pages = [...new Set(rows.map(({ page }) => page))].sort()
  const sections = pages.map((page) => ({ page, rows: rows.filter((one) => one.page === page) }))
  return [
    contents(sections.map((one) => [one.page, one.rows.length])),
    ...sections.flatMap((section) => [
      `## ${section.page}`,
      ...[...new Set(section.rows.map(({ of }) => of))].flatMap((of) => {
        const here = section.rows.filter((one) => one.of === of).map(({ row }) => row)
        return [
          introduction(here, section.page, prose(shape.meanings.get(of) ?? '')),
          grid(shape, here),
        ]
      }),
    ]),
  ]
}

function introduction(rows: readonly Row[], page: string, meaning: string): string {
  const [{ where } = { where: undefined }] = rows
  if (!where) return ''
  const whole = where.page === page && meaning !== '' ? `${meaning} ` : ''
  const kinds = new Set(
    rows.map(({ details, where: { testedOn } }) => socketOf(details.testedOn ?? testedOn)),
  )
  const level = `Level ${code(where.level)}`
  const [only = ''] = kinds
  return kinds.size === 1
    ? `${whole}${level}, tried on a socket of ${only}.`
    : `${whole}${level}, tried on a socket of ${socketOf(where.testedOn)} unless a row names another.`
}

function grid<R extends Row>({ columns, cells }: Shape<R>, rows: readonly R[]): string {
  const several =
    new Set(rows.map(({ details, where }) => socketOf(details.testedOn ?? where.testedOn))).size > 1
  return table(
    columns,
    rows.map((row) => {
      const { testedOn } = row.details
      const all = [...cells(row)]
      const meaning = prose(all.pop() ?? '')
      return [...all, several && testedOn ? `${meaning} On ${socketOf(testedOn)}.`.trim() : meaning]
    }),
  )
}
