import { isUint8Array } from 'node:util/types'
import type { Codec } from '../../codec/codec.ts'
import { objectReader } from '../../codec/object-reader.ts'
import { perPlatform } from '../../codec/platform.ts'
import { show } from '../../codec/show.ts'
import { wellFormed } from '../address-text.ts'
import { family } from '../family.ts'

/** The name of a Unix socket in the file system; unix(7). */
export interface UnixPathAddress {
  /** The family. */
  family: 'AF_UNIX'
  /** The path; as bytes if it is not valid UTF-8. */
  path: string | Uint8Array
  /** Absent. */
  abstract?: never
}

/**
 * The name of a Unix socket in Linux's abstract namespace; it ends with the socket. See unix(7).
 */
export interface UnixAbstractAddress {
  /** The family. */
  family: 'AF_UNIX'
  /** The exact name without its leading NUL; as bytes if it is not valid UTF-8. */
  abstract: string | Uint8Array
  /** Absent. */
  path?: never
}

/**
 * No name: the socket is unbound, or one of a pair. When binding, Linux chooses an abstract name.
 */
export interface UnixUnnamedAddress {
  /** The family. */
  family: 'AF_UNIX'
  /** Absent. */
  path?: never
  /** Absent. */
  abstract?: never
}

/** A Unix socket's name: a path, an abstract name, or none. */
export type UnixAddress = UnixPathAddress | UnixAbstractAddress | UnixUnnamedAddress

const encoder = new TextEncoder()
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function toBytes(name: unknown, what: string): Uint8Array {
  if (typeof name === 'string') return encoder.encode(name)
  if (isUint8Array(name)) return name
  throw new TypeError(`${what} must be a string or a Uint8Array, not ${show(name)}`)
}

function toName(bytes: Uint8Array): string | Uint8Array {
  try {
    return strict.decode(bytes)
  } catch {
    return bytes.slice()
  }
}

const read = objectReader<{ family: string; path?: unknown; abstract?: unknown }>(
  'struct sockaddr_un',
  {
    ...{ family: true, path: false, abstract: false },
  },
)

const unix: Codec<UnixAddress> = (() => {
  const plan = perPlatform((platform) => {
    const layout = platform.layout('sockaddr_un')
    const { offset = 2, size = 108 } = layout?.fields['sun_path'] ?? {}
    return { start: offset, max: size, size: layout?.size ?? 110 }
  })
  return {
    probes: () => [{ name: 'sockaddr_un', fields: ['sun_path'] }],
    maxSize: (platform) => plan(platform).size,
    encode(address, platform) {
      const given = read(address)
      const { path, abstract } = given
      const { start, max } = plan(platform)
      if (path !== undefined && abstract !== undefined) {
        throw new TypeError('A Unix address has a path or an abstract name, not both')
      }
      if (path === undefined && abstract === undefined) {
        const lost = Object.keys(given).find((key) => key !== 'family')
        if (lost !== undefined) throw new TypeError(`${lost} must not be undefined`)
        return new Uint8Array(start)
      }
      const name = path === undefined ? toBytes(abstract, 'abstract') : toBytes(path, 'path')
      const lead = path === undefined ? 1 : 0
      if (name.length + lead > max) {
        throw new RangeError(
          `Unix address too long: ${name.length} bytes, has room for ${max - lead}`,
        )
      }
      if (path !== undefined && name.length === 0) throw new TypeError('path must not be empty')
      if (path !== undefined && name.includes(0)) {
        throw name[0] === 0
          ? abstractPath(path)
          : new TypeError(`path must not contain NUL: ${show(path)}`)
      }
      // A path of exactly `max` bytes has no terminating NUL, and Linux accepts it so.
      const bytes = new Uint8Array(
        Math.min(start + lead + name.length + (lead ? 0 : 1), start + max),
      )
      bytes.set(name, start + lead)
      return bytes
    },
    decode(bytes, platform) {
      const { start } = plan(platform)
      const name = bytes.subarray(start)
      if (name.length === 0) return { family: 'AF_UNIX' }
      if (name[0] === 0) {
        // BSD fills an unnamed sockaddr_un with NULs and reports its full length.
        if (platform.layout('sockaddr')?.fields['sa_len']) return { family: 'AF_UNIX' }
        return { family: 'AF_UNIX', abstract: toName(name.subarray(1)) }
      }
      const end = name.indexOf(0)
      return { family: 'AF_UNIX', path: toName(end < 0 ? name : name.subarray(0, end)) }
    },
  }
})()

/** The error for a path that is an abstract name as others write it: with `@` or a NUL before it. */
export function abstractPath(path: unknown): TypeError {
  const name = typeof path === 'string' ? show(path.slice(1)) : 'bytes'
  const isFile = typeof path === 'string' && path.startsWith('@')
  const [first, file] = isFile ? ['@', `, a file ${show(`./${path}`)}`] : ['NUL', '']
  return new TypeError(
    `path must not begin with ${first}: an abstract name is { abstract: ${name} }${file}`,
  )
}

/** Escapes bytes as text that {@link unescape} reads: what is not printable ASCII becomes `%xx`. */
function escape(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) {
    const plain = byte > 0x20 && byte < 0x7f && byte !== 0x25
    text += plain ? String.fromCharCode(byte) : `%${byte.toString(16).padStart(2, '0')}`
  }
  return text
}

function unescape(text: string): string | Uint8Array {
  const bytes: number[] = []
  for (const [, hex, plain] of text.matchAll(/%([0-9a-fA-F]{2})|([^])/gu)) {
    if (hex !== undefined) bytes.push(Number.parseInt(hex, 16))
    else bytes.push(...encoder.encode(plain))
  }
  return toName(Uint8Array.from(bytes))
}

/**
 * Local sockets; unix(7). Text: `/run/x.sock`, `./x.sock`, `@abstract`; `unix:x.sock`,
 * `unix:@a%00b` and `unix:` for names that have no such form.
 */
export const AF_UNIX = family<UnixAddress>({
  name: 'AF_UNIX',
  page: 'unix(7)',
  testedOn: ['AF_UNIX', 'SOCK_DGRAM'],
  examples: [
    { family: 'AF_UNIX', path: '/run/x.sock' },
    { family: 'AF_UNIX', abstract: 'name' },
    { family: 'AF_UNIX' },
  ],
  address: unix,
  format(address) {
    if (address.abstract !== undefined) {
      const name = address.abstract
      return typeof name === 'string' && !name.includes('\0')
        ? `@${name}`
        : `unix:@${escape(toBytes(name, 'abstract'))}`
    }
    if (address.path === undefined) return 'unix:'
    const path = address.path
    if (typeof path === 'string' && /^\.{0,2}\//.test(path)) return path
    const bytes = toBytes(path, 'path')
    // A path that begins with @ would read back as an abstract name.
    return bytes[0] === 0x40 ? `unix:%40${escape(bytes.subarray(1))}` : `unix:${escape(bytes)}`
  },
  parse(text) {
    if (text.startsWith('unix:')) {
      const name = text.slice(5)
      if (name === '') return { family: 'AF_UNIX' }
      if (name.startsWith('@')) return { family: 'AF_UNIX', abstract: unescape(name.slice(1)) }
      return { family: 'AF_UNIX', path: unescape(name) }
    }
    if (text.startsWith('@')) return { family: 'AF_UNIX', abstract: wellFormed(text.slice(1)) }
    return /^\.{0,2}\//.test(text) ? { family: 'AF_UNIX', path: wellFormed(text) } : undefined
  },
})
