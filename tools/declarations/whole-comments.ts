import ts from 'typescript'
import { INDENT, written } from './comments.ts'
import type { Edit } from './edit.ts'
import { type Known, membersNamed } from './members.ts'
import type { Module } from './modules.ts'
import { isDeclared, type Part } from './reached.ts'
import { lastName, twinOf, wholeComment } from './twins.ts'

/** Completes the comments of calls that describe only their difference from another call. */
export function wholeComments({ node, scope }: Part, known: Known): Edit[] {
  const calls: readonly ts.Node[] =
    ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node)
      ? [node, ...node.members]
      : [node]
  return calls.flatMap((call) => {
    const comment = commentAt(call)
    const like = comment && twinOf(comment.getText())
    if (!comment || like === undefined) return []
    const name = (call as Partial<ts.NamedDeclaration>).name?.getText() ?? ''
    const other = commentOf(like, scope, known)
    const lines = wholeComment(comment.getText(), other, name, lastName(like))
    const text = written(lines, call === node ? '' : INDENT).trim()
    return [{ start: comment.getStart(), end: comment.getEnd(), text }]
  })
}

/** The complete comment of a function, or of a method such as `Socket.recv`. */
function commentOf(path: string, scope: Module, known: Known): string {
  const [owner = '', member] = path.split('.')
  const found = known.modules.lookUp(scope, owner)
  if (!found || !isDeclared(found)) throw new Error(`A comment refers to ${path}`)
  const calls = known.parts
    .of(found)
    .flatMap((part): readonly { node: ts.Node; scope: Module }[] =>
      member === undefined ? [part] : membersNamed(part, member, known),
    )
  const one = calls.find(({ node }) => commentAt(node) !== undefined)
  const comment = one && commentAt(one.node)?.getText()
  if (!one || comment === undefined) throw new Error(`A comment refers to ${path}, which has none`)
  const like = twinOf(comment)
  if (like === undefined) return comment
  const lines = wholeComment(
    comment,
    commentOf(like, one.scope, known),
    lastName(path),
    lastName(like),
  )
  return written(lines, '').trim()
}

function commentAt(node: ts.Node): ts.JSDoc | undefined {
  return ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc).at(-1)
}
