import type { SocketKind } from '../../src/protocols/table.ts'
import { linkTo } from './links.ts'

const NOTICE =
  '<!-- Generated from src/protocols by tools/reference.ts: npm run build:reference -->'

/** The link target for a C name, if it is described anywhere. */
export type LinkOf = (name: string) => string | undefined

/** A page made of these parts. No two headings may have the same anchor. */
export function page(...parts: readonly string[]): string {
  const anchors = parts.flatMap((part) => {
    const [, title] = /^#+ (.*)$/.exec(part) ?? []
    return title === undefined ? [] : [anchor(title)]
  })
  const twice = anchors.find((one, i) => anchors.indexOf(one) !== i)
  if (twice !== undefined) throw new Error(`Two headings of one page have the anchor #${twice}`)
  return `${[NOTICE, ...parts].join('\n\n')}\n`
}

/** A table. Cells may contain bars, even in code. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n')
}

/** Formats C or TypeScript as code. */
export function code(text: string): string {
  return `\`${text}\``
}

/** A C name as code, with a link to its description. */
export function codeLink(name: string, linkOf: LinkOf): string {
  const target = linkOf(name)
  return target === undefined ? code(name) : `[${code(name)}](${target})`
}

/** A comment as Markdown: C names become linked code, and nothing is interpreted as HTML. */
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

/**
 * Text with a link to the page about its subject: where the text names that page, or
 * else at its end.
 */
export function withPageLink(text: string, page: string): string {
  const link = linkTo(page)
  return text.includes(page) ? text.replace(page, link) : `${text} See ${link}.`.trimStart()
}

/** The arguments that create a socket: `AF_UNIX` `SOCK_STREAM`. */
export function socketOf(kind: SocketKind): string {
  return kind.map((word = '') => code(word)).join(' ')
}

/** The contents of a page, with links and counts. */
export function contents(sections: readonly (readonly [title: string, count: number])[]): string {
  return sections
    .map(([title, count]) => `- [${title}](#${anchor(title)})${count > 1 ? `: ${count}` : ''}`)
    .join('\n')
}

/** The anchor that GitHub generates for a heading. */
export function anchor(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-')
}
