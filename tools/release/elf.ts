/** From elf(5). */
const PT_LOAD = 1
const PT_DYNAMIC = 2
const PT_GNU_STACK = 0x6474e551
const PT_GNU_RELRO = 0x6474e552
const PF_X = 1
const DT_STRTAB = 5
const DT_STRSZ = 10
const DT_FLAGS = 30
const DT_FLAGS_1 = 0x6ffffffb
const DF_BIND_NOW = 8
const DF_1_NOW = 1
const DF_1_NODELETE = 8

interface Segment {
  type: number
  flags: number
  offset: number
  address: number
  size: number
}

/** What the headers of a shared object say. */
export class Elf {
  /** Whether it has no symbols but those that the linker needs at run time. */
  readonly stripped: boolean
  /** The names in its dynamic section: of symbols, libraries and versions. */
  readonly names: ReadonlySet<string>
  readonly #segments: Segment[]
  /** The entries of its dynamic section. Each tag used here occurs only once. */
  readonly #dynamic: Map<number, number>
  readonly #view: DataView
  readonly #little: boolean
  readonly #wide: boolean

  constructor(bytes: Buffer) {
    if (!Elf.is(bytes)) throw new TypeError('not an ELF file')
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#wide = bytes[4] === 2
    this.#little = bytes[5] === 1
    const first = this.#word(this.#wide ? 32 : 28)
    const [size, count] = (this.#wide ? [54, 56] : [42, 44]).map((at) => this.#half(at))
    this.#segments = Array.from({ length: count ?? 0 }, (_, i) =>
      this.#segmentAt(first + i * (size ?? 0)),
    )
    this.#dynamic = new Map(this.#entries())
    const start = this.#offsetOf(this.#dynamic.get(DT_STRTAB) ?? 0)
    const strings = bytes.toString('latin1', start, start + (this.#dynamic.get(DT_STRSZ) ?? 0))
    this.names = new Set(strings.split('\0'))
    this.stripped = !bytes.includes('\0.symtab\0')
  }

  static is(bytes: Buffer): boolean {
    return bytes.toString('latin1', 0, 4) === '\x7fELF'
  }

  /** Whether symbols are resolved when it is loaded, and cannot be changed afterwards. */
  get isReadOnly(): boolean {
    const flags = (this.#dynamic.get(DT_FLAGS) ?? 0) & DF_BIND_NOW
    const more = (this.#dynamic.get(DT_FLAGS_1) ?? 0) & DF_1_NOW
    return this.#segment(PT_GNU_RELRO) !== undefined && (flags !== 0 || more !== 0)
  }

  get hasExecutableStack(): boolean {
    const stack = this.#segment(PT_GNU_STACK)
    return stack === undefined || (stack.flags & PF_X) !== 0
  }

  /** Whether dlclose(3) does not unload it. */
  get stays(): boolean {
    return ((this.#dynamic.get(DT_FLAGS_1) ?? 0) & DF_1_NODELETE) !== 0
  }

  /** The minor version of glibc 2 that it needs: 17 for GLIBC_2.17; 0 without glibc. */
  get glibc(): number {
    const versions = [...this.names].map((name) => Number(/^GLIBC_2\.(\d+)/.exec(name)?.[1] ?? 0))
    return Math.max(...versions)
  }

  #segment(type: number): Segment | undefined {
    return this.#segments.find((segment) => segment.type === type)
  }

  #segmentAt(at: number): Segment {
    const places = this.#wide ? [4, 8, 16, 32] : [24, 4, 8, 16]
    const [flags = 0, offset = 0, address = 0, size = 0] = places.map((place) => at + place)
    return {
      type: this.#view.getUint32(at, this.#little),
      flags: this.#view.getUint32(flags, this.#little),
      offset: this.#word(offset),
      address: this.#word(address),
      size: this.#word(size),
    }
  }

  #entries(): [tag: number, value: number][] {
    const { offset, size } = this.#segment(PT_DYNAMIC) ?? { offset: 0, size: 0 }
    const width = this.#wide ? 8 : 4
    return Array.from({ length: size / width / 2 }, (_, i) => {
      const at = offset + i * 2 * width
      return [this.#word(at), this.#word(at + width)]
    })
  }

  #offsetOf(address: number): number {
    const within = this.#segments.find(
      (one) => one.type === PT_LOAD && one.address <= address && address < one.address + one.size,
    )
    return within ? address - within.address + within.offset : address
  }

  #half(at: number): number {
    return this.#view.getUint16(at, this.#little)
  }

  #word(at: number): number {
    return this.#wide
      ? Number(this.#view.getBigUint64(at, this.#little))
      : this.#view.getUint32(at, this.#little)
  }
}
