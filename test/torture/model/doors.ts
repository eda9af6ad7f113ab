import { type Address, connect, listenSync, Socket } from '../../../src/index.ts'
import { codeOf, type Ledger } from '../ledger.ts'
import type { Random } from '../random.ts'
import { someTerms } from './terms.ts'

/** A listener whose clients come and go until it is closed. */
export class Door {
  readonly #random: Random
  readonly #ledger: Ledger
  readonly #listener: Socket
  readonly #to: Address

  constructor(random: Random, ledger: Ledger) {
    this.#random = random
    this.#ledger = ledger
    const unix = random.once(2)
    const backlog = random.below(4)
    const place = unix
      ? { family: 'AF_UNIX' as const, backlog }
      : { host: '127.0.0.1', port: 0, backlog }
    this.#listener = listenSync(place)
    this.#to = this.#listener.localAddress
  }

  /** Accepts, connects, does both or neither. */
  act(): void {
    if (this.#random.once(2)) this.#accept()
    if (this.#random.once(2)) this.#connect()
  }

  close(): void {
    this.#listener.close()
  }

  #accept(): void {
    const terms = someTerms(this.#random)
    const accepting = this.#listener.accept(terms)
    this.#close('accept', accepting, ['ERR_SOCKET_CLOSED'], terms)
  }

  #connect(): void {
    const terms = someTerms(this.#random)
    const connecting = this.#random.once(2)
      ? connect(this.#to, terms)
      : this.#connectOwn(new Socket(this.#to.family), terms)
    // Errors that are allowed if the listener was closed in the meantime.
    this.#close('connect', connecting, ['ECONNREFUSED', 'ECONNRESET', 'ENOENT'], terms)
  }

  async #connectOwn(socket: Socket, terms: object): Promise<Socket> {
    try {
      await socket.connect(this.#to, terms)
      return socket
    } catch (error) {
      socket.close()
      throw error
    }
  }

  /** Closes the new socket, or checks that the error is allowed. */
  #close(
    what: string,
    making: Promise<Socket>,
    whenClosed: readonly string[],
    { timeout, signal }: { timeout?: number; signal?: AbortSignal },
  ): void {
    this.#ledger.watch(what, making).then(
      (socket) => {
        socket.close()
      },
      (error: unknown) => {
        const code = codeOf(error)
        const may =
          (whenClosed.includes(code) && this.#listener.closed) ||
          (code === 'ABORT_ERR' && signal !== undefined) ||
          (code === 'ERR_SOCKET_TIMEOUT' && timeout !== undefined && timeout > 0) ||
          (code === 'EAGAIN' && timeout === 0)
        if (!may) this.#ledger.fail('wrong', `${what} (${timeout ?? 'no timeout'}): ${code}`)
      },
    )
  }
}
