import { Socket as Core } from '../../index.ts'
import { failureOf } from './error.ts'
import { familyOf, typeOf } from './names.ts'
import type { Waiting } from './waiting.ts'

/** What the constructor of a socket is given for a connection, which nobody else can make. */
export class Accepted {
  readonly #core: Core
  readonly #by: Waiting

  constructor(core: Core, by: Waiting) {
    this.#core = core
    this.#by = by
  }

  /** The connection, and who has accepted it; undefined for anything else. Proxies are not asked. */
  static in(given: unknown): { core: Core; by: Waiting } | undefined {
    if (typeof given !== 'object' || given === null || !(#core in given)) return undefined
    return { core: given.#core, by: given.#by }
  }
}

/** The core's socket of a new one. */
export function newCore(family: unknown, type: unknown): Core {
  const [domain, kind] = [familyOf(family), typeOf(type)]
  try {
    return new Core(domain, kind)
  } catch (error) {
    throw failureOf(error)
  }
}
