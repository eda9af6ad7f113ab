// The types of values, as Blade names them.

import { isUint8Array } from 'node:util/types'

/**
 * A file by its path, which is opened, sent completely, and closed; a stream of `node:fs` has one
 * too.
 */
export interface FileByPath {
  /** Its path. */
  readonly path: string | Uint8Array
}

/**
 * An open file, such as a FileHandle of `node:fs`. It is sent from its start; its offset does not
 * change.
 */
export interface FileByDescriptor {
  /** Its descriptor, which stays open. */
  readonly fd: number
}

/** What `send` accepts as a file. One with both a path and a descriptor is opened by its path. */
export type BladeFile = FileByPath | FileByDescriptor

/** Whether it is a number that C's int can hold. */
export function isInteger(value: unknown): value is number {
  return typeof value === 'number' && (value | 0) === value
}

/** Whether it is of Blade's type bytes. */
export function isBytes(value: unknown): value is Uint8Array {
  return isUint8Array(value)
}

/** Whether it is a file. */
export function isFile(value: unknown): value is BladeFile {
  if (typeof value !== 'object' || value === null) return false
  try {
    return hasPath(value) || hasDescriptor(value)
  } catch {
    return false // a proxy, which throws
  }
}

/** Whether it is an object like `{ key: value }`, of any realm: its prototype has no prototype. */
export function isDictionary(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/** The name of a value's type in Blade, for the texts of exceptions. */
export function typeName(value: unknown): string {
  if (value === null || value === undefined) return 'nil'
  if (typeof value !== 'object') return typeof value
  try {
    if (Array.isArray(value)) return 'list'
    if (isBytes(value)) return 'bytes'
    if (isFile(value)) return 'file'
    if (isDictionary(value)) return 'dictionary'
    const { name } = value.constructor
    return typeof name === 'string' && name !== '' ? name : typeof value
  } catch {
    return typeof value // a proxy, which throws
  }
}

/** Whether the file has a path; a stream may have none. */
export function hasPath(value: object): value is FileByPath {
  return 'path' in value && (typeof value.path === 'string' || isBytes(value.path))
}

function hasDescriptor(value: object): boolean {
  return 'fd' in value && Number.isInteger(value.fd) && (value.fd as number) >= 0
}
