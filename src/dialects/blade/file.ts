import { closeSync, openSync, readSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isUrl } from '../shared/types.ts'
import { failureOf, SocketException } from './error.ts'
import { type BladeFile, type FileByPath, hasPath, isBytes, kindOf } from './types.ts'

/** A file that is open for one `send`. */
export interface OpenFile {
  /** Fills the buffer with what comes next; 0 at the end. */
  read(into: Uint8Array): number
  /** Closes what was opened for this, and nothing else. */
  close(): void
}

/** The file at this path, or `file:` URL, as `send` takes it. It is opened there, not here. */
export function file(path: string | URL | Uint8Array): FileByPath {
  if (isUrl(path) || (typeof path === 'string' && path.startsWith('file://'))) {
    try {
      return { path: fileURLToPath(isUrl(path) ? path.href : path) }
    } catch (error) {
      throw failureOf(error)
    }
  }
  if (typeof path === 'string' || isBytes(path)) return { path }
  throw new SocketException(`string expected for path, ${kindOf(path)} given`)
}

/** A path is opened, a descriptor is read by position, so that its own offset stays. */
export function openFile(given: BladeFile): OpenFile {
  if (hasPath(given)) {
    const fd = guarded(() => openSync(given.path as string | Buffer, 'r'))
    return {
      read: (into) => guarded(() => readSync(fd, into, 0, into.length, null)),
      close() {
        closeSync(fd)
      },
    }
  }
  let position = 0
  return {
    read(into) {
      const length = guarded(() => readSync(given.fd, into, 0, into.length, position))
      position += length
      return length
    },
    close() {
      // the descriptor is the program's own
    },
  }
}

function guarded<T>(call: () => T): T {
  try {
    return call()
  } catch (error) {
    throw failureOf(error)
  }
}
