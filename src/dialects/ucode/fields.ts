import { isIPv4, isIPv6 } from 'node:net'
import { interfaceIndex } from '../../index.ts'
import { isMissing } from '../shared/arguments.ts'
import { isObject } from './arguments.ts'
import { int, num, u16, u8, uint, unum } from './numbers.ts'

/** A field of a structure cannot be converted. */
export class Unconvertible extends Error {}

const NO_FIELDS = {}

/**
 * The fields of a structure in a program's object: missing ones are 0, unknown ones are ignored.
 */
export class Fields {
  readonly #fields: Readonly<Record<string, unknown>>

  /** @param value An object; anything else has no fields. */
  constructor(value: unknown) {
    this.#fields = isObject(value) ? value : NO_FIELDS
  }

  /** The value of a field, not converted. */
  raw(name: string): unknown {
    return this.#fields[name]
  }

  /** A signed number, not yet wrapped to its width. */
  number(name: string): number {
    return converted(num(this.raw(name)))
  }

  /** An unsigned number, not yet wrapped to its width. */
  unsigned(name: string): number {
    return converted(unum(this.raw(name)))
  }

  int(name: string): number {
    return int(this.number(name))
  }

  uint(name: string): number {
    return uint(this.unsigned(name))
  }

  u16(name: string): number {
    return u16(this.unsigned(name))
  }

  u8(name: string): number {
    return u8(this.unsigned(name))
  }

  ipv4(name: string): string {
    return this.#text(name, '0.0.0.0', isIPv4)
  }

  ipv6(name: string): string {
    return this.#text(name, '::', isIPv6)
  }

  /** The index of an interface, given by name or number. */
  interface(name: string): number {
    const value = this.raw(name)
    if (typeof value !== 'string') return uint(this.number(name))
    return interfaceIndex(upToNul(value)) ?? refused()
  }

  #text(name: string, nowhere: string, accepts: (text: string) => boolean): string {
    const value = this.raw(name)
    if (isMissing(value)) return nowhere
    const text = typeof value === 'string' ? upToNul(value) : ''
    return accepts(text) && !text.includes('%') ? text : refused()
  }
}

function upToNul(text: string): string {
  return text.split('\0', 1)[0] ?? ''
}

function converted(number: number): number {
  return Number.isFinite(number) ? number : refused()
}

function refused(): never {
  throw new Unconvertible()
}

/** The IPv4 address of a list's element. */
export function ipv4Element(value: unknown): string {
  return typeof value === 'string' && isIPv4(value) ? value : refused()
}
