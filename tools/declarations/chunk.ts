import ts from 'typescript'
import { type Edit, edited } from './edit.ts'
import type { Declared, Foreign, Modules } from './modules.ts'
import { isDeclared, type Part, type Parts, type Published } from './reached.ts'
import { wholeComments } from './whole-comments.ts'

/** What the chunks of a package share. */
export interface Package {
  readonly modules: Modules
  readonly parts: Parts
  /** The chunk that each declaration is in. */
  readonly homes: ReadonlyMap<Declared, string>
  /** The exports of each entry. */
  readonly published: ReadonlyMap<string, readonly Published[]>
}

const NODE_TYPES = '/// <reference types="node" />\n'

/** A declaration file to be written. */
export class Chunk {
  readonly #name: string
  readonly #declared: readonly Declared[]
  readonly #package: Package
  readonly #exports: readonly Published[]
  /** The name that each declaration or import has in this file. */
  readonly #names = new Map<Declared | string, string>()
  readonly #taken = new Set<string>()
  /** Import clauses by module specifier. */
  readonly #imports = new Map<string, Set<string>>()

  constructor(name: string, declared: readonly Declared[], of: Package) {
    this.#name = name
    this.#declared = declared
    this.#package = of
    this.#exports =
      of.published.get(name) ?? declared.map((is) => ({ name: is.name, is, typeOnly: false }))
    const here = new Set(declared)
    const own = this.#exports.filter(({ is, name }) => here.has(is) && is.name === name)
    for (const { is } of own) this.#nameOf(is)
    for (const is of declared) this.#nameOf(is)
  }

