import { checkKeys } from '../codec/known-keys.ts'
import { show } from '../codec/show.ts'
import { objectFrom } from '../codec/type-check.ts'
import { BPF_VALUES, type BpfInstruction } from '../protocols/socket/filter.ts'
import { check } from './check.ts'
import { extensionAt, EXTENSIONS, type ExtensionName, formOf, XOR_X } from './instructions.ts'

/** The values of the extensions; 0 where one is left out. */
export type Ancillary = Readonly<
  Partial<Record<ExtensionName, number | ((a: number, x: number) => number)>>
>

/** What a program can read besides the packet. */
export interface InterpretOptions {
  /** Extensions by their names in the assembler: `{ proto: 0x800, rand: () => 7 }`. */
  ancillary?: Ancillary
  /** The packet from its IP header on, for loads relative to SKF_NET_OFF. */
  network?: Uint8Array
  /** The whole frame, for loads relative to SKF_LL_OFF. */
  link?: Uint8Array
}

const OPTIONS: ReadonlySet<string> = new Set(['ancillary', 'network', 'link'])
const NAMES: ReadonlySet<string> = new Set(Object.keys(EXTENSIONS))

const WORDS = BPF_VALUES.BPF_MEMWORDS.linux
const NET_OFF = BPF_VALUES.SKF_NET_OFF.linux
const LL_OFF = BPF_VALUES.SKF_LL_OFF.linux
const SIZES: Readonly<Record<string, number>> = { ld: 4, ldh: 2, ldb: 1 }

/**
 * Runs a program on a packet as the kernel does, and returns its result. For a filter that is the
 * maximum number of bytes to keep, where 0 drops the packet; for a program for SO_REUSEPORT, the
 * index of the socket. A load past the end of the packet, and a division by zero, return 0.
 *
 * @param packet What the kernel shows to the program: a UDP socket's filter sees the UDP header.
 * @throws {RangeError} If the kernel would refuse the program; see `check`.
 */
export function interpret(
  program: readonly BpfInstruction[],
  packet: Uint8Array,
  options: InterpretOptions = {},
): number {
  check(program)
  checkKeys(objectFrom(options, 'Options'), OPTIONS, 'option')
  const { ancillary = {}, network, link } = options
  checkKeys(objectFrom(ancillary, 'ancillary'), NAMES, 'extension')
  if (!(packet instanceof Uint8Array))
    throw new TypeError(`A packet must be a Uint8Array, not ${show(packet)}`)
  const memory = new Uint32Array(WORDS)
  let a = 0
  let x = 0

  const load = (offset: number, size: number): number | undefined => {
    if (offset >= 0) return read(packet, offset, size)
    if (offset >= NET_OFF) return read(network, offset - NET_OFF, size)
    return read(link, offset - LL_OFF, size)
  }
  const extensionValue = (name: ExtensionName): number => {
    const value = ancillary[name] ?? 0
    return (typeof value === 'function' ? value(a, x) : value) >>> 0
  }

  for (let at = 0; ; at++) {
    const { code, jt, jf, k: given } = program[at] ?? { code: -1, jt: 0, jf: 0, k: 0 }
    const { mnemonic = '', operand, jumps } = formOf(code) ?? {}
    const k = given >>> 0
    const value = operand === 'x' ? x : k
    if (jumps) {
      at += holds(mnemonic, a, value) ? jt : jf
      continue
    }
    switch (mnemonic) {
      case 'ret':
        return operand === 'a' ? a : k
      case 'jmp':
        at += k
        break
      case 'st':
        memory[k] = a
        break
      case 'stx':
        memory[k] = x
        break
      case 'tax':
        x = a
        break
      case 'txa':
        a = x
        break
      case 'neg':
        a = -a >>> 0
        break
      case 'ldxb': {
        const byte = load(k | 0, 1)
        if (byte === undefined) return 0
        x = 4 * (byte & 0xf)
        break
      }
      case 'ldx':
        x = operand === 'length' ? packet.length : operand === 'memory' ? (memory[k] ?? 0) : k
        break
      case 'ld':
      case 'ldh':
      case 'ldb': {
        const extension = operand === 'packet' ? extensionAt(k) : undefined
        if (extension) a = extensionValue(extension)
        else if (operand === 'packet' && k === XOR_X) a = (a ^ x) >>> 0
        else if (operand === 'packet' || operand === 'indexed') {
          const offset = operand === 'indexed' ? (x + k) | 0 : k | 0
          const found = load(offset, SIZES[mnemonic] ?? 0)
          if (found === undefined) return 0
          a = found
        } else
          a = operand === 'length' ? packet.length : operand === 'memory' ? (memory[k] ?? 0) : k
        break
      }
      default: {
        const result = calculate(mnemonic, a, value)
        if (result === undefined) return 0
        a = result >>> 0
      }
    }
  }
}

/** Reads a big-endian number; undefined past the end of the bytes. */
function read(bytes: Uint8Array | undefined, offset: number, size: number): number | undefined {
  if (!bytes || offset < 0 || offset + size > bytes.length) return undefined
  let value = 0
  for (const byte of bytes.subarray(offset, offset + size)) value = value * 256 + byte
  return value
}

function holds(mnemonic: string, a: number, value: number): boolean {
  switch (mnemonic) {
    case 'jeq':
      return a === value
    case 'jgt':
      return a > value
    case 'jge':
      return a >= value
    default:
      return (a & value) !== 0
  }
}

/** Undefined for a division by zero. */
function calculate(mnemonic: string, a: number, value: number): number | undefined {
  switch (mnemonic) {
    case 'add':
      return a + value
    case 'sub':
      return a - value
    case 'mul':
      return Math.imul(a, value)
    case 'div':
      return value === 0 ? undefined : Math.floor(a / value)
    case 'mod':
      return value === 0 ? undefined : a % value
    case 'and':
      return a & value
    case 'or':
      return a | value
    case 'xor':
      return a ^ value
    case 'lsh':
      return a << value // by its low five bits, as in the kernel
    default:
      return a >>> value
  }
}
