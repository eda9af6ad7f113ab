// Messages of D-Bus, as far as this client needs them: see "Message Protocol" of its specification.

/** Of the types s, o and g; u, and h, the index of a descriptor; as. */
export type Value = string | number | string[]
/** The fields of a header, by their numbers. */
export type Fields = Record<number, Value>
export type Message = ReturnType<typeof decode>

export const [CALL, REPLY, ERROR] = [1, 2, 3]
export const [PATH, INTERFACE, MEMBER, REPLY_TO, DESTINATION] = [1, 2, 3, 5, 6]
export const [SENDER, SIGNATURE, DESCRIPTORS] = [7, 8, 9]
const FIELD_TYPES = ' osssussgu'

export function encode(type: number, serial: number, fields: Fields, body: Value[]): Buffer {
  const [list, content]: [number[], number[]] = [[], []]
  for (const [number, value] of Object.entries(fields)) {
    const one = FIELD_TYPES.charAt(Number(number))
    align(list, 8).push(Number(number))
    put(list, 'g', one)
    put(list, one, value)
  }
  for (const [i, one] of typesIn(fields[SIGNATURE]).entries()) put(content, one, body[i] ?? '')
  const header = [0x6c, type, 0, 1] // little endian, no flags, version 1
  for (const number of [content.length, serial, list.length]) put(header, 'u', number)
  return Buffer.from(align([...header, ...list], 8).concat(content))
}

/** The length of the first message, which is known when 16 bytes have come. */
export function lengthOf(bytes: Buffer): number {
  if (bytes.length < 16) return Infinity
  const end = 16 + bytes.readUInt32LE(12)
  return end + (-end & 7) + bytes.readUInt32LE(4)
}

export function decode(bytes: Buffer) {
  const fields: Fields = {}
  const at = { bytes, offset: 16 }
  for (const end = 16 + bytes.readUInt32LE(12); at.offset < end; at.offset += -at.offset & 7)
    fields[bytes.readUInt8(at.offset++)] = take(at, String(take(at, 'g')))
  const body = typesIn(fields[SIGNATURE]).map((one) => take(at, one))
  return { type: bytes.readUInt8(1), serial: bytes.readUInt32LE(8), fields, body }
}

function typesIn(signature: Value = ''): string[] {
  return String(signature).match(/a?./g) ?? []
}

function put(to: number[], type: string, value: Value): void {
  const text = typeof value === 'number' ? undefined : Buffer.from(String(value))
  const number = Uint32Array.of(text?.length ?? Number(value))
  if (type === 'g') to.push(...number)
  else align(to, 4).push(...new Uint8Array(number.buffer))
  if (text) to.push(...text, 0)
}

function take(at: { bytes: Buffer; offset: number }, type: string): Value {
  const size = type === 'g' ? 1 : 4
  const start = at.offset + (-at.offset & (size - 1)) + size
  const number = at.bytes.readUIntLE(start - size, size)
  at.offset = /[uh]/.test(type) || type === 'as' ? start : start + number + 1
  if (/[uh]/.test(type)) return number
  if (type !== 'as') return at.bytes.toString('utf8', start, start + number)
  const all: string[] = []
  while (at.offset < start + number) all.push(String(take(at, 's')))
  return all
}

function align(bytes: number[], size: number): number[] {
  while (bytes.length % size > 0) bytes.push(0)
  return bytes
}
