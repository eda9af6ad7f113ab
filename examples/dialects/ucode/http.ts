// HTTP/1.1 as far as a small server needs it: requests are cut out of the bytes that came, one after
// the other, and answers are made of bytes.

/** A request whose head and body have come. */
export interface Request {
  readonly method: string
  readonly target: string
  /** Values by name in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  /** Whether the client wants to go on with this connection. */
  readonly keepAlive: boolean
}

/** What stands at the start of the bytes: a request and its length, an error, or not all of one. */
export type Parsed = { request: Request; length: number } | { status: number } | null

const LONGEST_HEAD = 16_384
const LONGEST_BODY = 64 * 1024 * 1024

/** Reads the request at the start of the bytes. */
export function parse(bytes: Buffer): Parsed {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return bytes.length > LONGEST_HEAD ? { status: 431 } : null
  if (end > LONGEST_HEAD) return { status: 431 }
  const [first = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n')
  const [, method = '', target = '', minor = ''] =
    /^([A-Z]+) (\S+) HTTP\/1\.([01])$/.exec(first) ?? []
  if (method === '') return { status: 400 }
  const headers = headersOf(lines)
  if (!headers) return { status: 400 }
  if (headers['transfer-encoding'] !== undefined) return { status: 501 }
  const said = headers['content-length'] ?? '0'
  if (!/^\d+$/.test(said)) return { status: 400 }
  const size = Number(said)
  if (size > LONGEST_BODY) return { status: 413 }
  const start = end + 4
  if (bytes.length < start + size) return null
  const connection =
    headers['connection']?.toLowerCase() ?? (minor === '1' ? 'keep-alive' : 'close')
  return {
    request: {
      method,
      target,
      headers,
      body: bytes.subarray(start, start + size),
      keepAlive: connection !== 'close',
    },
    length: start + size,
  }
}

function headersOf(lines: readonly string[]): Record<string, string> | null {
  const headers: Record<string, string> = Object.create(null) as Record<string, string>
  for (const line of lines) {
    const [, name = '', value = ''] = /^([\w!#$%&'*+.^`|~-]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? []
    if (name === '') return null
    headers[name.toLowerCase()] = value
  }
  return headers
}

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  400: 'Bad Request',
  404: 'Not Found',
  405: 'Method Not Allowed',
  413: 'Content Too Large',
  431: 'Request Header Fields Too Large',
  501: 'Not Implemented',
}

/** The bytes of an answer. */
export function answer(
  status: number,
  body: Uint8Array,
  { keepAlive, bare = false }: { keepAlive: boolean; bare?: boolean },
): Buffer {
  const head = [
    `HTTP/1.1 ${status} ${REASONS[status] ?? 'Unknown'}`,
    `Content-Length: ${body.length}`,
    `Connection: ${keepAlive ? 'keep-alive' : 'close'}`,
  ]
  const bytes = Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1')
  return bare ? bytes : Buffer.concat([bytes, body])
}
