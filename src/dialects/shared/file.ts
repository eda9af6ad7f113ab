import { closeSync, openSync, readSync } from 'node:fs'

/**
 * The content of a file, piece by piece; a piece is valid until the next is read. A path is opened
 * and closed. A descriptor is read by position, so that its own offset does not change.
 */
export function* piecesOf(file: string | Buffer | URL | number, size: number): Generator<Buffer> {
  const fd = typeof file === 'number' ? file : openSync(file, 'r')
  const buffer = Buffer.allocUnsafeSlow(size)
  try {
    for (let position = 0; ; ) {
      const length = readSync(fd, buffer, 0, size, fd === file ? position : null)
      if (length === 0) return
      yield buffer.subarray(0, length)
      position += length
    }
  } finally {
    if (fd !== file) closeSync(fd)
  }
}
