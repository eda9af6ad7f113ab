/** A file of an initial RAM disk. */
export interface Entry {
  readonly name: string
  readonly kind: 'file' | 'folder' | 'link'
  /** The contents of a file, or what a link points to. */
  readonly data?: Uint8Array | string
}

const MODES = { file: 0o100755, folder: 0o040755, link: 0o120777 }

/**
 * An initial RAM disk in the format "newc" of cpio.
 *
 * @see {@link https://docs.kernel.org/driver-api/early-userspace/buffer-format.html}
 */
export function initialRamDisk(entries: readonly Entry[]): Buffer {
  const parts = entries.map(({ name, kind, data = '' }, index) =>
    member(name, MODES[kind], Buffer.from(data), index + 1),
  )
  return Buffer.concat([...parts, member('TRAILER!!!', 0, Buffer.alloc(0), 0)])
}

function member(name: string, mode: number, data: Buffer, inode: number): Buffer {
  const [links, none] = [1, 0] // no owner, time or device
  const fields = [
    ...[inode, mode, none, none, links, none, data.length],
    ...[none, none, none, none, name.length + 1, none],
  ]
  const header = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`
  return Buffer.concat([padded(Buffer.from(`${header}${name}\0`)), padded(data)])
}

/** The bytes, with zeros up to a multiple of 4. */
function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes], Math.ceil(bytes.length / 4) * 4)
}
