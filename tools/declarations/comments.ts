/** The indentation of members in the compiler's output. */
export const INDENT = '    '

/** A comment with these lines, indented like the declaration it belongs to. */
export function written(lines: readonly string[], indent: string): string {
  const [only = '', ...more] = lines
  if (more.length === 0 && only.length < 100) return `${indent}/** ${only} */\n`
  const body = lines.map((line) => `${indent} *${line === '' ? '' : ` ${line}`}\n`)
  return `${indent}/**\n${body.join('')}${indent} */\n`
}

/** The lines of a comment, without the asterisks. */
export function linesOf(comment: string): string[] {
  const text = comment.replace(/^\/\*\*\s*/, '').replace(/\s*\*\/$/, '')
  return text.split('\n').map((line) => line.replace(/^\s*\* ?/, '').trimEnd())
}
