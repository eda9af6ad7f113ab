import { resolve } from 'node:path'
import ts from 'typescript'

/** A type as the reference shows it: its TypeScript, and the named type in it. */
export interface ShownType {
  readonly text: string
  /** The name of the first type in it that has fields. Such types are described once per page. */
  readonly named: string | undefined
}

/** A type with fields. */
export interface NamedType {
  readonly name: string
  readonly meaning: string
  /** Empty if it is a union of other types. */
  readonly fields: readonly Field[]
  /** The members of a union. */
  readonly oneOf: readonly ShownType[]
}

interface Field {
  readonly name: string
  readonly type: ShownType
  readonly optional: boolean
  readonly meaning: string
}

/**
 * A member of one of the types derived from the tables: an option, a control message or a family.
 */
export interface Member {
  readonly meaning: string
  readonly type: ShownType
}

/** The member with this name, which must exist. */
export function memberOf(members: ReadonlyMap<string, Member>, name: string): Member {
  const member = members.get(name)
  if (!member) throw new Error(`The compiler does not know ${name}`)
  return member
}

/** The types of the tables as the TypeScript compiler sees them. */
const TABLE_TYPES = `
import type { InOf, OutOf } from '../codec/codec.ts'
import type * as addressFamilies from './address-families.ts'
import type * as controlTables from './control-tables.ts'
import type * as optionTables from './option-tables.ts'
import type { Constants, ControlInputs, ControlValues, DecodedOptions, OptionName, OptionQuery, OptionsToSet } from './index.ts'
type Family = (typeof addressFamilies)[keyof typeof addressFamilies]
export interface TableTypes {
  constants: Constants
  options: DecodedOptions
  optionsToSet: OptionsToSet
  queries: { [Name in OptionName]: OptionQuery<Name>[0] }
  controlValues: ControlValues
  controlInputs: ControlInputs
  addresses: { [F in Family as F['name']]: OutOf<F['address']> }
  addressesToGive: { [F in Family as F['name']]: InOf<F['address']> }
  optionTables: typeof optionTables
  controlTables: typeof controlTables
  addressFamilies: typeof addressFamilies
}
`
const SHOWN_WHOLE: ts.TypeFormatFlags =
  ts.TypeFormatFlags.NoTruncation |
  ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope |
  ts.TypeFormatFlags.UseSingleQuotesForStringLiteralType
const FILE = resolve('src/protocols/reference-types.ts')

type TableType =
  | 'constants'
  | 'options'
  | 'optionsToSet'
  | 'queries'
  | 'controlValues'
  | 'controlInputs'
  | 'addresses'
  | 'addressesToGive'

/**
 * Asks the TypeScript compiler about the tables, because only they contain the types and comments.
 */
export class Described {
  readonly #checker: ts.TypeChecker
  readonly #tableTypes: ts.Type
  readonly #named = new Map<string, NamedType>()

  constructor() {
    const { config } = ts.readConfigFile('tsconfig.json', (path) => ts.sys.readFile(path)) as {
      config: object
    }
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.')
    const host = ts.createCompilerHost(options)
    const reading: ts.CompilerHost = {
      ...host,
      readFile: (path) => (resolve(path) === FILE ? TABLE_TYPES : host.readFile(path)),
      fileExists: (path) => resolve(path) === FILE || host.fileExists(path),
      getSourceFile: (path, target) =>
        resolve(path) === FILE
          ? ts.createSourceFile(path, TABLE_TYPES, target)
          : host.getSourceFile(path, target),
    }
    const program = ts.createProgram([FILE], { ...options, types: [] }, reading)
    this.#checker = program.getTypeChecker()
    const source = this.#source(program, FILE)
    const [tableTypes] = this.#checker.getExportsOfModule(this.#symbolAt(source))
    if (!tableTypes) throw new Error('The compiler did not read the types of the tables')
    this.#tableTypes = this.#checker.getDeclaredTypeOfSymbol(tableTypes)
  }

