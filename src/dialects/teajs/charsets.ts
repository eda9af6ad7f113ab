// Bytes to text and back, as strict as iconv(3): an invalid sequence is an error with its position.

import { Buffer as NodeBuffer } from 'node:buffer'
import { textOf } from '../shared/bytes-as-text.ts'

interface Charset {
  /** Undefined where the runtime can only decode. */
  readonly encode?: (text: string) => Uint8Array
  readonly decode: (bytes: NodeBuffer) => string
}

/**
 * The bytes of a text.
 *
 * @throws {Error} `Cannot transcode from utf-8 to …`; `Transcoding error at source byte …`.
 */
export function encode(text: string, charset: string): Uint8Array {
  if (text === '') return new Uint8Array(0)
  const found = charsetOf(charset)?.encode
  if (!found) throw new Error(`Cannot transcode from utf-8 to ${charset}`)
  return found(text)
}

/**
 * The text of bytes.
 *
 * @throws {Error} `Cannot transcode from … to utf-8`; `Transcoding error at source byte …`.
 */
export function decode(bytes: Uint8Array, charset: string): string {
  if (bytes.byteLength === 0) return ''
  const found = charsetOf(charset)
  if (!found) throw new Error(`Cannot transcode from ${charset} to utf-8`)
  return found.decode(NodeBuffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
}

const utf8: Charset = {
  encode: (text) => NodeBuffer.from(text, 'utf8'),
  decode(bytes) {
    const text = textOf(bytes)
    if (text.isWellFormed()) return text
    const at = NodeBuffer.byteLength(text.slice(0, text.search(/\p{Surrogate}/u)))
    throw transcodingError(at, begins(bytes.subarray(at)))
  },
}

const ascii = singleBytes(/[^\0-\x7f]/)
const latin1 = singleBytes(/[^\0-\xff]/)
const utf16le = utf16((bytes) => bytes)
const utf16be = utf16((bytes) => NodeBuffer.from(bytes).swap16())

/** The characters 0x80 to 0x9f of windows-1252; a space if there is none. */
const WINDOWS_1252 = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ'

/** Not left to the runtime: Node 20 decodes it as Latin 1. */
const windows1252: Charset = {
  decode: (bytes) =>
    bytes.toString('latin1').replace(/[\x80-\x9f]/g, (character, at: number) => {
      const meant = WINDOWS_1252.charAt(character.charCodeAt(0) - 0x80)
      if (meant === ' ') throw transcodingError(at, false)
      return meant
    }),
}

const BYTE_ORDER_MARK = '\ufeff'

/** With a byte order mark in front; without one it is little-endian, as on x86. */
const utf16marked: Charset = {
  encode: (text) => NodeBuffer.from(BYTE_ORDER_MARK + text.toWellFormed(), 'utf16le'),
  decode(bytes) {
    const marked = bytes.length >= 2 ? bytes.readUInt16LE(0) : 0
    const { decode } = marked === 0xfffe ? utf16be : utf16le
    const text = decode(bytes)
    return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text
  },
}

const charsets = new Map<string, Charset>([
  ['ascii', ascii],
  ['us-ascii', ascii],
  ['ansi_x3.4-1968', ascii],
  ['latin1', latin1],
  ['iso-8859-1', latin1],
  ['iso8859-1', latin1],
  ['iso88591', latin1],
  ['iso_8859-1', latin1],
  ['l1', latin1],
  ['utf-8', utf8],
  ['utf8', utf8],
  ['utf-16', utf16marked],
  ['utf-16be', utf16be],
  ['utf-16le', utf16le],
])

function charsetOf(name: string): Charset | undefined {
  return charsets.get(name.toLowerCase()) ?? runtimeCharset(name)
}

/**
 * A charset that only the runtime can decode. Its names are those of the web, where other names of
 * ASCII and Latin 1 mean windows-1252.
 */
function runtimeCharset(name: string): Charset | undefined {
  if (/\s/.test(name)) return undefined
  try {
    const { encoding } = new TextDecoder(name)
    if (encoding === 'windows-1252') return name.endsWith('1252') ? windows1252 : latin1
    return { decode: (bytes) => decodeStepwise(bytes, encoding) }
  } catch {
    return undefined
  }
}

function decodeStepwise(bytes: NodeBuffer, encoding: string): string {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true })
    let start = 0
    for (let i = 0; i < bytes.length; i++) {
      try {
        if (decoder.decode(bytes.subarray(i, i + 1), { stream: true }) !== '') start = i + 1
      } catch {
        throw transcodingError(start, false)
      }
    }
    throw transcodingError(start, true)
  }
}

/** A charset of one byte per character, whose characters are the first ones of Unicode. */
function singleBytes(stranger: RegExp): Charset {
  return {
    encode(text) {
      const at = text.search(stranger)
      if (at >= 0) throw transcodingError(NodeBuffer.byteLength(text.slice(0, at)), false)
      return NodeBuffer.from(text, 'latin1')
    },
    decode(bytes) {
      const text = bytes.toString('latin1')
      const at = text.search(stranger)
      if (at >= 0) throw transcodingError(at, false)
      return text
    },
  }
}

function utf16(littleEndian: (bytes: NodeBuffer) => NodeBuffer): Charset {
  return {
    encode: (text) => littleEndian(NodeBuffer.from(text.toWellFormed(), 'utf16le')),
    decode(bytes) {
      const even = bytes.subarray(0, bytes.length & ~1)
      const text = littleEndian(even).toString('utf16le')
      const at = text.search(/\p{Surrogate}/u)
      if (at >= 0) {
        const cut = at === text.length - 1 && text.charCodeAt(at) < 0xdc00
        throw transcodingError(2 * at, cut)
      }
      if (even.length < bytes.length) throw transcodingError(even.length, true)
      return text
    },
  }
}

/** Whether the bytes are the beginning of valid UTF-8. */
function begins(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}

function transcodingError(at: number, cut: boolean): Error {
  const what = cut ? 'an incomplete multibyte sequence' : 'an invalid multibyte sequence'
  return new Error(
    `Transcoding error at source byte ${at} - ${what} has been encountered in the input`,
  )
}
