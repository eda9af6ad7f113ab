import { isProxy } from 'node:util/types'

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
      return Array.isArray(value) ? 'an array' : withArticle(classOf(value) ?? 'object')
    default:
      return shorten(String(value))
  }
}

/** The name of an object's class; undefined for a plain object, and where asking would run code. */
function classOf(value: object): string | undefined {
  const prototype: unknown = isProxy(value) ? undefined : Object.getPrototypeOf(value)
  const name = ownValue(ownValue(prototype, 'constructor'), 'name')
  return typeof name === 'string' && /^[A-Z]\w*$/.test(name) && name !== 'Object' ? name : undefined
}

function ownValue(owner: unknown, key: string): unknown {
  const owns = (typeof owner === 'object' && owner !== null) || typeof owner === 'function'
  return owns && !isProxy(owner) ? Object.getOwnPropertyDescriptor(owner, key)?.value : undefined
}

function withArticle(name: string): string {
  // 'an HTTPParser', 'a Uint8Array'
  return `${/^([AEIOaeio]|[FHLMNRSX][A-Z])/.test(name) ? 'an' : 'a'} ${name}`
}

/** The text as JavaScript would write it, in single quotes. */
function quote(text: string): string {
  const escaped = JSON.stringify(shorten(text)).slice(1, -1)
  return `'${escaped.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}

function shorten(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text
}
