import { constants as C } from 'berkeley'

/** The name of a number; the number as text where it has none. */
export function nameIn(names: ReadonlyMap<number, string>, number: number): string {
  return names.get(number) ?? String(number)
}

/** The names of the bits that are set. What is left of them is hexadecimal. */
export function namesOfBits(names: readonly (readonly [number, string])[], bits: number): string[] {
  const set = names.filter(([bit]) => (bits & bit) !== 0)
  const rest = set.reduce((left, [bit]) => left & ~bit, bits) >>> 0
  return [...set.map(([, name]) => name), ...(rest === 0 ? [] : [rest.toString(16)])]
}

/** How far an address or a destination is. */
export const scopes = new Map([
  [C.RT_SCOPE_UNIVERSE, 'global'],
  [C.RT_SCOPE_SITE, 'site'],
  [C.RT_SCOPE_LINK, 'link'],
  [C.RT_SCOPE_HOST, 'host'],
  [C.RT_SCOPE_NOWHERE, 'nowhere'],
])

/** An object without what is undefined. */
export function defined(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
