import type { SocketKind } from '../../src/protocols/table.ts'
import { linkTo } from './links.ts'

const NOTICE =
  '<!-- Generated from src/protocols by tools/reference.ts: npm run build:reference -->'

/** Where a name of C is described: the target of a link, if there is one. */
export type LinkOf = (name: string) => string | undefined

/** A page, from its parts. No two headings may have the same anchor. */
export function page(...parts: readonly string[]): string {
  const anchors = parts.flatMap((part) => {
    const [, title] = /^#+ (.*)$/.exec(part) ?? []
    return title === undefined ? [] : [anchor(title)]
  })
  const twice = anchors.find((one, i) => anchors.indexOf(one) !== i)
  if (twice !== undefined) throw new Error(`Two headings of one page have the anchor #${twice}`)
  return `${[NOTICE, ...parts].join('\n\n')}\n`
}

/** A table; what is in its cells may have bars, in code too. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n')
}

/** Words of C or TypeScript. */
export function code(text: string): string {
  return `\`${text}\``
}

/** A name of C, with a link to where it is described. */
export function codeLink(name: string, linkOf: LinkOf): string {
  const target = linkOf(name)
  return target === undefined ? code(name) : `[${code(name)}](${target})`
}

/** A comment as Markdown: names of C are code, with links, and nothing is taken for HTML. */
export function prose(comment: string, linkOf: LinkOf = () => undefined): string {
  return comment
    .split(/(`[^`]*`)/)
    .map((part) =>
      part.startsWith('`')
        ? part
        : part
            .replace(/[<\\]/g, '\\$&')
            .replace(/\b[A-Z][A-Z0-9]*_[A-Za-z0-9_*]*|\bE[A-Z]{3,}[0-9]*\b/g, (name) =>
              codeLink(name, linkOf),
            ),
    )
    .join('')
}

/** Text with a link to the page that describes its subject, where it names that page or at its end. */
export function withPageLink(text: string, page: string): string {
  const link = linkTo(page)
  return text.includes(page) ? text.replace(page, link) : `${text} See ${link}.`.trimStart()
}

/** A socket to make: `AF_UNIX` `SOCK_STREAM`. */
export function socketOf(kind: SocketKind): string {
  return kind.map((word = '') => code(word)).join(' ')
}

/** The list of what a page has, with links and counts. */
export function contents(sections: readonly (readonly [title: string, count: number])[]): string {
  return sections
    .map(([title, count]) => `- [${title}](#${anchor(title)})${count > 1 ? `: ${count}` : ''}`)
    .join('\n')
}

/** What GitHub makes of a heading. */
export function anchor(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-')
}
