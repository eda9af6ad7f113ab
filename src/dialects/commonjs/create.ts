import { Socket as Core } from '../../index.ts'
import type { Timeouts } from '../shared/timeouts.ts'
import { familyOf, typeOf } from './arguments.ts'
import { guarded } from './error.ts'

/**
 * An accepted connection, as the constructor of a socket accepts it; programs cannot create one.
 */
export class Accepted {
  readonly #core: Core
  /** Those of the listener. */
  readonly timeouts: Timeouts

  constructor(core: Core, timeouts: Timeouts) {
    this.#core = core
    this.timeouts = timeouts
  }

  /** Whether a value is one; a value may be anything, and is not touched. */
  static is(value: unknown): value is Accepted {
    return typeof value === 'object' && value !== null && #core in value
  }

  get core(): Core {
    return this.#core
  }
}

/** Creates the core's socket for a new socket. */
export function create(family: unknown, type: unknown): Core {
  const [familyNumber, typeNumber] = [familyOf(family), typeOf(type)]
  return guarded(() => new Core(familyNumber, typeNumber))
}
