import type { Socket, WaitOptions } from '../../index.ts'

/** The longest timeout that the core takes, in milliseconds: 24.8 days. */
export const LONGEST_TIMEOUT = 2 ** 31 - 1

/**
 * How long the blocking calls of a socket wait: whether at all, SO_RCVTIMEO and SO_SNDTIMEO. The
 * core's calls go by `timeout` and not by these options, so a dialect keeps them here.
 */
export class Timeouts {
  readonly #socket: Socket
  #blocking = true
  #receive: number | null = null
  #send: number | null = null
  /** Options of a receive or an accept; undefined waits indefinitely, or not at all. */
  receiveOptions: WaitOptions | undefined
  /** Options of a send. */
  sendOptions: WaitOptions | undefined

  constructor(socket: Socket) {
    this.#socket = socket
  }

  /** Whether calls wait. */
  get blocking(): boolean {
    return this.#blocking
  }

  set blocking(blocking: boolean) {
    this.#blocking = blocking
    this.#socket.timeout = blocking ? null : 0
    this.#update()
  }

  /** SO_RCVTIMEO in milliseconds; `null` waits indefinitely, as does 0 or what is too long. */
  get receive(): number | null {
    return this.#receive
  }

  set receive(milliseconds: number | null) {
    this.#receive = normalized(milliseconds)
    this.#update()
  }

  /** SO_SNDTIMEO, as {@link receive}. */
  get send(): number | null {
    return this.#send
  }

  set send(milliseconds: number | null) {
    this.#send = normalized(milliseconds)
    this.#update()
  }

  /** Takes over the timeouts of a listener, as the kernel does for what it accepts. */
  inherit({ receive, send }: Timeouts): void {
    this.#receive = receive
    this.#send = send
    this.#update()
  }

  #update(): void {
    this.receiveOptions = optionsOf(this.#blocking ? this.#receive : null)
    this.sendOptions = optionsOf(this.#blocking ? this.#send : null)
  }
}

function normalized(milliseconds: number | null): number | null {
  if (milliseconds === null || milliseconds === 0 || milliseconds > LONGEST_TIMEOUT) return null
  return Math.max(0, milliseconds)
}

function optionsOf(timeout: number | null): WaitOptions | undefined {
  return timeout === null ? undefined : { timeout }
}
