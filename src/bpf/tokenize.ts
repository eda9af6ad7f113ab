/** A word, a number or a punctuation character of a program, and its line. */
export interface Token {
  readonly kind: 'word' | 'number' | 'punctuation' | 'end'
  readonly text: string
  readonly line: number
}

/** Spaces, and comments that may begin anywhere. */
const SPACE = /(?:\s+|\/\*[^]*?\*\/|;[^\n]*)*/y
/** A comment at the beginning of a line. */
const LINE_COMMENT = /#[^\n]*/y
/** A word, a number, or a punctuation character. */
const TOKEN = /([A-Za-z_]\w*)|(\d\w*)|([:,[\]()+\-*&#%])/y

/**
 * Splits a program into words, numbers and punctuation. Comments are `/* … *\/`, what follows a `;`,
 * and lines that begin with `#`.
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  let line = 1
  const match = (pattern: RegExp) => {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (!found) return undefined
    at += found[0].length
    return found
  }
  const skip = () => {
    do {
      const [space = ''] = match(SPACE) ?? []
      line += space.split('\n').length - 1
    } while (beginsLine(text, at) && match(LINE_COMMENT))
  }
  skip()
  while (at < text.length) {
    const found = match(TOKEN)
    if (!found) {
      const character = String.fromCodePoint(text.codePointAt(at) ?? 0)
      const isComment = text.startsWith('//', at)
      const hint = isComment ? "; a comment begins with ';'" : (tcpdumpHint(tokens) ?? '')
      throw new SyntaxError(`Line ${line}: unexpected ${JSON.stringify(character)}${hint}`)
    }
    const [whole, word, number] = found
    tokens.push({ kind: word ? 'word' : number ? 'number' : 'punctuation', text: whole, line })
    skip()
  }
  tokens.push({ kind: 'end', text: '', line })
  return tokens
}

/** Words that begin filters in the language of tcpdump. */
const OF_TCPDUMP = /^(arp|dst|ether|host|icmp6?|ip6?|net|not|port|portrange|src|tcp|udp|vlan)$/i

/** What an error says of a program that begins with such a word, unless it is used as a label or instruction. */
export function tcpdumpHint([first, next]: readonly Token[]): string | undefined {
  const isOfAssembler = next !== undefined && /^[:#[]$/.test(next.text)
  return first !== undefined && OF_TCPDUMP.test(first.text) && !isOfAssembler
    ? "; this is tcpdump's language: tcpdump -ddd compiles it"
    : undefined
}

function beginsLine(text: string, at: number): boolean {
  return text.slice(text.lastIndexOf('\n', at - 1) + 1, at).trim() === ''
}
