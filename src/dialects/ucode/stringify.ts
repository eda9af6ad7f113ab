// The text of a value that is not a string, as the original converts it to send it.

import { isRegExp } from 'node:util/types'
import { Handle } from './handle.ts'

const QUOTED = /["\\\u0000-\u001f]/g
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
}

/** The text of a value. */
export function stringify(value: unknown): string {
  return typeof value === 'string' ? value : write(value, false, [])
}

function write(value: unknown, inside: boolean, around: object[]): string {
  switch (typeof value) {
    case 'string':
      return quoted(value)
    case 'number':
      return numberText(value, inside)
    case 'object':
      return value === null ? 'null' : objectText(value, inside, around)
    case 'function':
      return maybeQuoted(functionText(value), inside)
    case 'undefined':
      return 'null'
    default:
      return String(value)
  }
}

function objectText(value: object, inside: boolean, around: object[]): string {
  if (Handle.is(value)) return maybeQuoted(value.toString(), inside)
  if (isRegExp(value)) {
    const flags = value.flags.replace(/[^gis]/g, '')
    return maybeQuoted(`/${value.source}/${flags}`, inside)
  }
  if (around.includes(value)) return 'null'
  const within = [...around, value]
  if (Array.isArray(value)) {
    const items = Array.from(value, (item: unknown) => write(item, true, within))
    return items.length > 0 ? `[ ${items.join(', ')} ]` : '[ ]'
  }
  const fields = Object.entries(value).map(
    ([key, item]) => `${quoted(key)}: ${write(item, true, within)}`,
  )
  return fields.length > 0 ? `{ ${fields.join(', ')} }` : '{ }'
}

function maybeQuoted(text: string, inside: boolean): string {
  return inside ? quoted(text) : text
}

function quoted(text: string): string {
  const escaped = text.replace(
    QUOTED,
    (one) => ESCAPES[one] ?? `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return `"${escaped}"`
}

const DIGITS = 14

function numberText(number: number, inside: boolean): string {
  if (Number.isSafeInteger(number)) return String(number)
  if (Number.isNaN(number)) return inside ? '"NaN"' : 'NaN'
  if (!Number.isFinite(number)) {
    if (inside) return number > 0 ? '1e309' : '-1e309'
    return number > 0 ? 'Infinity' : '-Infinity'
  }
  // C's %.14g
  const [mantissa = '', power = '0'] = number.toExponential(DIGITS - 1).split('e')
  const exponent = Number(power)
  if (exponent >= -4 && exponent < DIGITS) {
    return withoutZeros(number.toFixed(DIGITS - 1 - exponent))
  }
  const sign = exponent < 0 ? '-' : '+'
  return `${withoutZeros(mantissa)}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`
}

function withoutZeros(digits: string): string {
  return digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits
}

/** Name and parameters, as in the function's source. */
function functionText(value: object): string {
  const source = Function.prototype.toString.call(value)
  const [, alone] = /^(?:async\s+)?([\w$\u0080-\uffff]+)\s*=>/.exec(source) ?? []
  if (alone !== undefined) return `(${alone}) => { ... }`
  const open = source.indexOf('(')
  if (/^class\b/.test(source) || open < 0) {
    return `function ${/^class\s+([\w$]+)/.exec(source)?.[1] ?? ''}() { ... }`
  }
  const close = closing(source, open)
  const parameters = source.slice(open + 1, close).trim()
  if (/^(?:async\s*)?$/.test(source.slice(0, open)) && /^\s*=>/.test(source.slice(close + 1))) {
    return `(${parameters}) => { ... }`
  }
  const before = source
    .slice(0, open)
    .replace(/^(?:async\s+)?(?:function\b)?[\s*]*/, '')
    .trim()
  return `function${before && ` ${before}`}(${parameters}) { ... }`
}

/** Where the parenthesis that opens here closes. */
function closing(source: string, open: number): number {
  let depth = 0
  for (const { 0: mark, index } of source
    .slice(open)
    .matchAll(/[()]|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`/gs)) {
    if (mark === '(') depth++
    else if (mark === ')' && --depth === 0) return open + index
  }
  return source.length
}
