import { StringDecoder } from 'node:string_decoder'
import { type Socket, SocketError } from 'berkeley/commonjs'

const MOST_OF_A_LINE = 4096
const MOST_UNSENT = 1_000_000

/** Somebody who chats: lines that come in, and lines that wait to go out. Nothing here waits. */
export class ChatClient {
  /** Who it is, whatever the nick. */
  readonly who: string
  /** Whether the connection has ended, or is to be. */
  gone = false
  readonly #socket: Socket
  readonly #decoder = new StringDecoder('utf8')
  #ahead = ''
  #unsent = Buffer.alloc(0)

  constructor(socket: Socket, who: string) {
    this.#socket = socket
    this.who = who
    socket.blocking = false
    socket.setOption('TCP_NODELAY', true)
  }

  /** The lines that have come meanwhile. */
  lines(): string[] {
    try {
      while (!this.gone && this.#socket.isReadable) {
        const block = this.#socket.receive()
        if (block.length === 0) this.gone = true
        this.#ahead += this.#decoder.write(block)
        if (this.#ahead.length > MOST_OF_A_LINE) break
      }
    } catch (error) {
      this.#fail(error)
    }
    const lines = this.#ahead.split('\n')
    this.#ahead = lines.pop() ?? ''
    if (this.#ahead.length > MOST_OF_A_LINE) this.leave('That line is too long')
    return lines.map((line) => line.replace(/\r$/, ''))
  }

  /** Has a line sent, as soon as there is room. */
  tell(line: string): void {
    this.#unsent = Buffer.concat([this.#unsent, Buffer.from(`${line}\r\n`)])
    if (this.#unsent.length > MOST_UNSENT) this.gone = true // too slow for this world
    this.flush()
  }

  /** Sends what there is room for. */
  flush(): void {
    try {
      while (this.#unsent.length > 0 && this.#socket.isWritable) {
        this.#unsent = this.#unsent.subarray(this.#socket.send(this.#unsent))
      }
    } catch (error) {
      this.#fail(error)
    }
  }

  /** Says a last word. */
  leave(word: string): void {
    this.tell(word)
    this.gone = true
  }

  close(): void {
    this.#socket.close()
  }

  /** What must wait is asked again in the next turn. */
  #fail(error: unknown): void {
    if (!(error instanceof SocketError)) throw error
    if (error.code !== 'EAGAIN') this.gone = true
  }
}
