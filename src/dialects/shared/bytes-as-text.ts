// Strings that hold any bytes, as those of scripting languages do: UTF-8, and where it is none, an
// escape. A lone surrogate stands for its byte, U+DC80 for 0x80 up to U+DCFF for 0xff; nothing that
// is valid decodes to one, so every sequence of bytes comes back as it was.

import { Buffer, isUtf8 } from 'node:buffer'

const ESCAPE = 0xdc00

/** The text of any bytes. Those that are no part of strict UTF-8 become escapes; a BOM is kept. */
export function textOf(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return isUtf8(buffer) ? buffer.toString('utf8') : escaped(buffer)
}

/** The bytes of a text: UTF-8, an escape's byte, U+FFFD for any other lone surrogate. */
export function bytesOf(text: string): Buffer {
  return text.isWellFormed() ? Buffer.from(text, 'utf8') : unescaped(text)
}

function escaped(bytes: Buffer): string {
  let text = ''
  let valid = 0
  let at = 0
  while (at < bytes.length) {
    const length = lengthAt(bytes, at)
    if (length > 0) at += length
    else {
      text += bytes.toString('utf8', valid, at) + String.fromCharCode(ESCAPE + (bytes[at] ?? 0))
      valid = ++at
    }
  }
  return text + bytes.toString('utf8', valid)
}

/** How long the character at this place is; 0 where none begins. The Unicode Standard, table 3-7. */
function lengthAt(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0
  if (first < 0x80) return 1
  const length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0
  for (let i = 1; i < length; i++) {
    const next = bytes[at + i] ?? 0
    if (next < 0x80 || next > 0xbf) return 0
  }
  const second = bytes[at + 1] ?? 0
  const overlong = (first === 0xe0 && second < 0xa0) || (first === 0xf0 && second < 0x90)
  const beyond = (first === 0xed && second > 0x9f) || (first === 0xf4 && second > 0x8f)
  return overlong || beyond ? 0 : length
}

function unescaped(text: string): Buffer {
  const parts: Buffer[] = []
  let valid = 0
  for (const { index, 0: escapes } of text.matchAll(/[\udc80-\udcff]+/gu)) {
    parts.push(Buffer.from(text.slice(valid, index), 'utf8'))
    parts.push(Buffer.from(escapes, 'latin1')) // which keeps the low eight bits
    valid = index + escapes.length
  }
  parts.push(Buffer.from(text.slice(valid), 'utf8'))
  return Buffer.concat(parts)
}
