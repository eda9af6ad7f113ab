/** From mach-o/loader.h. */
const MH_MAGIC_64 = 0xfeedfacf
const LC_ID_DYLIB = 0xd
const LC_CODE_SIGNATURE = 0x1d
const LC_BUILD_VERSION = 0x32
const HEADER_SIZE = 32

/** What the headers of a library of macOS say. */
export class MachO {
  readonly isSigned: boolean
  /** The oldest macOS that it runs on: `'11.0'`. */
  readonly system: string
  /** The name that it gives itself. */
  readonly name: string
  /** Whether it detects that the stack was corrupted. */
  readonly hasGuard: boolean

  constructor(bytes: Buffer) {
    if (bytes.readUInt32LE() !== MH_MAGIC_64) throw new TypeError('not a Mach-O file of 64 bits')
    const commands = new Map<number, Buffer>()
    let at = HEADER_SIZE
    for (let left = bytes.readUInt32LE(16); left > 0; left--) {
      const size = bytes.readUInt32LE(at + 4)
      commands.set(bytes.readUInt32LE(at), bytes.subarray(at, at + size))
      at += size
    }
    const version = commands.get(LC_BUILD_VERSION)?.readUInt32LE(12) ?? 0
    const own = commands.get(LC_ID_DYLIB)
    this.isSigned = commands.has(LC_CODE_SIGNATURE)
    this.system = `${version >>> 16}.${(version >>> 8) & 0xff}`
    this.name = own?.toString('latin1', own.readUInt32LE(8)).replace(/\0.*/s, '') ?? ''
    this.hasGuard = bytes.includes('\0___stack_chk_fail\0')
  }
}
