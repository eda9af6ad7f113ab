import ts from 'typescript'
import type { Declaration, Declared, Foreign, Modules } from './modules.ts'

/** A position in a declaration that refers to another declaration. */
export interface Reference {
  readonly start: number
  readonly end: number
  readonly to: Declared | Foreign
}

/** All references in a declaration, to this package and to others, in order. */
export function referencesIn({ node, scope }: Declaration, modules: Modules): Reference[] {
  const found: Reference[] = []
  const parameters = typeParametersIn(node)
  const add = (name: ts.Node, to: Declared | Foreign | undefined) => {
    if (to) found.push({ start: name.getStart(), end: name.getEnd(), to })
  }
  const visit = (at: ts.Node): void => {
    if (ts.isImportTypeNode(at)) {
      add(partOfImport(at), importedBy(at, { node, scope }, modules))
      at.typeArguments?.forEach(visit)
      return
    }
    if (ts.isIdentifier(at) && isUse(at) && !parameters.has(at.text))
      add(at, modules.lookUp(scope, at.text))
    ts.forEachChild(at, visit)
  }
  visit(node)
  return found
}

/** The `import("./x.ts").X` part, without type arguments or `typeof`. */
function partOfImport(node: ts.ImportTypeNode): ts.Node {
  const start = node.isTypeOf ? node.argument.getStart() - 'import('.length : node.getStart()
  const end = (node.qualifier ?? node).getEnd()
  return { getStart: () => start, getEnd: () => end } as ts.Node
}

function importedBy(
  { argument, qualifier }: ts.ImportTypeNode,
  { scope }: Declaration,
  modules: Modules,
): Declared | Foreign {
  if (!qualifier || !ts.isIdentifier(qualifier) || !ts.isLiteralTypeNode(argument))
    throw new Error(`${scope.path} imports a module as a type: ${argument.getText()}`)
  return modules.follow(scope, (argument.literal as ts.StringLiteral).text, qualifier.text)
}

/** Whether an identifier is a reference, rather than the name of a declaration or of a member. */
function isUse(at: ts.Identifier): boolean {
  const { parent } = at
  if (ts.isQualifiedName(parent)) return parent.left === at
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === at
  if (ts.isTypePredicateNode(parent)) return parent.parameterName !== at
  if (ts.isNamedTupleMember(parent)) return parent.name !== at
  return (parent as Partial<ts.NamedDeclaration>).name !== at
}

function typeParametersIn(node: ts.Node): ReadonlySet<string> {
  const names = new Set<string>()
  const visit = (at: ts.Node): void => {
    if (ts.isTypeParameterDeclaration(at)) names.add(at.name.text)
    ts.forEachChild(at, visit)
  }
  visit(node)
  return names
}
