import { show } from '../codec/show.ts'
import { within } from '../codec/integers.ts'
import { AN_ARRAY, AN_OBJECT, BPF_VALUES, type BpfInstruction } from '../protocols/socket/filter.ts'
import { extensionAt, type Form, formOf, isExtensionOffset, XOR_X } from './instructions.ts'

const MAX_INSTRUCTIONS = BPF_VALUES.BPF_MAXINSNS.linux
const WORDS = BPF_VALUES.BPF_MEMWORDS.linux

/** Why the kernel would refuse a program, and which instruction is at fault. */
export interface Fault {
  readonly at: number
  readonly reason: string
}

/**
 * Checks a program as setsockopt(2) does, which only reports EINVAL: the error names the
 * instruction and the reason. `assemble` checks its programs itself.
 *
 * @throws {RangeError} If the kernel would refuse the program.
 */
export function check(program: readonly BpfInstruction[]): void {
  checkTypes(program)
  const fault = faultOf(program)
  if (fault) throw new RangeError(`Instruction ${fault.at}: ${fault.reason}`)
}

function checkTypes(program: unknown): void {
  if (!Array.isArray(program))
    throw new TypeError(
      `A program must be ${typeof program === 'string' ? AN_ARRAY : 'an array'}, not ${show(program)}`,
    )
  if (program.length === 0) throw new RangeError('A program must have at least one instruction')
  for (const [at, instruction] of (program as unknown[]).entries()) {
    if (typeof instruction !== 'object' || instruction === null || Array.isArray(instruction))
      throw new TypeError(`Instruction ${at} must be ${AN_OBJECT}, not ${show(instruction)}`)
    const { code, jt, jf, k } = instruction as BpfInstruction
    within(code, `The code of instruction ${at}`, 0, 0xffff)
    within(jt, `The jt of instruction ${at}`, 0, 0xff)
    within(jf, `The jf of instruction ${at}`, 0, 0xff)
    within(k, `The k of instruction ${at}`, -(2 ** 31), 2 ** 32 - 1)
  }
}

/** Why the kernel would refuse a program of the right types; undefined if it would not. */
export function faultOf(program: readonly BpfInstruction[]): Fault | undefined {
  if (program.length > MAX_INSTRUCTIONS)
    return { at: MAX_INSTRUCTIONS, reason: `the maximum is ${MAX_INSTRUCTIONS} instructions` }
  for (const [at, instruction] of program.entries()) {
    const form = formOf(instruction.code)
    const reason = form
      ? reasonAgainst(instruction, form, program.length - 1 - at)
      : `0x${instruction.code.toString(16)} is not the code of an instruction`
    if (reason !== undefined) return { at, reason }
  }
  const last = program.length - 1
  if (formOf(program[last]?.code ?? -1)?.mnemonic !== 'ret')
    return { at: last, reason: 'the last instruction must be ret' }
  return faultOfMemory(program)
}

/** @param left The number of instructions that follow. */
function reasonAgainst(
  { jt, jf, k: given }: BpfInstruction,
  { mnemonic, operand, jumps }: Form,
  left: number,
): string | undefined {
  const k = given >>> 0
  if (operand === 'memory' && k >= WORDS) return `there is no M[${k}], the last is M[${WORDS - 1}]`
  if (operand === 'label' && k >= left) return tooFar(k, left)
  if (jumps && Math.max(jt, jf) >= left) return tooFar(Math.max(jt, jf), left)
  if (operand === 'packet' && isExtensionOffset(k) && !extensionAt(k) && k !== XOR_X)
    return `there is no extension at offset ${k | 0}`
  if (operand !== 'constant') return undefined
  if ((mnemonic === 'div' || mnemonic === 'mod') && k === 0) return `${mnemonic} by zero`
  if ((mnemonic === 'lsh' || mnemonic === 'rsh') && k > 31)
    return `${mnemonic} by ${k}, the maximum is 31`
  return undefined
}

function tooFar(skipped: number, left: number): string {
  return `the jump skips ${skipped} instructions, but only ${left} follow`
}

/** M is not cleared, so the kernel requires that every path to a load of a word stores it first. */
function faultOfMemory(program: readonly BpfInstruction[]): Fault | undefined {
  const ALL = 2 ** WORDS - 1
  const stored = new Uint16Array(program.length).fill(ALL)
  const meet = (at: number, words: number) => {
    stored[at] = (stored[at] ?? ALL) & words
  }
  let now = 0
  for (const [at, { code, jt, jf, k }] of program.entries()) {
    now &= stored[at] ?? ALL
    const form = formOf(code)
    if (form?.operand === 'memory') {
      if (form.mnemonic === 'st' || form.mnemonic === 'stx') now |= 1 << k
      else if ((now & (1 << k)) === 0)
        return { at, reason: `M[${k}] is loaded, but not stored on every path` }
    } else if (form?.operand === 'label' || form?.jumps) {
      for (const skipped of form.jumps ? [jt, jf] : [k]) meet(at + 1 + skipped, now)
      now = ALL
    }
  }
  return undefined
}
