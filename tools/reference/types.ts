import type { Described, Member, NamedType, ShownType } from './described.ts'
import { anchor, code, prose, table } from './markdown.ts'

/** Shows types, and describes those with fields the first time they are shown. */
export class Types {
  readonly #described: Described
  readonly #elsewhere: (name: string) => string | undefined
  readonly #used = new Set<string>()
  #pending: string[] = []

  /** @param elsewhere Returns where a type is described if that is on another page. */
  constructor(described: Described, elsewhere: (name: string) => string | undefined) {
    this.#described = described
    this.#elsewhere = elsewhere
  }

  /** A type, with a link to its description. */
  show({ text, named }: ShownType): string {
    if (named === undefined) return code(text)
    const there = this.#elsewhere(named)
    if (there !== undefined) return `[${code(text)}](${there})`
    this.#use(named)
    return `[${code(text)}](#${anchor(named)})`
  }

  /** The type of a value when read, its unit, and its type when given, if that is different. */
  value(read: Member, input: Member, unit: string | undefined, inputVerb: string): string {
    const one = `${this.show(read.type)}${unit === undefined ? '' : `, ${unit}`}`
    const [readText, inputText] = [read, input].map(({ type }) =>
      type.text.replace(/^readonly /, ''),
    )
    return readText === inputText ? one : `${one}; ${inputVerb} as ${this.show(input.type)}`
  }

  /** A section for each type that was first shown after the previous call. */
  describeNew(): string[] {
    const names = this.#pending
    this.#pending = []
    return names.flatMap((name) => {
      const type = this.#described.named(name)
      return type ? [`#### ${name}`, ...this.#body(type)] : []
    })
  }

  #body({ meaning, fields, oneOf }: NamedType): string[] {
    const what = meaning === '' ? [] : [prose(meaning)]
    if (fields.length === 0 && oneOf.length === 0) return what
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
    this.#pending.push(name)
    const type = this.#described.named(name)
    for (const part of [...(type?.oneOf ?? []), ...(type?.fields ?? []).map((one) => one.type)])
      this.show(part)
  }
}
