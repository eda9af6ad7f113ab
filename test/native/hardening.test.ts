import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'

const folder = `prebuilds/${process.platform}-${process.arch}`
const addons =
  process.platform === 'linux' && existsSync(folder)
    ? readdirSync(folder).filter((name) => name.endsWith('.node'))
    : []
const noAddon = addons.length === 0 && 'needs an addon in ELF'

/** From elf(5). */
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

/** The headers of a shared object. */
class Elf {
  readonly segments: Segment[]
  /** The entries of its dynamic section. Each tag used here occurs only once. */
  readonly dynamic: Map<number, number>
  /** Its dynamic string table: names that each end with a NUL. */
  readonly names: string
  readonly #view: DataView
  readonly #little: boolean
  readonly #wide: boolean

  constructor(bytes: Buffer) {
    assert.equal(bytes.toString('latin1', 0, 4), '\x7fELF')
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#wide = bytes[4] === 2
    this.#little = bytes[5] === 1
    const first = this.#word(this.#wide ? 32 : 28)
    const [size, count] = (this.#wide ? [54, 56] : [42, 44]).map((at) => this.#half(at))
    this.segments = Array.from({ length: count ?? 0 }, (_, i) =>
      this.#segment(first + i * (size ?? 0)),
    )
    this.dynamic = new Map(this.#entries())
    const start = this.#offsetOf(this.dynamic.get(DT_STRTAB) ?? 0)
    this.names = bytes.toString('latin1', start, start + (this.dynamic.get(DT_STRSZ) ?? 0))
  }

  segment(type: number): Segment | undefined {
    return this.segments.find((segment) => segment.type === type)
  }

  #segment(at: number): Segment {
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
    const { offset, size } = this.segment(PT_DYNAMIC) ?? { offset: 0, size: 0 }
    const width = this.#wide ? 8 : 4
    return Array.from({ length: size / width / 2 }, (_, i) => {
      const at = offset + i * 2 * width
      return [this.#word(at), this.#word(at + width)]
    })
  }

  #offsetOf(address: number): number {
    const within = this.segments.find(
      (one) => one.type === 1 && one.address <= address && address < one.address + one.size,
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

for (const name of addons.length > 0 ? addons : ['the addon']) {
  const read = () => new Elf(readFileSync(`${folder}/${name}`))

  test(`symbols are resolved at load time, and read-only from then on: ${name}`, {
    skip: noAddon,
  }, () => {
    const { dynamic } = read()

    const now =
      (dynamic.get(DT_FLAGS) ?? 0) & DF_BIND_NOW || (dynamic.get(DT_FLAGS_1) ?? 0) & DF_1_NOW
    assert.ok(read().segment(PT_GNU_RELRO), 'RELRO')
    assert.ok(now, 'BIND_NOW')
  })

  test(`the stack is not executable, and its corruption is detected: ${name}`, {
    skip: noAddon,
  }, () => {
    const elf = read()

    const stack = elf.segment(PT_GNU_STACK)
    assert.ok(stack)
    assert.equal(stack.flags & PF_X, 0)
    assert.ok(elf.names.split('\0').includes('__stack_chk_fail'))
  })

  test(`the end of a worker does not unload it while its threads run: ${name}`, {
    skip: noAddon,
  }, () => {
    assert.ok((read().dynamic.get(DT_FLAGS_1) ?? 0) & DF_1_NODELETE)
  })
}
