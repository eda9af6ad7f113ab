import ts from 'typescript'
import type { Declaration, Modules } from './modules.ts'
import { isDeclared, type Part, type Parts } from './reached.ts'

/** The declarations that are known. */
export interface Known {
  readonly modules: Modules
  readonly parts: Parts
}

/** The members with this name of a class or interface, or else those that it inherits. */
export function membersNamed(
  { node, scope }: Part,
  name: string,
  known: Known,
): { readonly node: ts.Node; readonly scope: Declaration['scope'] }[] {
  if (!ts.isClassDeclaration(node) && !ts.isInterfaceDeclaration(node)) return []
  const own = [...node.members].filter((member) => member.name?.getText() === name)
  if (own.length > 0) return own.map((member) => ({ node: member, scope }))
  const bases = (node.heritageClauses ?? []).flatMap(({ types }) => types)
  return bases.flatMap(({ expression }) => {
    const base = known.modules.lookUp(scope, expression.getText())
    if (!base || !isDeclared(base)) return []
    return known.parts.of(base).flatMap((part) => membersNamed(part, name, known))
  })
}
