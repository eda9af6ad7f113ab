// What a reverse proxy must know of HTTP/1.1: where the head of a message ends, and its body.
// Strings hold bytes, so that a body goes through unharmed whatever it is.

import { type DictuSocket, fromBytes, toBytes } from 'berkeley/dictu'

const SIZE = 4096
const MOST_HEAD = 65536

/** The head of a request or of an answer. */
export interface Head {
  /** `GET / HTTP/1.1`, or `HTTP/1.1 200 OK`. */
  readonly line: string
  /** Names as they came, and values. */
  readonly fields: readonly (readonly [name: string, value: string])[]
}

/** What comes from a socket, of which more may be received than is wanted yet. */
export class Source {
  readonly #socket: DictuSocket
  #ahead = ''

  constructor(socket: DictuSocket) {
    this.#socket = socket
  }

  /** Up to and with the mark; null when the stream ends before it, or it does not come. */
  through(mark: string, most = MOST_HEAD): string | null {
    let from = 0
    for (;;) {
      const at = this.#ahead.indexOf(mark, from)
      if (at >= 0) return this.#take(at + mark.length)
      if (this.#ahead.length > most) return null
      from = Math.max(0, this.#ahead.length - mark.length + 1)
      const more = this.#socket.recv(SIZE)
      if (!more) return null
      this.#ahead += more
    }
  }

  /** Hands on so many bytes as they come; false when there are fewer. */
  bytes(length: number, write: (data: string) => boolean): boolean {
    let left = length
    while (left > 0) {
      const data = this.some()
      if (data === '') return false
      const bytes = toBytes(data)
      if (bytes.length > left) this.#ahead = fromBytes(bytes.subarray(left))
      if (!write(bytes.length > left ? fromBytes(bytes.subarray(0, left)) : data)) return false
      left -= Math.min(left, bytes.length)
    }
    return true
  }

  /** What is there, or comes next; "" at the end. */
  some(): string {
    if (this.#ahead === '') return this.#socket.recv(SIZE) ?? ''
    return this.#take(this.#ahead.length)
  }

  #take(length: number): string {
    const taken = this.#ahead.slice(0, length)
    this.#ahead = this.#ahead.slice(length)
    return taken
  }
}

/** Receives a head; null when there is none, or it is none of HTTP. */
export function receiveHead(source: Source): Head | null {
  const text = source.through('\r\n\r\n')
  if (text === null) return null
  const [line = '', ...rest] = text.slice(0, -4).split('\r\n')
  const fields = rest.map((field): readonly [string, string] => {
    const colon = field.indexOf(':')
    return [field.slice(0, colon), field.slice(colon + 1).trim()]
  })
  return fields.some(([name]) => !/^[!#$%&'*+.^_`|~\w-]+$/.test(name)) ? null : { line, fields }
}

/** The value of a field, in lower case; "" where there is none. */
export function valueOf(head: Head, wanted: string): string {
  const field = head.fields.find(([name]) => name.toLowerCase() === wanted)
  return field ? field[1].toLowerCase() : ''
}

/** The head as it is sent. */
export function textOfHead({ line, fields }: Head): string {
  return `${[line, ...fields.map(([name, value]) => `${name}: ${value}`)].join('\r\n')}\r\n\r\n`
}

/** Hands on the body of a request, framed as it came; false when it breaks off or is wrong. */
export function copyBody(source: Source, head: Head, write: (data: string) => boolean): boolean {
  if (valueOf(head, 'transfer-encoding') === 'chunked') return copyChunks(source, write)
  const length = valueOf(head, 'content-length') || '0'
  return /^\d{1,15}$/.test(length) && source.bytes(Number(length), write)
}

function copyChunks(source: Source, write: (data: string) => boolean): boolean {
  for (;;) {
    const line = source.through('\r\n')
    const [, digits] = /^([\da-f]{1,8})(?:;.*)?\r\n$/i.exec(line ?? '') ?? []
    if (line === null || digits === undefined || !write(line)) return false
    const size = Number.parseInt(digits, 16)
    if (size === 0) break
    if (!source.bytes(size + 2, write)) return false
  }
  for (;;) {
    const trailer = source.through('\r\n')
    if (trailer === null || !write(trailer)) return false
    if (trailer === '\r\n') return true
  }
}
