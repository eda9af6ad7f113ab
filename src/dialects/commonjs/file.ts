import { isUint8Array } from 'node:util/types'
import { isMissing } from '../shared/arguments.ts'
import { piecesOf } from '../shared/file.ts'
import { isMisuse, isUrl } from '../shared/types.ts'
import { bytesToSend } from './arguments.ts'
import { systemError } from './error.ts'

/** How many bytes of a file are sent at a time. */
const PIECE = 65536

/** An open file, such as a `FileHandle` or `ReadStream` of `node:fs`. */
export interface FileByDescriptor {
  /** The number of its descriptor. */
  readonly fd: number
}

/** A file by its path. */
export interface FileByPath {
  /** Its path. */
  readonly path: string | Uint8Array | URL
}

/** A stream of CommonJS, which is read until it returns nothing. */
export interface FileByReading {
  /** The next bytes, at most this many; empty or null at the end. */
  read(length: number): string | Uint8Array | null | undefined
}

/** What `sendFile` accepts: a path, a descriptor, or a file object. */
export type SendableFile = string | URL | number | FileByDescriptor | FileByPath | FileByReading

/** The content of any file, piece by piece; a piece is valid until the next is read. */
export function* contentOf(file: unknown): Iterable<Uint8Array> {
  let read: (() => unknown) | undefined
  try {
    const source = sourceOf(file)
    if (typeof source === 'function') read = source
    else yield* piecesOf(source, PIECE)
  } catch (error) {
    // Node rejected the argument without looking for a file.
    throw isMisuse(error) ? notFile() : error
  }
  if (read) yield* readCalls(read)
}

/** A descriptor, a path, or a function that reads. */
function sourceOf(file: unknown): number | string | URL | Buffer | (() => unknown) {
  if (typeof file === 'number') return descriptorOf(file)
  if (typeof file === 'string') return file
  if (typeof file !== 'object' || file === null) throw notFile()
  if (isUrl(file)) return new URL(file.href) // the runtime may know no class but its own
  const { fd, path, read } = file as Partial<Record<'fd' | 'path' | 'read', unknown>>
  if (typeof fd === 'number' && Number.isInteger(fd)) return descriptorOf(fd)
  if (typeof path === 'string') return path
  if (isUrl(path)) return new URL(path.href)
  if (isUint8Array(path)) return Buffer.from(path)
  if (typeof read !== 'function') throw notFile()
  return () => Reflect.apply(read, file, [PIECE]) as unknown
}

function descriptorOf(fd: number): number {
  if (Number.isInteger(fd) && fd < 0) throw systemError('EBADF', 'read')
  return fd
}

function* readCalls(read: () => unknown): Iterable<Uint8Array> {
  for (;;) {
    const piece = read()
    if (isMissing(piece)) return
    if (typeof piece !== 'string' && !ArrayBuffer.isView(piece)) throw notFile()
    const bytes = bytesToSend(piece)
    if (bytes.length === 0) return
    yield bytes
  }
}

function notFile(): TypeError {
  return new TypeError('file must be a path, a descriptor or a File object')
}
