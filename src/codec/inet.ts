/** IPv4 and IPv6 addresses as text, strictly as inet_pton(3) reads them, and back. RFC 5952. */

/** The four bytes of `127.0.0.1`; undefined when the text is no dotted quad. */
export function parseIPv4(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(4)
  let part = 0
  let value = -1
  for (let at = 0; at <= text.length; at++) {
    const digit = text.charCodeAt(at) - 48 // NaN behind the end
    if (digit >= 0 && digit <= 9) {
      if (value === 0) return undefined // a leading zero: octal to some, decimal to others
      value = value < 0 ? digit : value * 10 + digit
      if (value > 255) return undefined
    } else {
      if (value < 0 || part > 3 || (at < text.length && text[at] !== '.')) return undefined
      bytes[part++] = value
      value = -1
    }
  }
  return part === 4 ? bytes : undefined
}

/** `127.0.0.1`, of the four bytes from `at` on. */
export function formatIPv4(bytes: Uint8Array, at = 0): string {
  return `${bytes[at]}.${bytes[at + 1]}.${bytes[at + 2]}.${bytes[at + 3]}`
}

/** The 16 bytes of `2001:db8::1` or `::ffff:1.2.3.4`, without a scope; undefined when it is none. */
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
      const quad = parseIPv4(part)
      if (!quad) return undefined
      bytes.push(...quad)
    } else {
      if (!/^[0-9a-fA-F]{1,4}$/.test(part)) return undefined
      const group = Number.parseInt(part, 16)
      bytes.push(group >> 8, group & 255)
    }
  }
  return bytes
}

/** The shortest text of the 16 bytes from `at` on, mapped IPv4 addresses as `::ffff:1.2.3.4`. */
export function formatIPv6(bytes: Uint8Array, at = 0): string {
  const words: number[] = []
  for (let i = at; i < at + 16; i += 2) words.push(((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0))
  if (words[5] === 0xffff && words.slice(0, 5).every((word) => word === 0)) {
    return `::ffff:${formatIPv4(bytes, at + 12)}`
  }
  let zeroes = { start: -1, length: 1 } // a single zero group is not shortened
  for (let start = 0; start < 8; start++) {
    let end = start
    while (end < 8 && words[end] === 0) end++
    if (end - start > zeroes.length) zeroes = { start, length: end - start }
    if (end > start) start = end
  }
  const hex = words.map((word) => word.toString(16))
  if (zeroes.start < 0) return hex.join(':')
  const { start, length } = zeroes
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`
}
