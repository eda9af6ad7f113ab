import { Buffer } from 'node:buffer'
import { fileURLToPath } from 'node:url'
import { isUint8Array } from 'node:util/types'
import { constantOf, native } from '../../binding.ts'
import { show } from '../../codec/show.ts'
import { check } from '../../errors.ts'
import { type DescriptorHolder, numberOfDescriptor } from '../descriptor-number.ts'
import { DESCRIPTOR } from '../open-descriptor.ts'
import type { SocketHandle } from '../socket-handle.ts'
import { refuseTaken } from '../taken.ts'

const F_DUPFD_CLOEXEC = constantOf('F_DUPFD_CLOEXEC')

/**
 * A file to send: its path, as text, bytes or a `file:` URL; its descriptor; or an object that has one,
 * such as a FileHandle.
 */
export type FileLike = string | Uint8Array | URL | number | DescriptorHolder

/**
 * Opens the file of a path, and duplicates a descriptor: others may close theirs meanwhile. The caller
 * closes it. Opening a FIFO does not wait for a writer.
 */
export function openFile(file: FileLike): number {
  const path = pathOf(file)
  if (path === undefined) {
    const fd = descriptorOf(file)
    return check('fcntl', native.fcntl(fd, F_DUPFD_CLOEXEC, 0), {
      hint: (code) => (code === 'EBADF' ? `descriptor ${fd} is not open` : undefined),
    })
  }
  const bytes = Buffer.from(path)
  if (bytes.includes(0)) throw new TypeError(`file must not contain NUL: ${show(path)}`)
  const answer = native.openFile(Buffer.concat([bytes, TERMINATOR]))
  return check('open', answer, {
    address: bytes.toString(),
    hint: () => (isUint8Array(file) ? 'bytes are a path: sendAll sends content' : undefined),
  })
}

const TERMINATOR = new Uint8Array(1)

/** Undefined for what is no path. */
function pathOf(file: unknown): string | Uint8Array | undefined {
  if (typeof file === 'string' || isUint8Array(file)) return file
  return file instanceof URL ? fileURLToPath(file) : undefined
}

function descriptorOf(file: unknown): number {
  const isHolder = typeof file === 'object' && file !== null && 'fd' in file
  if (isHolder && DESCRIPTOR in file) {
    const { taken } = (file as SocketHandle)[DESCRIPTOR]
    if (taken) refuseTaken(taken, 'receive')
  }
  if (isHolder && file.fd === null) throw new TypeError('file is not open yet: its fd is null')
  if (isHolder || typeof file === 'number') return numberOfDescriptor(file, 'file')
  throw new TypeError(`file must be a path, a descriptor, or have one as fd, not ${show(file)}`)
}
