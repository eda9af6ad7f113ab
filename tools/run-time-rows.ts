import ts from 'typescript'
import { type Edit, edited } from './declarations/edit.ts'

/**
 * What rows of tables state for the docs, the tests and the C compiler alone. V8 would compile it
 * each time that a program imports the package.
 */
const NOT_AT_RUN_TIME: ReadonlySet<string> = new Set([
  'example',
  'linux',
  'queryExample',
  'readsBack',
  'since',
])

/** The code of a module of tables without those details of its rows. */
export function runTimeRows(code: string): string {
  const file = ts.createSourceFile('rows.js', code, ts.ScriptTarget.Latest, true)
  const edits: Edit[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && NOT_AT_RUN_TIME.has(node.name.getText())) {
      const { end } = node
      edits.push({ start: node.getFullStart(), end: end + (code[end] === ',' ? 1 : 0), text: '' })
    } else ts.forEachChild(node, visit)
  }
  visit(file)
  return edited(code, 0, code.length, edits)
}

/** Fails if code of the package would read what its rows no longer have. */
export function checkRunTimeReads(path: string, code: string): void {
  const file = ts.createSourceFile(path, code, ts.ScriptTarget.Latest, true)
  const visit = (node: ts.Node): void => {
    const name = nameRead(node)
    if (name !== undefined && NOT_AT_RUN_TIME.has(name)) {
      throw new Error(
        `${path} reads ${name}, which rows do not have at run time: ${node.getText()}`,
      )
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
}

/** The name of the property that an expression or a pattern reads. */
function nameRead(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return node.name.text
  if (!ts.isBindingElement(node) || !ts.isObjectBindingPattern(node.parent)) return undefined
  return (node.propertyName ?? node.name).getText()
}
