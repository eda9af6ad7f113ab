/** The members of a class and its base classes by name; symbols by their description. */
export function members(prototype: object): [string, PropertyDescriptor][] {
  const all = new Map<string, PropertyDescriptor>()
  for (let at = prototype; at !== Object.prototype; at = Object.getPrototypeOf(at) as object) {
    for (const key of Reflect.ownKeys(at)) {
      const descriptor = Object.getOwnPropertyDescriptor(at, key)
      const name = typeof key === 'symbol' ? (key.description ?? '') : key
      if (descriptor && name !== 'constructor' && !all.has(name)) all.set(name, descriptor)
    }
  }
  return [...all]
}
