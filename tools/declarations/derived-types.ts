import { resolve } from 'node:path'
import ts from 'typescript'
import { INDENT, linesOf } from './comments.ts'
import { wantedFirst } from './order.ts'
import { rowComment, type RowKind } from './row-comments.ts'

const FLAGS: ts.TypeFormatFlags =
  ts.TypeFormatFlags.NoTruncation |
  ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope |
  ts.TypeFormatFlags.UseSingleQuotesForStringLiteralType

/**
 * Writes out the types that are derived from the tables, as if they were written by hand: an
 * interface with a comment on each member, or a union of names.
 */
export class DerivedTypes {
  readonly #program: ts.Program
  readonly #checker: ts.TypeChecker
  #meanings: ReadonlyMap<string, string> | undefined

  /** @param roots The source files from which all others are reachable. */
  constructor(roots: readonly string[]) {
    const { config } = ts.readConfigFile('tsconfig.json', (path) => ts.sys.readFile(path)) as {
      config: object
    }
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.')
    this.#program = ts.createProgram(roots, { ...options, types: [] })
    this.#checker = this.#program.getTypeChecker()
  }

  /**
   * The written-out declaration of a type, or undefined if the source already says it plainly.
   *
   * @param path The source file.
   * @param documented Whether its members get comments.
   */
  writtenOut(path: string, node: ts.TypeAliasDeclaration, documented: boolean): string | undefined {
    if (node.typeParameters || !isDerived(node.type)) return undefined
    const symbol = this.#aliasIn(path, node.name.text)
    const type = this.#checker.getDeclaredTypeOfSymbol(symbol)
    if (isPlain(node.type) || this.#isKeysOfOne(symbol)) return undefined
    const text = isMapped(type)
      ? this.#interface(node.name.text, type, documented)
      : type.isUnion() || type.isStringLiteral()
        ? this.#union(node.name.text, type)
        : undefined
    return text
  }

  /** Whether it is `keyof X`, where X is itself written out or is an intersection of such types. */
  #isKeysOfOne(symbol: ts.Symbol): boolean {
    const [declaration] = symbol.declarations ?? []
    if (!declaration || !ts.isTypeAliasDeclaration(declaration)) return false
    const { type } = declaration
    if (!ts.isTypeOperatorNode(type) || !ts.isTypeReferenceNode(type.type)) return false
    const of = this.#checker.getTypeFromTypeNode(type.type)
    return isMapped(of) || of.isIntersection()
  }

  #interface(name: string, type: ts.Type, documented: boolean): string {
    const members = this.#checker.getPropertiesOfType(type).map((property) => {
      const comment = documented ? this.#comment(property, INPUT.test(name)) : ''
      return { key: property.name, text: `${comment}${INDENT}${this.#member(property)}\n` }
    })
    const text = wantedFirst(members, ({ key }) => key).map((member) => member.text)
    for (const { keyType, type: value } of this.#checker.getIndexInfosOfType(type))
      text.push(`${INDENT}[key: ${this.#show(keyType)}]: ${this.#show(value)};\n`)
    return `interface ${name} {\n${text.join('')}}`
  }

  #union(name: string, type: ts.Type): string {
    const parts = type.isUnion() ? type.types : [type]
    const texts = parts.map((part) => this.#show(part))
    const ordered = wantedFirst(texts, (text) => text.replace(/^'|'$/g, ''))
    return `type ${name} =${ordered.map((text) => `\n    | ${text}`).join('')};`
  }

  /** A type that is mapped from another, member by member, has lost the comments of its rows. */
  #comment(property: ts.Symbol, given: boolean): string {
    const { name } = property
    const [declaration] = property.declarations ?? []
    const meaning = ts.displayPartsToString(property.getDocumentationComment(this.#checker))
    const kind = declaration && rowKind(declaration)
    if (meaning !== '') return rowComment(name, meaning, kind, given)
    this.#meanings ??= optionMeanings(this.#program)
    return rowComment(name, this.#meanings.get(name) ?? '', 'option', given)
  }

  #member(property: ts.Symbol): string {
    const optional = property.flags & ts.SymbolFlags.Optional
    const whole = this.#checker.getTypeOfSymbol(property)
    const type = this.#show(optional ? this.#checker.getNonNullableType(whole) : whole)
    if (/\bany\b/.test(type)) throw new Error(`The type of ${property.name} is not known: ${type}`)
    const readonly = isReadonly(property) ? 'readonly ' : ''
    return `${readonly}${property.name}${optional ? '?' : ''}: ${type};`
  }

  #show(type: ts.Type): string {
    return this.#checker.typeToString(type, undefined, FLAGS)
  }

  #aliasIn(path: string, name: string): ts.Symbol {
    const source = this.#program.getSourceFile(resolve(path))
    const statement = source?.statements.find(
      (one) => ts.isTypeAliasDeclaration(one) && one.name.text === name,
    ) as ts.TypeAliasDeclaration | undefined
    const symbol = statement && this.#checker.getSymbolAtLocation(statement.name)
    if (!symbol) throw new Error(`${path} has no type ${name}`)
    return symbol
  }
}

