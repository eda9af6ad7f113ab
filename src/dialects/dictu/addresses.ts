const PART = String.raw`(0x[\da-f]+|\d+)`
const MORE = String.raw`(?:\.${PART})?`
/** White space, as isspace(3) has it, ends an address; the rest is ignored. */
const HOST = new RegExp(String.raw`^${PART}${MORE}${MORE}${MORE}(?:[\t-\r ]|$)`, 'i')

/** The IPv4 address of a host in a form of inet_addr(3): `'127.1'` is `'127.0.0.1'`. */
export function addressOf(host: string): string | undefined {
  const parts = HOST.exec(host)?.slice(1).filter(Boolean) ?? []
  const last = numberOf(parts.pop() ?? '')
  const bytes = parts.map(numberOf)
  if (bytes.some((byte) => !(byte <= 255)) || !(last < 256 ** (4 - bytes.length))) return undefined
  for (let i = 3 - bytes.length; i >= 0; i--) bytes.push(Math.floor(last / 256 ** i) % 256)
  return bytes.join('.')
}

/** A number as C reads it; NaN if it has a digit that its base lacks. */
function numberOf(text: string): number {
  if (/^0\d/.test(text)) return Number(`0o${text}`)
  return text === '' ? Number.NaN : Number(text)
}
