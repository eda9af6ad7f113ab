/** Converts IPv4 and IPv6 addresses from text, strictly as inet_pton(3), and to text. RFC 5952. */

const DOT = 0x2e
const ZERO = 0x30

/** The four bytes of `127.0.0.1`; undefined if the text is not a dotted quad. */
export function parseIPv4(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(4)
  return putIPv4(text, bytes, 0) ? bytes : undefined
}

/**
 * Writes the four bytes of `127.0.0.1`; returns false if the text is not a dotted quad. Every
 * address of a caller passes here; without an inner loop it takes two thirds of the time.
 */
export function putIPv4(text: string, bytes: Uint8Array, at: number): boolean {
  const { length } = text
  let i = 0
  for (let part = 0; part < 4; part++) {
    let value = text.charCodeAt(i++) - ZERO // NaN past the end
    if (!(value >= 0 && value <= 9)) return false
    let digit = i < length ? text.charCodeAt(i) - ZERO : -1
    if (digit >= 0 && digit <= 9) {
      if (value === 0) return false // a leading zero: octal to some programs, decimal to others
      value = value * 10 + digit
      digit = ++i < length ? text.charCodeAt(i) - ZERO : -1
      if (digit >= 0 && digit <= 9) {
        value = value * 10 + digit
        if (value > 255) return false
        i++
      }
    }
    bytes[at + part] = value
    if (part < 3 && (i >= length || text.charCodeAt(i++) !== DOT)) return false
  }
  return i === length
}

const DECIMAL = Array.from({ length: 256 }, (_, byte) => String(byte))
const DOTTED = DECIMAL.map((text) => `${text}.`)

/**
 * Formats the four bytes from `at` on as `127.0.0.1`. Every address from the kernel passes here;
 * joining prepared parts takes two thirds of the time.
 */
export function formatIPv4(bytes: Uint8Array, at = 0): string {
  return (
    textOf(bytes, at, DOTTED) +
    textOf(bytes, at + 1, DOTTED) +
    textOf(bytes, at + 2, DOTTED) +
    textOf(bytes, at + 3, DECIMAL)
  )
}

function textOf(bytes: Uint8Array, at: number, texts: readonly string[]): string {
  return texts[bytes[at] ?? 0] ?? ''
}

/**
 * The 16 bytes of `2001:db8::1` or `::ffff:1.2.3.4`, without a scope; undefined if it is invalid.
 */
export function parseIPv6(text: string): Uint8Array | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const front = head && groups(head, tail === undefined)
  const back = tail && groups(tail, true)
  if (!front || (tail && !back)) return undefined
  const length = front.length + (back?.length ?? 0)
  if (back ? length > 14 : length !== 16) return undefined
  const bytes = new Uint8Array(16)
  bytes.set(front)
  if (back) bytes.set(back, 16 - back.length)
  return bytes
}

function groups(parts: string[], last: boolean): number[] | undefined {
  const bytes: number[] = []
  for (const [index, part] of parts.entries()) {
    if (last && index === parts.length - 1 && part.includes('.')) {
      const ipv4 = parseIPv4(part)
      if (!ipv4) return undefined
      bytes.push(...ipv4)
    } else {
      if (!/^[0-9a-fA-F]{1,4}$/.test(part)) return undefined
      const group = Number.parseInt(part, 16)
      bytes.push(group >> 8, group & 255)
    }
  }
  return bytes
}

/**
 * Formats the 16 bytes from `at` on as the shortest text. IPv4-mapped and IPv4-compatible addresses
 * become `::ffff:1.2.3.4` and `::1.2.3.4`, as in inet_ntop(3).
 */
export function formatIPv6(bytes: Uint8Array, at = 0): string {
  const words: number[] = []
  for (let i = at; i < at + 16; i += 2) words.push(((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0))
  if (words.slice(0, 5).every((word) => word === 0)) {
    if (words[5] === 0xffff) return `::ffff:${formatIPv4(bytes, at + 12)}`
    if (words[5] === 0 && words[6] !== 0) return `::${formatIPv4(bytes, at + 12)}`
  }
  let zeros = { start: -1, length: 1 } // a single zero group is not shortened
  for (let start = 0; start < 8; start++) {
    let end = start
    while (end < 8 && words[end] === 0) end++
    if (end - start > zeros.length) zeros = { start, length: end - start }
    if (end > start) start = end
  }
  const hex = words.map((word) => word.toString(16))
  if (zeros.start < 0) return hex.join(':')
  const { start, length } = zeros
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`
}
