import { isMap, isSet } from 'node:util/types'

const LONGEST = 40

/** Shows a value in an error, shortened. Never runs its code, which may be hostile. */
export function show(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return quote(value)
    case 'bigint':
      return shorten(`${value}n`)
    case 'function':
      return 'a function'
    case 'object':
      if (value === null) return 'null'
      if (isMap(value)) return 'a Map'
      if (isSet(value)) return 'a Set'
      return Array.isArray(value) ? 'an array' : 'an object'
    default:
      return shorten(String(value))
  }
}

/** The text as JavaScript would write it, in single quotes. */
function quote(text: string): string {
  const escaped = JSON.stringify(shorten(text)).slice(1, -1)
  return `'${escaped.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}

function shorten(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text
}
