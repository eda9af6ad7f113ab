import { linesOf } from './comments.ts'

/** How the comment of a call begins that says only how it differs from another. */
const LIKE_ANOTHER = /^(?:Blocking form of|As) \{@link ([\w.]+)\}/

/** The call that the comment refers to: `Socket.recv`. */
export function twinOf(comment: string): string | undefined {
  return LIKE_ANOTHER.exec(linesOf(comment).join('\n'))?.[1]
}

/**
 * The whole comment of such a call: its own text, then that of the other call, then the tags of
 * both. A tag of its own stands in place of the other's; examples are rewritten for it.
 *
 * @param name The call: `recvSync`.
 * @param like The other: `recv`.
 */
export function wholeComment(own: string, other: string, name: string, like: string): string[] {
  const [ownText, ownTags] = parts(linesOf(own))
  const [otherText, otherTags] = parts(linesOf(other))
  const kinds = new Set(ownTags.map(kindOf))
  const added = otherTags
    .filter((tag) => !kinds.has(kindOf(tag)) && !tag.startsWith('@param options.signal'))
    .map((tag) => (tag.startsWith('@example') ? rewritten(tag, name, like) : tag))
    .filter((tag) => tag !== '')
  return [...ownText, '', ...otherText, '', ...[...ownTags, ...added].join('\n').split('\n')]
}

/** `recv` of `Socket.recv`. */
export function lastName(path: string): string {
  return path.replace(/^.*\./, '')
}

/** The text, and each tag with its lines. */
function parts(lines: readonly string[]): [text: string[], tags: string[]] {
  const first = lines.findIndex((line) => line.startsWith('@'))
  if (first < 0) return [[...lines], []]
  const tags = lines
    .slice(first)
    .join('\n')
    .split(/\n(?=@)/)
  const text = lines.slice(0, first)
  while (text.at(-1) === '') text.pop()
  return [text, tags]
}

/** `@param max`, `@throws {SocketError}`: what it is about. */
function kindOf(tag: string): string {
  return /^@(?:param \w+|throws \{\w+\}|\w+)/.exec(tag)?.[0] ?? tag
}

/** The example with the other name, which is not awaited; empty if something else in it is. */
function rewritten(tag: string, name: string, like: string): string {
  const text = tag.replace(new RegExp(`await ((?:\\w+\\.)?)${like}\\(`, 'g'), `$1${name}(`)
  return text.includes('await ') ? '' : text
}
