// Strings that hold any bytes, as those of scripting languages do: UTF-8, and escapes for bytes
// that are not valid UTF-8. A lone surrogate stands for a byte, U+DC80 for 0x80 up to U+DCFF for
// 0xff. Valid UTF-8 never decodes to one, so every sequence of bytes survives the round trip.

import { Buffer, isUtf8 } from 'node:buffer'

const ESCAPE = 0xdc00

/** The text of any bytes. Those that are not strict UTF-8 become escapes; a BOM is kept. */
export function textOf(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return isUtf8(buffer) ? buffer.toString('utf8') : escaped(buffer)
}

/** The bytes of a text: UTF-8, the byte of each escape, U+FFFD for any other lone surrogate. */
export function bytesOf(text: string): Buffer {
  return text.isWellFormed() ? Buffer.from(text, 'utf8') : unescaped(text)
}

function escaped(bytes: Buffer): string {
  const units = Buffer.allocUnsafe(bytes.length * 2) // no character has more units than bytes
  let end = 0
  const add = (unit: number) => {
    units[end++] = unit & 0xff
    units[end++] = unit >> 8
  }
  for (let at = 0; at < bytes.length; ) {
    const length = lengthAt(bytes, at)
    const first = bytes[at++] ?? 0
    if (length === 0) add(ESCAPE + first)
    else if (length === 1) add(first)
    else {
      let point = first & (0x7f >> length)
      for (let i = 1; i < length; i++) point = (point << 6) | ((bytes[at++] ?? 0) & 0x3f)
      if (point < 0x10000) add(point)
      else {
        add(0xd7c0 + (point >> 10))
        add(0xdc00 + (point & 0x3ff))
      }
    }
  }
  return units.toString('utf16le', 0, end)
}

/**
 * The length of the character at this position; 0 where none begins. The Unicode Standard, table
 * 3-7.
 */
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
  const bytes = Buffer.allocUnsafe(text.length * 3) // no unit has more bytes
  let end = 0
  for (let at = 0; at < text.length; at++) {
    const point = text.codePointAt(at) ?? 0
    if (point < 0x80) bytes[end++] = point
    else if (point < 0x800) {
      bytes[end++] = 0xc0 | (point >> 6)
      bytes[end++] = 0x80 | (point & 0x3f)
    } else if (point >= 0x10000) {
      at++ // its second half
      bytes[end++] = 0xf0 | (point >> 18)
      bytes[end++] = 0x80 | ((point >> 12) & 0x3f)
      bytes[end++] = 0x80 | ((point >> 6) & 0x3f)
      bytes[end++] = 0x80 | (point & 0x3f)
    } else if (point >= ESCAPE + 0x80 && point <= ESCAPE + 0xff) bytes[end++] = point - ESCAPE
    else {
      const whole = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point
      bytes[end++] = 0xe0 | (whole >> 12)
      bytes[end++] = 0x80 | ((whole >> 6) & 0x3f)
      bytes[end++] = 0x80 | (whole & 0x3f)
    }
  }
  return Buffer.from(bytes.subarray(0, end))
}
