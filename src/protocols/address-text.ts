import { show } from '../codec/show.ts'
import { within } from '../codec/integers.ts'

/** Reads a number of up to 64 bits in the text of an address: decimal, or `0x…`. */
export function readBigInt(digits: string, what: string): bigint {
  if (!/^(\d{1,20}|0x[0-9a-f]{1,16})$/i.test(digits))
    throw new TypeError(`Not a number for ${what}: ${JSON.stringify(digits)}`)
  return BigInt(digits)
}

/** Reads a number in the text of an address: decimal, or `0x…`; with a sign if `min` is negative. */
export function readNumber(digits: string, what: string, min: number, max: number): number {
  const negative = min < 0 && digits.startsWith('-')
  const number = Number(readBigInt(negative ? digits.slice(1) : digits, what))
  return within(negative ? -number : number, what, min, max)
}

/** The error for a text that is not an address. */
export function notAnAddress(text: string): TypeError {
  return new TypeError(`Not an address: ${show(text)}`)
}

/** Splits a text at its colons. Any other number of parts than one of `counts` is a TypeError. */
export function partsOf(body: string, counts: readonly number[], text: string): string[] {
  const parts = body.split(':')
  if (!counts.includes(parts.length)) throw notAnAddress(text)
  return parts
}

/**
 * Splits a text into what precedes `?` and the `name=value` pairs after it, of these names only.
 */
export function readExtras<const Names extends readonly string[]>(
  body: string,
  names: Names,
  text: string,
): [body: string, extras: Partial<Record<Names[number], string>>] {
  const [head = '', tail] = body.split(/\?(.*)/s)
  const extras: Partial<Record<string, string>> = {}
  for (const pair of tail === undefined ? [] : tail.split('&')) {
    const [name = '', value] = pair.split(/=(.*)/s)
    if (!names.includes(name) || value === undefined || extras[name] !== undefined)
      throw notAnAddress(text)
    extras[name] = value
  }
  return [head, extras]
}

/**
 * Formats `?name=value&…` as {@link readExtras} reads it, without values that are 0 or undefined.
 */
export function formatExtras(
  extras: Readonly<Record<string, string | number | undefined>>,
): string {
  const pairs = Object.entries(extras).flatMap(([name, value]) =>
    value === undefined || value === 0 ? [] : `${name}=${value}`,
  )
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`
}

/** Replaces lone surrogates, which have no bytes in UTF-8. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd')
}
