import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import ts from 'typescript'

/** A name that a module of the package declares, with all its declarations. */
export interface Declared {
  readonly name: string
  readonly module: Module
  readonly declarations: readonly Declaration[]
}

/** A name from another package or from Node. */
export interface Foreign {
  readonly specifier: string
  readonly name: string
}

/** A statement, and the module in which its names are resolved. */
export interface Declaration {
  readonly node: ts.Statement
  readonly scope: Module
}

interface Import {
  readonly specifier: string
  readonly name: string
}

/** A declaration file emitted by the compiler. */
export interface Module {
  readonly path: string
  readonly source: ts.SourceFile
  readonly declared: Map<string, Declaration[]>
  readonly imports: Map<string, Import>
  /** Exports by name, and whether each is exported only as a type. */
  readonly exports: Map<string, { readonly from: Import; readonly typeOnly: boolean }>
}

/** The emitted declaration files, each read on first use. */
export class Modules {
  readonly #modules = new Map<string, Module>()
  readonly #declared = new Map<string, Declared>()
  readonly #folder: string
  #declarers: ReadonlyMap<string, string> | undefined

  /** @param folder The folder of the declaration files. */
  constructor(folder: string) {
    this.#folder = folder
  }

  /** @param path The declaration file. */
  read(path: string): Module {
    const known = this.#modules.get(path)
    if (known) return known
    const module = parseModule(path, readFileSync(path, 'utf8'))
    this.#modules.set(path, module)
    for (const statement of module.source.statements) {
      if (ts.isModuleDeclaration(statement)) this.#augment(module, statement)
    }
    return module
  }

  /** What a name refers to in a module; undefined if the module neither declares nor imports it. */
  lookUp(module: Module, name: string): Declared | Foreign | undefined {
    const declarations = module.declared.get(name)
    if (declarations) {
      const key = `${module.path}#${name}`
      const known = this.#declared.get(key) ?? { name, module, declarations }
      this.#declared.set(key, known)
      return known
    }
    const imported = module.imports.get(name)
    return imported && this.follow(module, imported.specifier, imported.name)
  }

  /** What a module exports under this name. */
  exported(module: Module, name: string): Declared | Foreign {
    const from = module.exports.get(name)?.from
    if (!from) throw new Error(`${module.path} exports no ${name}`)
    const found =
      from.specifier === ''
        ? this.lookUp(module, from.name)
        : this.follow(module, from.specifier, from.name)
    if (!found) throw new Error(`${module.path} does not declare ${from.name}`)
    return found
  }

  /** What a module imports under this name from another module. */
  follow(module: Module, specifier: string, name: string): Declared | Foreign {
    if (!specifier.startsWith('.')) return { specifier, name }
    if (name === '*') throw new Error(`${module.path} imports all of ${specifier} as one`)
    return this.exported(this.read(pathOf(module, specifier)), name)
  }

  /**
   * Lets a module use a name that only another module declares. Types written out by the compiler
   * can contain such names.
   */
  find(scope: Module, name: string): void {
    this.#declarers ??= declarersIn(this.#folder)
    const from = this.#declarers.get(name)
    if (from === undefined) return
    const module = this.read(from)
    module.exports.set(name, { from: { specifier: '', name }, typeOnly: false })
    const path = relative(dirname(scope.path), from).replace(/\.d\.ts$/, '.ts')
    scope.imports.set(name, { specifier: path.startsWith('.') ? path : `./${path}`, name })
  }

  /** Adds the declarations in `declare module './x.ts'` to those of that module. */
  #augment(scope: Module, { name, body }: ts.ModuleDeclaration): void {
    if (!body || !ts.isModuleBlock(body)) return
    const augmented = this.read(pathOf(scope, name.text))
    for (const node of body.statements) declare(augmented, node, scope)
  }
}

function pathOf({ path }: Module, specifier: string): string {
  return resolve(dirname(path), specifier.replace(/\.ts$/, '.d.ts'))
}

function parseModule(path: string, text: string): Module {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const module: Module = {
    path,
    source,
    declared: new Map(),
    imports: new Map(),
    exports: new Map(),
  }
  for (const node of source.statements) {
    if (ts.isImportDeclaration(node)) readImport(module, node)
    else if (ts.isExportDeclaration(node)) readExport(module, node)
    else if (ts.isExportAssignment(node)) throw new Error(`${path} has a default export`)
    else if (!ts.isModuleDeclaration(node)) declare(module, node, module)
  }
  return module
}

function readImport({ imports, path }: Module, node: ts.ImportDeclaration): void {
  const specifier = (node.moduleSpecifier as ts.StringLiteral).text
  const bindings = node.importClause?.namedBindings
  if (node.importClause?.name) throw new Error(`${path} has a default import`)
  if (!bindings) return
  if (ts.isNamespaceImport(bindings)) imports.set(bindings.name.text, { specifier, name: '*' })
  else
    for (const { name, propertyName } of bindings.elements)
      imports.set(name.text, { specifier, name: (propertyName ?? name).text })
}

function readExport({ exports, path }: Module, node: ts.ExportDeclaration): void {
  const specifier = node.moduleSpecifier ? (node.moduleSpecifier as ts.StringLiteral).text : ''
  if (!node.exportClause) throw new Error(`${path} exports all of ${specifier}`)
  if (!ts.isNamedExports(node.exportClause)) throw new Error(`${path} exports a namespace`)
  for (const { name, propertyName, isTypeOnly } of node.exportClause.elements) {
    const from = { specifier, name: (propertyName ?? name).text }
    exports.set(name.text, { from, typeOnly: node.isTypeOnly || isTypeOnly })
  }
}

function declare(module: Module, node: ts.Statement, scope: Module): void {
  const names = ts.isVariableStatement(node)
    ? node.declarationList.declarations.map(({ name }) => name.getText())
    : [(node as ts.DeclarationStatement).name?.getText() ?? '']
  const exported = ts.canHaveModifiers(node) && isExported(node)
  for (const name of names) {
    const others = module.declared.get(name)
    if (others) others.push({ node, scope })
    else module.declared.set(name, [{ node, scope }])
    if (exported) module.exports.set(name, { from: { specifier: '', name }, typeOnly: false })
  }
}

function isExported(node: ts.HasModifiers): boolean {
  const modifiers = ts.getModifiers(node) ?? []
  return modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
}

/**
 * The file that declares each type, by the name of the type. Files that export it take precedence.
 */
function declarersIn(folder: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.d.ts') || name.startsWith('dialects')) continue
    const path = join(folder, name)
    const types = readFileSync(path, 'utf8').matchAll(
      /^(export )?(?:declare )?(?:abstract )?(?:interface|type|class) (\w+)/gm,
    )
    for (const [, exported, type = ''] of types)
      if (exported || !found.has(type)) found.set(type, path)
  }
  return found
}
