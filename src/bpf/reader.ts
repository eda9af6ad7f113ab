import { everyForm, type Form, offsetOfExtension, type Operand } from './instructions.ts'
import type { Token } from './tokens.ts'

/** An instruction as it was read, with labels that are not yet resolved. */
export interface Line {
  readonly form: Form
  readonly line: number
  readonly k: number
  readonly labels: readonly Token[]
}

/** How operands are written, for error messages. */
const WRITTEN: Record<Operand, string> = {
  none: 'nothing',
  constant: '#k',
  x: 'x',
  a: 'a',
  length: '#len',
  memory: 'M[k]',
  packet: '[k] or an extension',
  indexed: '[x + k]',
  header: '4*([k]&0xf)',
  label: 'a label',
}

/** Instructions that take a constant without `#`. */
const BARE = new Set(['ldi', 'ldxi'])

/** The position of a label: the instruction after it. */
export interface Place {
  readonly at: number
  readonly line: number
}

/** Parses tokens into instructions, and records the labels. */
export class Reader {
  readonly #tokens: readonly Token[]
  readonly #places = new Map<string, Place>()
  #at = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  read(): { lines: Line[]; places: ReadonlyMap<string, Place> } {
    const lines: Line[] = []
    while (this.#peek().kind !== 'end') {
      if (this.#peek(1).text === ':') this.#readLabel(lines.length)
      else lines.push(this.#readInstruction())
    }
    for (const [name, { at, line }] of this.#places) {
      if (at === lines.length)
        throw new SyntaxError(`Line ${line}: no instruction follows ${JSON.stringify(name)}`)
    }
    return { lines, places: this.#places }
  }

  #readLabel(at: number): void {
    const label = this.#take('word', 'a label')
    this.#take(':', ':')
    const before = this.#places.get(label.text)
    if (before)
      throw new SyntaxError(
        `Line ${label.line}: ${quoted(label)} is already a label at line ${before.line}`,
      )
    this.#places.set(label.text, { at, line: label.line })
  }

  #readInstruction(): Line {
    const { text, line } = this.#take('word', 'an instruction')
    const forms = everyForm.filter(({ name }) => name === text.toLowerCase())
    const [only] = forms
    if (!only) throw new SyntaxError(`Line ${line}: no instruction ${JSON.stringify(text)}`)
    if (only.operand === 'none') return { form: only, line, k: 0, labels: [] }
    if (only.operand === 'label')
      return { form: only, line, k: 0, labels: [this.#take('word', 'a label')] }
    const expected = forms.map(({ operand }) => WRITTEN[operand]).join(' or ')
    const first = this.#peek()
    const { operand, k } = this.#readOperand(expected)
    const form = forms.find((some) => some.operand === operand)
    const bare = operand === 'constant' && first.text !== '#'
    if (!form || (bare && !BARE.has(form.name))) throw unexpected(first, expected)
    return { form, line, k, labels: form.jumps ? this.#readTargets(form.jumps) : [] }
  }

  #readTargets(jumps: 'if' | 'unless'): Token[] {
    this.#take(',', 'a comma and a label')
    const labels = [this.#take('word', 'a label')]
    if (jumps === 'if' && this.#skip(',')) labels.push(this.#take('word', 'a label'))
    return labels
  }

  #readOperand(expected: string): { operand: Operand; k: number } {
    const token = this.#peek()
    if (token.text === '[') return this.#readPlace()
    if (token.kind === 'number' || token.text === '-' || token.text === '+')
      return this.#readConstantOrHeader()
    const sharp = this.#skip('#')
    if (sharp && this.#peek().kind !== 'word')
      return { operand: 'constant', k: this.#readNumber('a number') }
    const percent = !sharp && this.#skip('%')
    const word = this.#take('word', expected)
    const name = word.text.toLowerCase()
    if (!sharp && (name === 'x' || name === 'a')) return { operand: name, k: 0 }
    if (percent) throw unexpected(word, 'x or a')
    if (name === 'm') return { operand: 'memory', k: this.#readIndex() }
    if (name === 'len') return { operand: 'length', k: 0 }
    const k = offsetOfExtension(name)
    if (k === undefined) throw unexpected(word, expected)
    return { operand: 'packet', k }
  }

  #readIndex(): number {
    this.#take('[', '[')
    const k = this.#readNumber('a number')
    this.#take(']', ']')
    return k
  }

  /** `[12]` or `[x + 12]`. */
  #readPlace(): { operand: Operand; k: number } {
    this.#take('[', '[')
    this.#skip('%')
    const indexed = this.#peek().text.toLowerCase() === 'x'
    if (indexed) {
      this.#at++
      this.#take('+', '+')
    }
    const k = this.#readNumber(indexed ? 'a number' : 'x or a number')
    this.#take(']', ']')
    return { operand: indexed ? 'indexed' : 'packet', k }
  }

  /** `5`, as ldi takes it, or `4*([14]&0xf)`. */
  #readConstantOrHeader(): { operand: Operand; k: number } {
    const first = this.#peek()
    const number = this.#readNumber('a number')
    if (!this.#skip('*')) return { operand: 'constant', k: number }
    this.#take('(', '(')
    const k = this.#readIndex()
    this.#take('&', '&')
    const mask = this.#readNumber('0xf')
    this.#take(')', ')')
    if (number !== 4 || mask !== 0xf) throw unexpected(first, WRITTEN.header)
    return { operand: 'header', k }
  }

  /** A 32-bit number with or without a sign, converted to unsigned as in the kernel. */
  #readNumber(expected: string): number {
    const negative = this.#skip('-')
    if (!negative) this.#skip('+')
    const token = this.#take('number', expected)
    const text = token.text.toLowerCase().replace(/^0(?=\d+$)/, '0o')
    const value = Number(text) * (negative ? -1 : 1)
    if (Number.isNaN(value)) throw unexpected(token, 'a number')
    if (value < -(2 ** 31) || value >= 2 ** 32)
      throw new RangeError(`Line ${token.line}: ${value} does not fit in 32 bits`)
    return value >>> 0
  }

  #peek(further = 0): Token {
    return this.#tokens[this.#at + further] ?? { kind: 'end', text: '', line: 0 }
  }

  /** The next token, which must be of this kind or be this mark. */
  #take(wanted: string, expected: string): Token {
    const token = this.#peek()
    if (token.kind !== wanted && token.text !== wanted) throw unexpected(token, expected)
    this.#at++
    return token
  }

  #skip(mark: string): boolean {
    if (this.#peek().text !== mark) return false
    this.#at++
    return true
  }
}

function unexpected(token: Token, expected: string): SyntaxError {
  return new SyntaxError(`Line ${token.line}: expected ${expected}, not ${quoted(token)}`)
}

/** A token as error messages show it. */
export function quoted(token: Token | undefined): string {
  return token?.kind === 'end' ? 'the end' : JSON.stringify(token?.text)
}