/** Names of types of input values. */
const INPUT = /(?:ToSet|Inputs?)$|^Settable/

/** The comment of each option, by the name of the option. */
function optionMeanings(program: ts.Program): Map<string, string> {
  const meanings = new Map<string, string>()
  const visit = (at: ts.Node): void => {
    if (rowKind(at) === 'option') {
      const comment = ts.getJSDocCommentsAndTags(at).find(ts.isJSDoc)?.getText() ?? ''
      meanings.set((at as ts.PropertyAssignment).name.getText(), linesOf(comment).join('\n').trim())
    }
    ts.forEachChild(at, visit)
  }
  for (const source of program.getSourceFiles())
    if (/\/src\/protocols\/[^.]*\.ts$/.test(source.fileName)) visit(source)
  return meanings
}

/** The kind of a row of a table, such as `SO_LINGER: option(…)`. */
function rowKind(at: ts.Node): RowKind | undefined {
  if (!ts.isPropertyAssignment(at) || !ts.isCallExpression(at.initializer)) return undefined
  const callee = at.initializer.expression
  const name = ts.isIdentifier(callee) ? callee.text : ''
  return name === 'option' || name === 'control' ? name : undefined
}

/**
 * Whether it is a generic whose arguments are named types: `Flags<MessageFlag>`,
 * `Partial<Pick<X, Y>>`.
 */
function isPlain(node: ts.TypeNode): boolean {
  const given = ts.isTypeReferenceNode(node) ? (node.typeArguments ?? []) : []
  return ts.isTypeReferenceNode(node) && given.every((one) => isPlain(one) || !isDerived(one))
}

function isMapped(type: ts.Type): boolean {
  const { objectFlags = 0 } = type as Partial<ts.ObjectType>
  return (objectFlags & ts.ObjectFlags.Mapped) !== 0
}

/**
 * Whether a type is computed from others: mapped, conditional, an indexed access, `typeof`,
 * `keyof` or generic.
 */
function isDerived(node: ts.TypeNode): boolean {
  if (
    ts.isMappedTypeNode(node) ||
    ts.isConditionalTypeNode(node) ||
    ts.isIndexedAccessTypeNode(node) ||
    ts.isTypeQueryNode(node) ||
    (ts.isTypeOperatorNode(node) && node.operator === ts.SyntaxKind.KeyOfKeyword)
  )
    return true
  if (ts.isTypeReferenceNode(node)) return node.typeArguments !== undefined
  return ts.isUnionTypeNode(node) ? node.types.some(isDerived) : false
}

/**
 * Whether a property of a mapped type is readonly. The compiler has no public function for this.
 */
function isReadonly(property: ts.Symbol): boolean {
  const READONLY = 8 // CheckFlags.Readonly
  const { links } = property as { links?: { readonly checkFlags?: number } }
  return ((links?.checkFlags ?? 0) & READONLY) !== 0
}