  /** The members of one of these types, by name. */
  members(type: TableType): Map<string, Member> {
    return new Map(
      this.#properties(type).map((symbol) => [
        symbol.name,
        {
          meaning: this.#meaning(symbol),
          type: this.#show(this.#checker.getTypeOfSymbol(symbol)),
        },
      ]),
    )
  }

  /** The comments of the tables or address families, by exported name. */
  comments(type: 'optionTables' | 'controlTables' | 'addressFamilies'): Map<string, string> {
    return new Map(
      this.#properties(type).map((symbol) => [
        symbol.name,
        this.#meaning(this.#checker.getAliasedSymbol(symbol)),
      ]),
    )
  }

  /** A named type that has been shown before. */
  named(name: string): NamedType | undefined {
    return this.#named.get(name)
  }

  #properties(type: string): ts.Symbol[] {
    const property = this.#tableTypes.getProperty(type)
    if (!property) throw new Error(`No such type: ${type}`)
    return this.#checker.getPropertiesOfType(this.#checker.getTypeOfSymbol(property))
  }

  #source(program: ts.Program, path: string): ts.SourceFile {
    const source = program.getSourceFile(path) ?? program.getSourceFile(resolve(path))
    if (!source) throw new Error(`The compiler did not read ${path}`)
    return source
  }

  #symbolAt(source: ts.SourceFile): ts.Symbol {
    const symbol = this.#checker.getSymbolAtLocation(source)
    if (!symbol) throw new Error(`${source.fileName} is not a module`)
    return symbol
  }

  #meaning(symbol: ts.Symbol): string {
    return ts
      .displayPartsToString(symbol.getDocumentationComment(this.#checker))
      .replace(/\{@link (?:\w+\.)?(\w+)\}/g, '`$1`')
      .replace(/\s+/g, ' ')
      .trim()
  }

  #show(type: ts.Type): ShownType {
    const text = this.#checker
      .typeToString(type, undefined, SHOWN_WHOLE)
      .replaceAll('<ArrayBufferLike>', '')
    return { text, named: this.#nameIn(type) }
  }

  /** The name of the first type of this package in a type. Records its fields. */
  #nameIn(type: ts.Type): string | undefined {
    const symbol = type.aliasSymbol ?? type.getSymbol()
    const [declaration] = symbol?.getDeclarations() ?? []
    const ours = declaration && !declaration.getSourceFile().isDeclarationFile
    if (symbol && ours && !symbol.name.startsWith('__')) {
      this.#remember(symbol, type)
      return symbol.name
    }
    const parts = type.isUnionOrIntersection()
      ? type.types
      : this.#checker.isArrayType(type) || this.#checker.isTupleType(type)
        ? this.#checker.getTypeArguments(type as ts.TypeReference)
        : (type.aliasTypeArguments ?? [])
    const names = parts.map((part) => this.#nameIn(part))
    return names.find((name) => name !== undefined)
  }

  #remember(symbol: ts.Symbol, type: ts.Type): void {
    const { name } = symbol
    if (this.#named.has(name)) return
    const seen = { name, meaning: this.#meaning(symbol) }
    this.#named.set(name, { ...seen, fields: [], oneOf: [] }) // its fields may refer to itself
    if (type.isUnion()) {
      // Each use of a generic has other parts.
      const oneOf = type.aliasTypeArguments ? [] : type.types.map((part) => this.#show(part))
      this.#named.set(name, { ...seen, fields: [], oneOf })
      return
    }
    const fields = this.#checker.getPropertiesOfType(type).map((field) => ({
      name: field.name,
      type: this.#show(this.#checker.getNonNullableType(this.#checker.getTypeOfSymbol(field))),
      optional: (field.flags & ts.SymbolFlags.Optional) !== 0,
      meaning: this.#meaning(field),
    }))
    this.#named.set(name, { ...seen, fields, oneOf: [] })
  }
}
