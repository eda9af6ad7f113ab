import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { Chunk } from './chunk.ts'
import { DerivedTypes } from './derived-types.ts'
import { interleaved } from './interleaved.ts'
import { type Declared, Modules } from './modules.ts'
import { isDeclared, Parts, type Published, publishedBy } from './reached.ts'

/**
 * Rolls up emitted declarations into few files, so that an import reads little: the first entry
 * contains everything it reaches, each other entry contains what it alone reaches, and
 * `shared.d.ts` contains the rest.
 *
 * @param emitted The folder of the declaration files, in which those of the entries are replaced.
 * @param entries Names of the entries; the others may import from the first: `['index', 'raw']`.
 */
export function rollUp(emitted: string, entries: readonly string[]): void {
  const derived = new DerivedTypes(entries.map((name) => `src/${name}.ts`))
  const modules = new Modules(emitted)
  const published = new Map(
    entries.map((name): [string, Published[]] => [
      name,
      publishedBy(modules.read(join(emitted, `${name}.d.ts`)), modules),
    ]),
  )
  const parts = new Parts(modules, derived, emitted, documentedIn(published, modules))
  const homes = findHomes(parts, published)
  const chunks = new Map<string, Declared[]>([...entries, 'shared'].map((name) => [name, []]))
  for (const [declared, home] of homes) chunks.get(home)?.push(declared)
  for (const [name, declared] of chunks) {
    if (name === 'shared' && declared.length === 0) continue
    const path = join(emitted, `${name}.d.ts`)
    if (name === 'shared' && existsSync(path)) throw new Error(`${path} is a file of its own`)
    const text = new Chunk(name, declared, { modules, parts, homes, published }).text()
    writeFileSync(path, name === entries[0] ? interleaved(text) : text)
  }
}

/** The public types, and the types that public intersections consist of. */
function documentedIn(
  published: ReadonlyMap<string, readonly Published[]>,
  modules: Modules,
): Set<Declared> {
  const every = [...published.values()].flat().map(({ is }) => is)
  const parts = every.flatMap(({ declarations }) =>
    declarations.flatMap(({ node, scope }) =>
      ts.isTypeAliasDeclaration(node) && ts.isIntersectionTypeNode(node.type)
        ? node.type.types.map((part) => modules.lookUp(scope, part.getText()))
        : [],
    ),
  )
  return new Set([...every, ...parts.filter((part) => part !== undefined && isDeclared(part))])
}

/** The file for each declaration that an entry reaches. */
function findHomes(
  parts: Parts,
  published: ReadonlyMap<string, readonly Published[]>,
): Map<Declared, string> {
  const homes = new Map<Declared, string>()
  const [[first, ofFirst] = ['', []], ...others] = published
  const publicInFirst = new Set(ofFirst.map(({ is }) => is))
  for (const one of parts.reachedFrom([...publicInFirst], () => true)) homes.set(one, first)
  for (const [name, exported] of others) {
    const roots = exported.map(({ is }) => is)
    for (const one of parts.reachedFrom(roots, (one) => !publicInFirst.has(one)))
      homes.set(one, homes.has(one) ? 'shared' : name)
  }
  return homes
}
