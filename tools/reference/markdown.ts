import type { SocketKind } from '../../src/protocols/table.ts'
import type { Described, NamedType, ShownType } from './described.ts'

const NOTICE =
  '<!-- Generated from src/protocols by tools/reference.ts: npm run build:reference -->'

/** A page, from its parts. */
export function page(...parts: readonly string[]): string {
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

/** A comment as Markdown: names of C are code, and nothing is taken for HTML. */
export function prose(comment: string): string {
  return comment
    .split(/(`[^`]*`)/)
    .map((part) =>
      part.startsWith('`')
        ? part
        : part
            .replace(/[<\\]/g, '\\$&')
            .replace(/\b[A-Z][A-Z0-9]*_[A-Za-z0-9_*]*|\bE[A-Z]{3,}[0-9]*\b/g, '`$&`'),
    )
    .join('')
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
function anchor(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-')
}

/** Shows types, and describes at the end of the page those that have fields. */
export class Types {
  readonly #described: Described
  readonly #elsewhere: (name: string) => string | undefined
  readonly #used = new Set<string>()

  /** @param elsewhere Where a type is described, if that is not on this page. */
  constructor(described: Described, elsewhere: (name: string) => string | undefined) {
    this.#described = described
    this.#elsewhere = elsewhere
  }

  /** A type, with a link to where its fields are. */
  show({ text, named }: ShownType): string {
    if (named === undefined) return code(text)
    const there = this.#elsewhere(named)
    if (there !== undefined) return `[${code(text)}](${there})`
    this.#use(named)
    return `[${code(text)}](#${anchor(named)})`
  }

  /** A section for each type that was shown, in the order of names. */
  sections(): string[] {
    return [...this.#used].sort().flatMap((name) => {
      const type = this.#described.named(name)
      return type ? [`### ${name}`, ...this.body(type)] : []
    })
  }

  /** What a type means, and its fields. */
  body({ meaning, fields, oneOf }: NamedType): string[] {
    const what = meaning === '' ? [] : [prose(meaning)]
    if (oneOf.length > 0)
      return [...what, `One of ${oneOf.map((one) => this.show(one)).join(', ')}.`]
    const rows = fields.map((field) => [
      code(field.optional ? `${field.name}?` : field.name),
      this.show(field.type),
      prose(field.meaning),
    ])
    return [...what, table(['field', 'type', 'meaning'], rows)]
  }

  #use(name: string): void {
    if (this.#used.has(name)) return
    this.#used.add(name)
    const type = this.#described.named(name)
    for (const part of [...(type?.oneOf ?? []), ...(type?.fields ?? []).map((one) => one.type)])
      this.show(part)
  }
}
