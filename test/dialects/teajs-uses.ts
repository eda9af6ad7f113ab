import { beforeEach } from 'node:test'
import { Socket } from '../../src/dialects/teajs.ts'

/** The names that the tests of this file have used so far, by test title. */
export const uses = new Map<string, Set<string>>()

/**
 * Makes every constant, function and method of the dialect record which test uses it, because a
 * handwritten list could be wrong.
 */
export function noteUses(): void {
  let used = new Set<string>()
  beforeEach((context) => {
    used = new Set()
    uses.set('name' in context ? context.name : '', used)
  })
  note(Socket, 'Socket', () => used)
  note(Socket.prototype, 'socket', () => used)
}

function note(holder: object, of: string, used: () => Set<string>): void {
  for (const name of Object.getOwnPropertyNames(holder)) {
    const { configurable, value } = (Object.getOwnPropertyDescriptor(holder, name) ?? {}) as {
      configurable?: boolean
      value?: unknown
    }
    if (configurable !== true || ['constructor', 'length', 'name'].includes(name)) continue
    const noted: unknown =
      typeof value === 'function'
        ? function (this: unknown, ...args: unknown[]): unknown {
            used().add(`${of}.${name}`)
            return Reflect.apply(value as (...args: unknown[]) => unknown, this, args)
          }
        : value
    Object.defineProperty(holder, name, {
      configurable: true,
      get() {
        if (typeof value !== 'function') used().add(`${of}.${name}`)
        return noted
      },
    })
  }
}
