import { suggestion } from '../codec/nearest.ts'
import { everyForm, type Form, offsetOfExtension, type Operand } from './instructions.ts'
import { tcpdumpHint, type Token } from './tokenize.ts'

/** An instruction as it was parsed, with labels that are not yet resolved. */
export interface Line {
  readonly form: Form
  readonly line: number
  readonly k: number
  readonly labels: readonly Token[]
}

/** The syntax of operands, for error messages. */
const SYNTAX: Record<Operand, string> = {
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
export interface LabelPosition {
  readonly at: number
  readonly line: number
}

/** Parses tokens into instructions, and records the labels. */
export class Parser {
  readonly #tokens: readonly Token[]
  readonly #positions = new Map<string, LabelPosition>()
  #at = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  parse(): { lines: Line[]; positions: ReadonlyMap<string, LabelPosition> } {
    const lines: Line[] = []
    while (this.#peek().kind !== 'end') {
      if (this.#peek(1).text === ':') this.#parseLabel(lines.length)
      else lines.push(this.#parseInstruction())
    }
    for (const [name, { at, line }] of this.#positions) {
      if (at === lines.length)
        throw new SyntaxError(`Line ${line}: no instruction follows ${JSON.stringify(name)}`)
    }
    return { lines, positions: this.#positions }
  }

  #parseLabel(at: number): void {
    const label = this.#expect('word', 'a label')
    this.#expect(':', ':')
    const before = this.#positions.get(label.text)
    if (before)
      throw new SyntaxError(
        `Line ${label.line}: ${quoted(label)} is already a label at line ${before.line}`,
      )
    this.#positions.set(label.text, { at, line: label.line })
  }

  #parseInstruction(): Line {
    const { text, line } = this.#expect('word', 'an instruction')
    const forms = everyForm.filter(({ mnemonic }) => mnemonic === text.toLowerCase())
    const [only] = forms
    if (!only) throw noInstruction(text, line, this.#at === 1 ? this.#tokens : [])
    if (only.operand === 'none') return { form: only, line, k: 0, labels: [] }
    if (only.operand === 'label')
      return { form: only, line, k: 0, labels: [this.#expect('word', 'a label')] }
    const expected = forms.map(({ operand }) => SYNTAX[operand]).join(' or ')
    const first = this.#peek()
    const { operand, k } = this.#parseOperand(expected)
    const form = forms.find((some) => some.operand === operand)
    const bare = operand === 'constant' && first.text !== '#'
    if (!form || (bare && !BARE.has(form.mnemonic))) throw unexpected(first, expected)
    return { form, line, k, labels: form.jumps ? this.#parseTargets(form.jumps) : [] }
  }

  #parseTargets(jumps: 'if' | 'unless'): Token[] {
    this.#expect(',', 'a comma and a label')
    const labels = [this.#expect('word', 'a label')]
    if (jumps === 'if' && this.#accept(',')) labels.push(this.#expect('word', 'a label'))
    return labels
  }

  #parseOperand(expected: string): { operand: Operand; k: number } {
    const token = this.#peek()
    if (token.text === '[') return this.#parsePacketOperand()
    if (token.kind === 'number' || token.text === '-' || token.text === '+')
      return this.#parseConstantOrHeader()
    const sharp = this.#accept('#')
    if (sharp && this.#peek().kind !== 'word')
      return { operand: 'constant', k: this.#parseNumber('a number') }
    const percent = !sharp && this.#accept('%')
    const word = this.#expect('word', expected)
    const name = word.text.toLowerCase()
    if (!sharp && (name === 'x' || name === 'a')) return { operand: name, k: 0 }
    if (percent) throw unexpected(word, 'x or a')
    if (name === 'm') return { operand: 'memory', k: this.#parseIndex() }
    if (name === 'len') return { operand: 'length', k: 0 }
    const k = offsetOfExtension(name)
    if (k === undefined) throw unexpected(word, expected)
    return { operand: 'packet', k }
  }

  #parseIndex(): number {
    this.#expect('[', '[')
    const k = this.#parseNumber('a number')
    this.#expect(']', ']')
    return k
  }

  /** `[12]` or `[x + 12]`. */
  #parsePacketOperand(): { operand: Operand; k: number } {
    this.#expect('[', '[')
    this.#accept('%')
    const indexed = this.#peek().text.toLowerCase() === 'x'
    if (indexed) {
      this.#at++
      this.#expect('+', '+')
    }
    const k = this.#parseNumber(indexed ? 'a number' : 'x or a number')
    this.#expect(']', ']')
    return { operand: indexed ? 'indexed' : 'packet', k }
  }

  /** `5`, as ldi takes it, or `4*([14]&0xf)`. */
  #parseConstantOrHeader(): { operand: Operand; k: number } {
    const first = this.#peek()
    const number = this.#parseNumber('a number')
    if (!this.#accept('*')) return { operand: 'constant', k: number }
    this.#expect('(', '(')
    const k = this.#parseIndex()
    this.#expect('&', '&')
    const mask = this.#parseNumber('0xf')
    this.#expect(')', ')')
    if (number !== 4 || mask !== 0xf) throw unexpected(first, SYNTAX.header)
    return { operand: 'header', k }
  }

  /** A 32-bit number with or without a sign, converted to unsigned as in the kernel. */
  #parseNumber(expected: string): number {
    const negative = this.#accept('-')
    if (!negative) this.#accept('+')
    const token = this.#expect('number', expected)
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

  /** Consumes the next token, which must be of this kind or have this text. */
  #expect(wanted: string, expected: string): Token {
    const token = this.#peek()
    if (token.kind !== wanted && token.text !== wanted) throw unexpected(token, expected)
    this.#at++
    return token
  }

  /** Consumes the next token if it has this text. */
  #accept(text: string): boolean {
    if (this.#peek().text !== text) return false
    this.#at++
    return true
  }
}

/** @param program The tokens of the program, if it begins with this one. */
function noInstruction(text: string, line: number, program: readonly Token[]): SyntaxError {
  const mnemonics = everyForm.map(({ mnemonic }) => mnemonic)
  const hint = tcpdumpHint(program) ?? suggestion(text, mnemonics)
  return new SyntaxError(`Line ${line}: no instruction ${JSON.stringify(text)}${hint}`)
}

function unexpected(token: Token, expected: string): SyntaxError {
  return new SyntaxError(`Line ${token.line}: expected ${expected}, not ${quoted(token)}`)
}

/** A token as error messages show it. */
export function quoted(token: Token | undefined): string {
  return token?.kind === 'end' ? 'the end' : JSON.stringify(token?.text)
}
