import { from_bytes, to_bytes } from 'berkeley/blade'

const LONGEST_HEAD = 8192
const LONGEST_BODY = 10_000_000

/** What a client asks for. */
export interface Request {
  method: string
  path: string
  /** By their names in small letters. */
  headers: Map<string, string>
  body: string
  /** Whether the client wants to ask for more. */
  keeps_alive: boolean
}

/** What is answered to a request that is none: `400 Bad Request`. */
export class HttpError extends Error {}

/** Puts requests together from the parts in which they come. */
export class RequestReader {
  /** What has come of a head. */
  #queue = ''
  #request: Request | null = null
  #length = 0
  /** What has come of a body, and maybe of the next request. */
  #parts: Buffer[] = []
  #have = 0

  /** Whether a part of a request has come, and not yet all of it. */
  get has_begun(): boolean {
    return this.#queue !== '' || this.#request !== null
  }

  /** Whether the client waits to be told that it may send the body. */
  get is_awaited(): boolean {
    return this.#have === 0 && this.#request?.headers.get('expect') === '100-continue'
  }

  /** Adds what has come. */
  add(text: string): void {
    if (this.#request) this.#add_to_body(text)
    else this.#queue += text
  }

  /** The next request that is whole; `null` if there is none. */
  next(): Request | null {
    this.#request ??= this.#read_head()
    if (!this.#request || this.#have < this.#length) return null
    const bytes = Buffer.concat(this.#parts)
    const body = from_bytes(bytes.subarray(0, this.#length))
    const request = { ...this.#request, body }
    this.#queue = from_bytes(bytes.subarray(this.#length))
    this.#request = null
    this.#parts = []
    this.#have = 0
    return request
  }

  #add_to_body(text: string): void {
    const bytes = to_bytes(text)
    this.#parts.push(bytes)
    this.#have += bytes.length
  }

  #read_head(): Request | null {
    const end = this.#queue.indexOf('\r\n\r\n')
    if (Math.max(end, end < 0 ? this.#queue.length : 0) > LONGEST_HEAD) {
      throw new HttpError('431 Request Header Fields Too Large')
    }
    if (end < 0) return null
    const request = parse_head(this.#queue.slice(0, end))
    this.#length = length_of(request)
    const rest = this.#queue.slice(end + 4)
    this.#queue = ''
    this.#add_to_body(rest)
    return request
  }
}

function parse_head(head: string): Request {
  const [first = '', ...lines] = head.split('\r\n')
  const [, method = '', path = '', minor] = /^([A-Z]+) (\S+) HTTP\/1\.([01])$/.exec(first) ?? []
  if (minor === undefined) throw new HttpError('400 Bad Request')
  const headers = new Map<string, string>()
  for (const line of lines) {
    const [, name, value = ''] = /^([!-9;-~]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? []
    if (name === undefined) throw new HttpError('400 Bad Request')
    headers.set(name.toLowerCase(), value)
  }
  const connection = headers.get('connection')?.toLowerCase()
  const keeps_alive = minor === '1' ? connection !== 'close' : connection === 'keep-alive'
  return { method, path, headers, body: '', keeps_alive }
}

function length_of({ headers }: Request): number {
  if (headers.has('transfer-encoding')) throw new HttpError('411 Length Required')
  const length = headers.get('content-length') ?? '0'
  if (!/^\d{1,15}$/.test(length)) throw new HttpError('400 Bad Request')
  if (Number(length) > LONGEST_BODY) throw new HttpError('413 Content Too Large')
  return Number(length)
}
