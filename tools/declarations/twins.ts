import { linesOf } from './comments.ts'

/** Matches the start of a comment that describes a call only by its difference from another. */
const LIKE_ANOTHER = /^(?:Blocking form of|As) \{@link ([\w.]+)\}/

/** The call that a comment refers to: `Socket.recv`. */
export function twinOf(comment: string): string | undefined {
  return LIKE_ANOTHER.exec(linesOf(comment).join('\n'))?.[1]
}

/**
 * The complete comment of such a call: its own text, the text of the other call, then the
 * tags of both. Its own tags replace the same tags of the other call, whose examples are
 * rewritten for this one.
 *
 * @param name The call: `recvSync`.
 * @param like The other call: `recv`.
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

/** The last part of a path: `recv` of `Socket.recv`. */
export function lastName(path: string): string {
  return path.replace(/^.*\./, '')
}

/** Splits a comment into its text and its tags. */
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

/** What a tag is about: `@param max`, `@throws {SocketError}`. */
function kindOf(tag: string): string {
  return /^@(?:param \w+|throws \{\w+\}|\w+)/.exec(tag)?.[0] ?? tag
}

/** The example with the name replaced and its `await` removed; empty if it awaits anything else. */
function rewritten(tag: string, name: string, like: string): string {
  const text = tag.replace(new RegExp(`await ((?:\\w+\\.)?)${like}\\(`, 'g'), `$1${name}(`)
  return text.includes('await ') ? '' : text
}
