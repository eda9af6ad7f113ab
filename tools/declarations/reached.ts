import { relative } from 'node:path'
import ts from 'typescript'
import type { DerivedTypes } from './derived-types.ts'
import type { Declaration, Declared, Foreign, Module, Modules } from './modules.ts'
import { type Reference, referencesIn } from './references.ts'

/** A statement to be written, and its references. */
export interface Part extends Declaration {
  readonly references: readonly Reference[]
}

/** An export of a module: its exported name, and whether it is exported only as a type. */
export interface Published {
  readonly name: string
  readonly is: Declared
  readonly typeOnly: boolean
}

/** The exports of a module, in their order. */
export function publishedBy(module: Module, modules: Modules): Published[] {
  return Array.from(module.exports, ([name, { typeOnly }]) => {
    const is = modules.exported(module, name)
    if (!isDeclared(is)) throw new Error(`${module.path} exports ${name} of another package`)
    return { name, is, typeOnly }
  })
}

export function isDeclared(found: Declared | Foreign): found is Declared {
  return 'module' in found
}

/**
 * The statements of each declaration, with derived types written out. Each is created only once.
 */
export class Parts {
  readonly #modules: Modules
  readonly #derived: DerivedTypes
  readonly #emitted: string
  readonly #documented: ReadonlySet<Declared>
  readonly #parts = new Map<Declared, readonly Part[]>()

  /**
   * @param emitted The folder of the declaration files.
   * @param documented The types whose members get comments.
   */
  constructor(
    modules: Modules,
    derived: DerivedTypes,
    emitted: string,
    documented: ReadonlySet<Declared>,
  ) {
    this.#modules = modules
    this.#derived = derived
    this.#emitted = emitted
    this.#documented = documented
  }

  of(declared: Declared): readonly Part[] {
    const known = this.#parts.get(declared)
    if (known) return known
    const parts = declared.declarations.map((declaration) => {
      const node = this.#writtenOut(declared, declaration)
      return {
        ...declaration,
        node,
        references: referencesIn({ ...declaration, node }, this.#modules),
      }
    })
    this.#parts.set(declared, parts)
    return parts
  }

  /**
   * Everything that can be reached from these roots, in order, through declarations that
   * `enters` accepts.
   */
  reachedFrom(roots: readonly Declared[], enters: (one: Declared) => boolean): Set<Declared> {
    const reached = new Set<Declared>()
    const reach = (one: Declared) => {
      if (reached.has(one) || !enters(one)) return
      reached.add(one)
      for (const { references } of this.of(one))
        for (const { to } of references) if (isDeclared(to)) reach(to)
    }
    roots.forEach(reach)
    return reached
  }

  #writtenOut(declared: Declared, { node, scope }: Declaration): ts.Statement {
    if (!ts.isTypeAliasDeclaration(node)) return node
    const path = relative(this.#emitted, scope.path).replace(/\.d\.ts$/, '.ts')
    const documented = this.#documented.has(declared)
    const text = this.#derived.writtenOut(`src/${path}`, node, documented)
    if (text === undefined) return node
    const [comment] = ts.getJSDocCommentsAndTags(node)
    const whole = `${comment?.getText() ?? ''}\n${text}\n`
    const source = ts.createSourceFile(scope.path, whole, ts.ScriptTarget.Latest, true)
    const [statement] = source.statements
    if (!statement) throw new Error(`Nothing was written for ${declared.name}`)
    this.#declareNamed(statement, scope)
    return statement
  }

  /** A written-out type can contain names that its own module does not import. */
  #declareNamed(statement: ts.Statement, scope: Module): void {
    const visit = (at: ts.Node): void => {
      if (ts.isTypeReferenceNode(at) && ts.isIdentifier(at.typeName)) {
        const name = at.typeName.text
        if (!this.#modules.lookUp(scope, name)) this.#modules.find(scope, name)
      }
      ts.forEachChild(at, visit)
    }
    visit(statement)
  }
}
