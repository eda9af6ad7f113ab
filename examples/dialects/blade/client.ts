// An HTTP/1.1 client as one writes it in Blade: one socket, strings that grow by `+=`, exceptions.
// Strings hold the bytes of bodies unharmed; how many those are, `to_bytes` says.

import { from_bytes, get_address_info, Socket, SocketException, to_bytes } from 'berkeley/blade'

const CONNECT_TIMEOUT = 2000
const TIMEOUT = 5000

/** What a server has answered. */
export class HttpResponse {
  status = 0
  reason = ''
  /** By their names in small letters. */
  headers = new Map<string, string>()
  body = ''

  /** Takes the lines of a head. */
  read_head(head: string): void {
    const [first = '', ...lines] = head.split('\r\n')
    const [, status, reason = ''] = /^HTTP\/1\.[01] (\d{3}) ?(.*)$/.exec(first) ?? []
    if (status === undefined) throw new Error(`No answer of HTTP: ${first}`)
    this.status = Number(status)
    this.reason = reason
    for (const line of lines) {
      const [name = '', ...rest] = line.split(':')
      this.headers.set(name.toLowerCase(), rest.join(':').trim())
    }
  }

  has_body(method: string): boolean {
    return method !== 'HEAD' && this.status !== 204 && this.status !== 304
  }

  keeps_alive(): boolean {
    return this.headers.get('connection')?.toLowerCase() !== 'close'
  }
}

/** Talks to one host, over one connection for as long as the server keeps it. */
export class HttpClient {
  /** How many connections were made. */
  connections = 0
  readonly #host: string
  readonly #port: number
  #socket: Socket | null = null
  /** What came and belongs to nobody yet. */
  #queue = ''
  /** Whether any of the answer has come. */
  #answered = false

  constructor(host: string, port: number) {
    this.#host = host
    this.#port = port
  }

  get(path: string): HttpResponse {
    return this.request('GET', path)
  }

  /** Asks; once more over a new connection, if the server had given the old one up. */
  request(method: string, path: string, body = ''): HttpResponse {
    const reused = this.#socket !== null
    try {
      return this.#ask(method, path, body)
    } catch (error) {
      this.close()
      const gone = error instanceof SocketException && error.code !== 'ETIMEDOUT'
      if (!reused || !gone || this.#answered) throw error
      return this.#ask(method, path, body)
    }
  }

  close(): void {
    this.#socket?.close()
    this.#socket = null
    this.#queue = ''
  }

  #ask(method: string, path: string, body: string): HttpResponse {
    const socket = (this.#socket ??= this.#connect())
    const head = [
      `${method} ${path} HTTP/1.1`,
      `Host: ${this.#host}:${this.#port}`,
      'Connection: keep-alive',
    ]
    if (body !== '') head.push(`Content-Length: ${to_bytes(body).length}`)
    this.#answered = false
    socket.send(`${head.join('\r\n')}\r\n\r\n${body}`)

    const response = new HttpResponse()
    response.read_head(this.#until('\r\n\r\n'))
    let ended = false
    if (response.has_body(method)) {
      if (response.headers.get('transfer-encoding') === 'chunked') this.#chunks(response)
      else if (response.headers.has('content-length')) {
        response.body = this.#bytes(Number(response.headers.get('content-length')))
      } else {
        response.body = this.#rest()
        ended = true
      }
    }
    if (ended || !response.keeps_alive()) this.close()
    return response
  }

  #connect(): Socket {
    const info = get_address_info(this.#host)
    if (!info) throw new SocketException(`no address for ${this.#host}`)
    const socket = new Socket()
    socket.receive_timeout = TIMEOUT
    socket.send_timeout = TIMEOUT
    socket.connect(info.ip, this.#port, CONNECT_TIMEOUT)
    this.connections++
    return socket
  }

  #chunks(response: HttpResponse): void {
    const chunks: string[] = []
    for (;;) {
      const size = Number.parseInt(this.#until('\r\n'), 16) // what follows a `;` is an extension
      if (!(size >= 0)) throw new Error('No size of a chunk')
      if (size === 0) break
      chunks.push(this.#bytes(size))
      this.#until('\r\n')
    }
    for (let line = this.#until('\r\n'); line !== ''; line = this.#until('\r\n')) {
      const [name = '', value = ''] = line.split(': ')
      response.headers.set(name.toLowerCase(), value)
    }
    // A character may lie in two chunks, as two halves that only together are one.
    response.body = from_bytes(to_bytes(chunks.join('')))
  }

  /** What comes before the mark. */
  #until(mark: string): string {
    while (!this.#queue.includes(mark)) this.#queue += this.#receive()
    const at = this.#queue.indexOf(mark)
    const text = this.#queue.slice(0, at)
    this.#queue = this.#queue.slice(at + mark.length)
    return text
  }

  /** As many bytes as that. */
  #bytes(length: number): string {
    const parts = [to_bytes(this.#queue)]
    for (let have = parts[0]?.length ?? 0; have < length; ) {
      const part = to_bytes(this.#receive())
      parts.push(part)
      have += part.length
    }
    const all = Buffer.concat(parts)
    this.#queue = from_bytes(all.subarray(length))
    return from_bytes(all.subarray(0, length))
  }

  /** What comes until the server closes. */
  #rest(): string {
    let text = this.#queue
    for (;;) {
      const part = this.#socket?.receive() ?? null
      if (part === null) return from_bytes(to_bytes(text))
      text += part
    }
  }

  #receive(): string {
    const text = this.#socket?.receive() ?? null
    if (text === null) throw new SocketException('the server has closed the connection')
    this.#answered = true
    return text
  }
}