  text(): string {
    const statements = this.#declared.flatMap((is) =>
      this.#package.parts.of(is).map((part) => this.#statement(is, part)),
    )
    const exports = this.#exportList()
    const code = this.#resolveLinks(statements.join('\n'))
    const imports = Array.from(
      this.#imports,
      ([from, clauses]) => `import type { ${[...clauses].join(', ')} } from '${from}';\n`,
    )
    // TypeScript 6 does not include the types of Node by default; this adds them.
    const node = /\bBuffer\b|'node:/.test(`${imports.join('')}${code}`) ? NODE_TYPES : ''
    return `${node}${imports.join('')}${code}\n${exports}`
  }

  /** The name in this file of something that it declares or imports; imports it if necessary. */
  #nameOf(to: Declared | Foreign): string {
    const key = isDeclared(to) ? to : `${to.specifier} ${to.name}`
    const known = this.#names.get(key)
    if (known !== undefined) return known
    let name = to.name
    for (let n = 1; this.#taken.has(name); n++) name = `${to.name}_${n}`
    this.#taken.add(name)
    this.#names.set(key, name)
    if (!isDeclared(to)) this.#import(to.specifier, to.name, name)
    else if (this.#package.homes.get(to) !== this.#name) this.#importDeclared(to, name)
    return name
  }

  #importDeclared(to: Declared, name: string): void {
    const home = this.#package.homes.get(to)
    if (home === undefined) throw new Error(`No entry reaches ${to.name}`)
    const published = this.#package.published.get(home)
    const exported = published ? published.find(({ is }) => is === to)?.name : to.name
    if (exported === undefined) throw new Error(`${home} does not publish ${to.name}`)
    this.#import(`./${home}.js`, exported, name)
  }

  #import(from: string, exported: string, name: string): void {
    const clauses = this.#imports.get(from) ?? new Set()
    clauses.add(exported === name ? name : `${exported} as ${name}`)
    this.#imports.set(from, clauses)
  }

  /** A declaration with this file's names and complete comments. */
  #statement(is: Declared, part: Part): string {
    const { node } = part
    const edits: Edit[] = [
      ...part.references.map(({ start, end, to }) => ({ start, end, text: this.#nameOf(to) })),
      ...wholeComments(part, this.#package),
      ...this.#heading(is, node),
    ]
    const [start, end] = [node.getStart(undefined, true), node.getEnd()]
    return edited(node.getSourceFile().text, start, end, edits).replaceAll('<ArrayBufferLike>', '')
  }

  /**
   * Adds `export` and `declare` where needed, and renames the declaration if it has
   * another name here.
   */
  #heading(is: Declared, node: ts.Statement): Edit[] {
    const at = node.getStart()
    const modifiers = ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : []
    const rest = modifiers.filter(
      ({ kind }) => kind !== ts.SyntaxKind.ExportKeyword && kind !== ts.SyntaxKind.DeclareKeyword,
    )
    const end = modifiers.length > 0 ? endOf(node, modifiers) : at
    const isType = ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)
    const words = [
      ...(this.#isExportedAsItIs(is) ? ['export'] : []),
      ...(isType ? [] : ['declare']),
      ...rest.map((one) => one.getText()),
    ]
    const text = words.length > 0 ? `${words.join(' ')} ` : ''
    const name = this.#nameOf(is)
    const identifier = (node as Partial<ts.DeclarationStatement>).name
    const renamed =
      identifier && name !== is.name
        ? [{ start: identifier.getStart(), end: identifier.getEnd(), text: name }]
        : []
    return [{ start: at, end, text }, ...renamed]
  }

  #isExportedAsItIs(is: Declared): boolean {
    return (
      this.#exports.some(
        (one) => one.is === is && !one.typeOnly && one.name === this.#nameOf(is),
      ) ||
      this.#exports.some((one) => one.is === is && one.name === this.#nameOf(is) && isOnlyType(is))
    )
  }

  /** The export list: what is exported under another name, from another file, or only as a type. */
  #exportList(): string {
    const others = this.#exports.filter(({ is, name }) => {
      const here = this.#package.homes.get(is) === this.#name
      return !here || this.#nameOf(is) !== name || !this.#isExportedAsItIs(is)
    })
    const own = others.filter(({ is }) => this.#package.homes.get(is) === this.#name)
    const byHome = new Map<string, Published[]>()
    for (const one of others) {
      const home = this.#package.homes.get(one.is) ?? ''
      if (home !== this.#name) byHome.set(home, [...(byHome.get(home) ?? []), one])
    }
    const clause = ({ name, typeOnly }: Published, local: string) =>
      `${typeOnly ? 'type ' : ''}${local === name ? name : `${local} as ${name}`}`
    const lists = Array.from(byHome, ([home, list]) => {
      const published = this.#package.published.get(home)
      const names = list.map((one) =>
        clause(one, published?.find(({ is }) => is === one.is)?.name ?? one.is.name),
      )
      return `export { ${names.join(', ')} } from './${home}.js';\n`
    })
    // Without an export list, everything in a declaration file is exported.
    const names = own.map((one) => clause(one, this.#nameOf(one.is)))
    return `${lists.join('')}export {${names.map((name) => ` ${name} `).join(',')}};\n`
  }

  /**
   * Makes links refer to names in this file, importing those that another file exports. A link to
   * anything else becomes code.
   */
  #resolveLinks(code: string): string {
    const bare = code.replace(/\/\*.*?\*\//gs, '')
    return code.replace(
      /\{@link (?!https?:)(\w+)([\w.]*)([^}]*)\}/g,
      (link, name: string, rest: string, text: string) => {
        if (this.#taken.has(name) || new RegExp(`\\b${name}\\b`).test(bare)) return link
        for (const published of this.#package.published.values()) {
          const found = published.find((one) => one.name === name)
          if (found) {
            this.#nameOf(found.is)
            return link
          }
        }
        return `\`${text.trim() || name + rest}\``
      },
    )
  }
}

function isOnlyType({ declarations }: Declared): boolean {
  return declarations.every(
    ({ node }) => ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node),
  )
}

function endOf(node: ts.Node, modifiers: readonly ts.Modifier[]): number {
  const last = modifiers.at(-1)?.getEnd() ?? node.getStart()
  const text = node.getSourceFile().text
  return last + (/^\s+/.exec(text.slice(last))?.[0].length ?? 0)
}
