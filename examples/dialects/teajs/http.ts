// HTTP/1.1 over a blocking socket, with bodies as TeaJS's Buffers. Chunked bodies both ways.

import { Buffer, Socket } from 'berkeley/teajs'

/** What came back. */
export interface Response {
  status: number
  reason: string
  /** By names in lower case. */
  headers: Record<string, string>
  body: Buffer
}

/** What to ask for. */
export interface Request {
  method?: string
  headers?: Record<string, string>
  /** Sent as it is, or, when there are several, each as a chunk. */
  body?: Buffer | Buffer[]
  /** How often a redirection is followed. */
  follow?: number
}

const CRLF = '\r\n'

/** Makes a request of its own connection and waits for the answer. */
export function ask(url: string, request: Request = {}): Response {
  const { host, port, path } = partsOf(url)
  const { method = 'GET', body, follow = 5 } = request
  const socket = connected(host, port)
  try {
    const headers: Record<string, string> = { Host: host, Connection: 'close', ...request.headers }
    if (Array.isArray(body)) headers['Transfer-Encoding'] = 'chunked'
    else if (body) headers['Content-Length'] = String(body.length)
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
    socket.send([`${method} ${path} HTTP/1.1`, ...lines, '', ''].join(CRLF))
    if (Array.isArray(body)) sendChunks(socket, body)
    else if (body) socket.send(body)

    const response = responseIn(everything(socket))
    const { location } = response.headers
    if (location === undefined || ![301, 302, 303, 307].includes(response.status)) return response
    if (follow === 0) throw new Error('Too many redirections')
    const next = location.includes('://') ? location : `http://${host}:${port}${location}`
    if (response.status === 307) return ask(next, { ...request, follow: follow - 1 })
    return ask(next, { follow: follow - 1 })
  } finally {
    socket.close()
  }
}

/** An address of the newer kind first, and where nobody answers there, of the older one. */
function connected(host: string, port: number): Socket {
  let failure: unknown
  for (const family of [Socket.PF_INET6, Socket.PF_INET]) {
    let socket: Socket | undefined
    try {
      const address = Socket.getAddrInfo(host, family)
      socket = new Socket(family, Socket.SOCK_STREAM, Socket.getProtoByName('tcp'))
      socket.connect(address, port)
      return socket
    } catch (error) {
      socket?.close()
      failure = error
    }
  }
  throw failure
}

function sendChunks(socket: Socket, chunks: readonly Buffer[]): void {
  for (const chunk of chunks) {
    if (chunk.length === 0) continue // which would be the end
    socket.send(chunk.length.toString(16) + CRLF)
    socket.send(chunk)
    socket.send(CRLF)
  }
  socket.send(`0${CRLF}${CRLF}`)
}

/** What comes until the server has closed. */
function everything(socket: Socket): Buffer {
  let all = Buffer(0)
  let used = 0
  for (;;) {
    const part = socket.receive(65536)
    if (part === false || part.length === 0) return all.range(0, used)
    if (used + part.length > all.length) {
      const larger = Buffer(2 * (used + part.length))
      larger.copyFrom(all, 0, 0, used)
      all = larger
    }
    all.copyFrom(part, 0, used)
    used += part.length
  }
}

function responseIn(received: Buffer): Response {
  const end = received.indexOf(CRLF + CRLF)
  if (end < 0) throw new Error('The headers have no end')
  const [first = '', ...lines] = received.toString('latin1', 0, end).split(CRLF)
  const [, status, reason = ''] = /^HTTP\/1\.[01] (\d{3}) ?(.*)$/.exec(first) ?? []
  if (status === undefined) throw new Error(`Not an answer: ${first}`)
  const headers = Object.fromEntries(
    lines.map((line) => {
      const [name = '', value = ''] = line.split(/: *(.*)/)
      return [name.toLowerCase(), value]
    }),
  )
  const rest = received.range(end + 4)
  const body = headers['transfer-encoding'] === 'chunked' ? unchunked(rest) : rest
  return { status: Number(status), reason, headers, body }
}

/** The chunks of a body, one behind the other. */
function unchunked(body: Buffer): Buffer {
  const whole = Buffer(body.length)
  let length = 0
  let at = 0
  for (;;) {
    const end = body.indexOf(CRLF, at)
    if (end < 0) throw new Error('The body ends within a chunk')
    const size = Number.parseInt(body.toString('ascii', at, end), 16)
    if (Number.isNaN(size)) throw new Error('A chunk without its size')
    if (size === 0) return whole.range(0, length)
    at = end + 2
    if (at + size + 2 > body.length) throw new Error('The body ends within a chunk')
    body.copy(whole, length, at, at + size)
    length += size
    at += size + 2
  }
}

function partsOf(url: string): { host: string; port: number; path: string } {
  const [, host = '', port = '80', path = '/'] =
    /^http:\/\/([^:/]+)(?::(\d+))?(\/.*)?$/.exec(url) ?? []
  if (host === '') throw new Error(`Not an address of the web: ${url}`)
  return { host, port: Number(port), path }
}
