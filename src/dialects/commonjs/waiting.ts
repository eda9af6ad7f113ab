import { performance } from 'node:perf_hooks'
import { isUint8Array } from 'node:util/types'
import type { Socket as Core, WaitOptions } from '../../index.ts'
import { millisecondsOf } from './arguments.ts'

/** How long the calls of a socket wait: whether at all, SO_RCVTIMEO and SO_SNDTIMEO. */
export class Waiting {
  readonly #core: Core
  #blocking = true
  /** Milliseconds; null for ever. */
  #receive: number | null = null
  #send: number | null = null
  /** What the core's receives and accepts are told; undefined for its usual way. */
  receiving: WaitOptions | undefined
  /** What the core's sends are told. */
  sending: WaitOptions | undefined

  /** @param like The listener's, whose times a connection has at first, as the kernel does it. */
  constructor(core: Core, like?: Waiting) {
    this.#core = core
    if (like === undefined) return
    this.#receive = like.#receive
    this.#send = like.#send
    this.#tell()
  }

  get blocking(): boolean {
    return this.#blocking
  }

  set blocking(on: boolean) {
    const given: unknown = on
    this.#blocking = Boolean(given)
    this.#core.timeout = this.#blocking ? null : 0
    this.#tell()
  }

  /** Milliseconds that a connect takes by default. */
  get connecting(): number | null {
    return this.#send
  }

  /** Microseconds, as SO_RCVTIMEO and SO_SNDTIMEO are told; 0 for ever. */
  microseconds(which: 'receive' | 'send'): number {
    const time = which === 'receive' ? this.#receive : this.#send
    return Math.round((time ?? 0) * 1000)
  }

  /** Sets a time: microseconds, nothing for ever, or the kernel's own bytes. */
  set(which: 'receive' | 'send', value: unknown): void {
    const given = this.#timeOf(which, value)
    const time = given === 0 ? null : given
    if (which === 'receive') this.#receive = time
    else this.#send = time
    this.#tell()
  }

  /** What is left of the time of a send that started then. */
  timeLeft(started: number): WaitOptions | undefined {
    if (this.sending === undefined || this.#send === null) return undefined
    return { timeout: Math.max(0, this.#send - (performance.now() - started)) }
  }

  #timeOf(which: 'receive' | 'send', value: unknown): number | null {
    if (value === null || value === false) return null
    if (!isUint8Array(value)) return millisecondsOf(value)
    const name = which === 'receive' ? 'SO_RCVTIMEO' : 'SO_SNDTIMEO'
    this.#core.setOption('SOL_SOCKET', name, value) // the kernel reads it best
    return this.#core.getOption(name)
  }

  #tell(): void {
    const { receive, send } = this.#blocking
      ? { receive: this.#receive, send: this.#send }
      : { receive: null, send: null }
    this.receiving = receive === null ? undefined : { timeout: receive }
    this.sending = send === null ? undefined : { timeout: send }
  }
}
