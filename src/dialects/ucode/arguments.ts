import { isRegExp } from 'node:util/types'
import { constants } from '../../index.ts'
import { isMissing } from '../shared/arguments.ts'
import { Handle } from './handle.ts'
import { fail } from './error.ts'
import { isInteger } from './numbers.ts'

const { EINVAL } = constants

/** Whether a value is an object in the original: none of its other types. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !isRegExp(value) &&
    !Handle.is(value)
  )
}

/** Whether an argument is given; records the error if not. */
export function given(value: unknown, name: string): boolean {
  if (!isMissing(value)) return true
  fail(EINVAL, `Argument ${name} is required`)
  return false
}

/** Whether an argument that may be missing is an integer; records the error if not. */
export function integer(value: unknown, name: string): boolean {
  return isMissing(value) || isInteger(value) || wrong(name, 'an integer value')
}

/** Whether an argument that may be missing is an object; records the error if not. */
export function object(value: unknown, name: string): boolean {
  return isMissing(value) || isObject(value) || wrong(name, 'an object')
}

/** Whether an argument that may be missing is a boolean; records the error if not. */
export function boolean(value: unknown, name: string): boolean {
  return isMissing(value) || typeof value === 'boolean' || wrong(name, 'a boolean value')
}

/** Whether an argument that may be missing is text; records the error if not. */
export function text(value: unknown, name: string): boolean {
  return isMissing(value) || typeof value === 'string' || wrong(name, 'a string value')
}

function wrong(name: string, type: string): false {
  fail(EINVAL, `Argument ${name} is not ${type}`)
  return false
}
