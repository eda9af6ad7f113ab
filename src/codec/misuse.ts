import type { Platform } from './platform.ts'
import { show } from './show.ts'

type Kind = TypeErrorConstructor | RangeErrorConstructor

/**
 * What an error says about a value that C cannot represent, so that its owners can add their names.
 */
interface Misuse {
  readonly Kind: Kind
  /** The part of the value: `'onoff'`, `'[2]'`; empty for the value itself. */
  readonly part: string
  /** What follows the name: `'must be a number, not null'`. */
  readonly text: string
  /** What the value must be, if that is a number, which may have a unit. */
  readonly number?: string
  /** The value that should be a number. */
  readonly value?: unknown
}

const misuses = new WeakMap<Error, Misuse>()

/**
 * The error for a value that C cannot represent. An encoder of something bigger adds its name with
 * {@link inside}, so a codec need not know what it is used for.
 *
 * @param part Names the value in its owner: `'onoff'`, `'[2]'`; empty for the value itself.
 * @param text What follows the name.
 * @param alone The message without an owner.
 */
export function misuse(Kind: Kind, part: string, text: string, alone?: string): Error {
  return remembered({ Kind, part, text }, alone)
}

/** The error for a value of the wrong type: `'onoff must be true or false, not 1'`. */
export function mustBe(part: string, what: string, value: unknown): Error {
  return misuse(TypeError, part, `must be ${what}, not ${show(value)}`)
}

/** The error for a value that is not such a number. The option adds its unit. */
export function mustBeNumber(Kind: Kind, part: string, number: string, value: unknown): Error {
  return remembered({ Kind, part, text: `must be ${number}, not ${show(value)}`, number, value })
}

function remembered(known: Misuse, alone = messageOf(known)): Error {
  const error = new known.Kind(alone)
  misuses.set(error, known)
  return error
}

function messageOf({ part, text }: Misuse): string {
  return `${part === '' ? 'The value' : part} ${text}`
}

/**
 * Encodes a part of something bigger, with whose name an error begins.
 *
 * @param owner `'SO_LINGER'`, `'[2]'`; empty for a value that has no name.
 * @param unit What the number counts, if the owner is a number: `'ms'`.
 * @param platform Whose constants the value may name by mistake.
 */
export function inside<T>(owner: string, encode: () => T, unit?: string, platform?: Platform): T {
  try {
    return encode()
  } catch (error) {
    throw named(error, owner, unit, platform)
  }
}

/** The error with the name of the value's owner; other errors are unchanged. */
export function named(error: unknown, owner: string, unit?: string, platform?: Platform): unknown {
  const known = error instanceof Error ? misuses.get(error) : undefined
  if (!known) return error
  const { Kind, part, number, value } = known
  const isConstant = typeof value === 'string' && platform?.constant(value) !== undefined
  if (owner === '' && !isConstant) return error
  const text = isConstant ? `${known.text}; give constants.${value}` : known.text
  if (part === '' && number !== undefined && unit !== undefined) {
    return misuse(Kind, owner, text.replace(number, `${number} (${unit})`))
  }
  const joint = part === '' || owner === '' || part.startsWith('[') ? '' : '.'
  return remembered({ ...known, text, part: `${owner}${joint}${part}` })
}
