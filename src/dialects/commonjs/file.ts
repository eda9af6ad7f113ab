import { closeSync, openSync, readSync } from 'node:fs'
import { isUint8Array } from 'node:util/types'
import { isBlob, isMisuse, isUrl } from '../shared/kinds.ts'
import { bytesOf } from './arguments.ts'
import { bytesOfBlob } from './blob.ts'
import { systemError } from './error.ts'

/** Bytes of a file that are sent at a time. */
const PIECE = 65536

/** An open file, or what has one: `FileHandle` and `ReadStream` of `node:fs`. */
export interface FileByDescriptor {
  /** The number of its descriptor. */
  readonly fd: number
}

/** A file by its path. */
export interface FileByPath {
  /** Where it is. */
  readonly path: string | Uint8Array | URL
}

/** A stream as CommonJS has them, which is read until it gives nothing. */
export interface FileByReading {
  /** The next bytes, at most so many; empty or null at the end. */
  read(length: number): string | Uint8Array | null | undefined
}

/** What `sendFile` takes: a path, a descriptor, or a file of some kind. */
export type SendableFile =
  | string
  | URL
  | number
  | FileByDescriptor
  | FileByPath
  | FileByReading
  | Blob

/** Hands all of a file on, piece by piece. A piece is to be used up before the next. */
export function eachPiece(file: unknown, send: (piece: Uint8Array) => void): void {
  const source = orNotFile(() => sourceOf(file))
  if (typeof source === 'number') throughDescriptor(source, send)
  else if (isBlob(source)) throughBlob(source, send)
  else if (typeof source === 'function') throughReads(source, send)
  else throughPath(source, send)
}

/** A descriptor, a path, a Blob, or what reads. */
function sourceOf(file: unknown): number | string | Uint8Array | URL | Blob | (() => unknown) {
  if (typeof file === 'number' || typeof file === 'string') return file
  if (typeof file !== 'object' || file === null) throw notFile()
  if (isUrl(file) || isBlob(file)) return file
  const { fd, path, read } = file as Partial<Record<'fd' | 'path' | 'read', unknown>>
  if (typeof fd === 'number' && Number.isInteger(fd)) return fd
  if (typeof path === 'string' || isUrl(path) || isUint8Array(path)) return path
  if (typeof read !== 'function') throw notFile()
  return () => Reflect.apply(read, file, [PIECE]) as unknown
}

function throughBlob(blob: Blob, send: (piece: Uint8Array) => void): void {
  const bytes = bytesOfBlob(blob)
  if (bytes === undefined) throw notFile()
  for (let at = 0; at < bytes.length; at += PIECE) send(bytes.subarray(at, at + PIECE))
}

function throughPath(path: string | URL | Uint8Array, send: (piece: Uint8Array) => void): void {
  const fd = orNotFile(() => openSync(pathOf(path), 'r'))
  try {
    throughDescriptor(fd, send)
  } finally {
    closeSync(fd)
  }
}

/** The path as `node:fs` of any runtime takes it, which may know no classes but its own. */
function pathOf(path: string | URL | Uint8Array): string | URL | Buffer {
  if (typeof path === 'string') return path
  return isUint8Array(path) ? Buffer.from(path) : new URL(path.href)
}

/** By position: where the descriptor is read from next is its owner's. */
function throughDescriptor(fd: number, send: (piece: Uint8Array) => void): void {
  if (Number.isInteger(fd) && fd < 0) throw systemError('EBADF', 'read')
  const room = Buffer.allocUnsafeSlow(PIECE)
  for (let at = 0; ; ) {
    const length = orNotFile(() => readSync(fd, room, 0, PIECE, at))
    if (length === 0) return
    send(room.subarray(0, length))
    at += length
  }
}

function throughReads(read: () => unknown, send: (piece: Uint8Array) => void): void {
  for (;;) {
    const piece = read()
    if (piece === null || piece === undefined) return
    if (typeof piece !== 'string' && !ArrayBuffer.isView(piece)) throw notFile()
    const bytes = bytesOf(piece)
    if (bytes.length === 0) return
    send(bytes)
  }
}

/** What Node says of a path or number that can be none: not what it says of a file. */
function orNotFile<T>(call: () => T): T {
  try {
    return call()
  } catch (error) {
    throw isMisuse(error) ? notFile() : error
  }
}

function notFile(): TypeError {
  return new TypeError('file must be a path, a descriptor or a File object')
}
