import { constantOf, native } from '../../binding.ts'
import { checkNotResized } from '../bytes.ts'
import type { EncodedControl } from '../control.ts'
import type { OpenDescriptor } from '../open-descriptor.ts'

const SOCK_STREAM = constantOf('SOCK_STREAM')
/** The most buffers that one sendmsg(2) takes: UIO_MAXIOV of Linux, IOV_MAX of others. */
export const MOST_BUFFERS = 1024
/** The most bytes of one send to a stream: it lasts for as long as its reader keeps up. */
export const MOST_BYTES = 1 << 20

/** Views of which the kernel takes some at each send, and those that it has not taken yet. */
export class UnsentViews {
  readonly #views: readonly Uint8Array[]
  readonly #lengths: readonly number[]
  readonly #isStream: boolean
  #first = 0
  #sentOfFirst = 0
  /** What the kernel has not taken yet. */
  bytes = 0

  constructor(descriptor: OpenDescriptor, views: readonly Uint8Array[]) {
    this.#views = views
    this.#lengths = views.map(({ byteLength }) => byteLength)
    this.#isStream = descriptor.type === SOCK_STREAM
    for (const length of this.#lengths) this.bytes += length
  }

  /** The next view; undefined once the kernel has taken all. */
  get next(): Uint8Array | undefined {
    return this.#views[this.#first]
  }

  /**
   * Makes one send: of all views as one record, of a stream as much as one send should take.
   *
   * @param until The view before which it stops.
   * @returns What the kernel has answered.
   * @throws {TypeError} If a view was detached or resized meanwhile.
   */
  send(fd: number, flags: number, control?: EncodedControl, until?: (view: Uint8Array) => boolean) {
    const views = this.#group(until)
    const [first] = views
    const answer =
      first && views.length === 1 && !control
        ? native.send(fd, first, flags)
        : native.sendmsg(fd, views, flags, null, control?.data ?? null, control?.table ?? null)
    if (answer >= 0) this.#advance(answer)
    return answer
  }

  #group(until?: (view: Uint8Array) => boolean): Uint8Array[] {
    const views: Uint8Array[] = []
    const most = this.#isStream ? MOST_BUFFERS : Infinity
    let space = this.#isStream ? MOST_BYTES : Infinity
    let from = this.#sentOfFirst
    for (let i = this.#first; i < this.#views.length; i++) {
      const view = this.#views[i] ?? EMPTY
      if (views.length === most || space <= 0) break
      if (views.length > 0 && until?.(view)) break
      checkNotResized(view, this.#lengths[i] ?? 0)
      const rest = from > 0 || view.length > space ? view.subarray(from, from + space) : view
      views.push(rest)
      space -= rest.length
      from = 0
    }
    return views
  }

  #advance(sent: number): void {
    this.bytes -= sent
    this.#sentOfFirst += sent
    while (this.#first < this.#views.length) {
      const length = this.#lengths[this.#first] ?? 0
      if (this.#sentOfFirst < length) break
      this.#sentOfFirst -= length
      this.#first++
    }
  }
}

const EMPTY = new Uint8Array(0)
