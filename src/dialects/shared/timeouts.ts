import type { WaitOptions } from '../../index.ts'

/** The longest timeout that the core takes, in milliseconds: 24.8 days. */
export const MAX_TIMEOUT = 2 ** 31 - 1

const NO_WAIT: WaitOptions = { timeout: 0 }

/**
 * Whether the calls of a socket wait, and how long: SO_RCVTIMEO and SO_SNDTIMEO. The core's calls
 * use `timeout` and not these options, so a dialect keeps them here.
 */
export class Timeouts {
  #blocking = true
  #receive: number | null = null
  #send: number | null = null
  /** The core's options of a receive or an accept; undefined waits indefinitely. */
  receiveOptions: WaitOptions | undefined
  /** The core's options of a send or a connect. */
  sendOptions: WaitOptions | undefined

  /** Whether calls wait. */
  get blocking(): boolean {
    return this.#blocking
  }

  set blocking(blocking: boolean) {
    this.#blocking = blocking
    this.#update()
  }

  /** SO_RCVTIMEO in milliseconds; `null`, 0 and values that are too large wait indefinitely. */
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

  /** Takes over the timeouts of a listener, as the kernel does for an accepted connection. */
  inherit({ receive, send }: Timeouts): void {
    this.#receive = receive
    this.#send = send
    this.#update()
  }

  // Created when set, not per call.
  #update(): void {
    this.receiveOptions = this.#optionsFor(this.#receive)
    this.sendOptions = this.#optionsFor(this.#send)
  }

  #optionsFor(timeout: number | null): WaitOptions | undefined {
    if (!this.#blocking) return NO_WAIT
    return timeout === null ? undefined : { timeout }
  }
}

function normalized(milliseconds: number | null): number | null {
  if (milliseconds === null || milliseconds === 0 || milliseconds > MAX_TIMEOUT) return null
  return Math.max(0, milliseconds)
}
