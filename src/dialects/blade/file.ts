import { fileURLToPath } from 'node:url'
import { piecesOf } from '../shared/file.ts'
import { isUrl } from '../shared/types.ts'
import { guarded, SocketException } from './error.ts'
import { type BladeFile, type FileByPath, hasPath, isBytes, typeName } from './types.ts'

/** Bytes of a file that are sent at a time: as many as a datagram can have. */
const PIECE = 65507

/** The file at this path, or `file:` URL, as `send` takes it. It is opened there, not here. */
export function file(path: string | URL | Uint8Array): FileByPath {
  if (isUrl(path) || (typeof path === 'string' && path.startsWith('file://'))) {
    return { path: guarded(() => fileURLToPath(isUrl(path) ? path.href : path)) }
  }
  if (typeof path === 'string' || isBytes(path)) return { path }
  throw new SocketException(`string expected for path, ${typeName(path)} given`)
}

/** The content of a file, piece by piece; a piece is valid until the next is read. */
export function contentOf(file: BladeFile): Iterable<Uint8Array> {
  if (!hasPath(file)) return piecesOf(file.fd, PIECE)
  return piecesOf(typeof file.path === 'string' ? file.path : Buffer.from(file.path), PIECE)
}
