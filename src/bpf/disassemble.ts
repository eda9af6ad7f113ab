import type { BpfInstruction } from '../protocols/socket/filter.ts'
import { check } from './check.ts'
import { extensionAt, type Form, formOf, oppositeOf } from './instructions.ts'

/** A program that {@link check} accepts has a form for each instruction. */
const NO_FORM: Form = { mnemonic: '', operand: 'none', code: -1 }

/** Instructions whose constants are bits rather than counts. */
const BITS = new Set(['and', 'or', 'xor', 'ld', 'ldx'])

/**
 * Disassembles a program, one instruction per line; `assemble` turns the text back into the same
 * program. Unused fields, such as the jt of a load, are left out.
 *
 * @throws {RangeError} If the kernel would refuse the program; see `check`.
 */
export function disassemble(program: readonly BpfInstruction[]): string {
  check(program)
  const targets = new Set<number>()
  const lines = program.map((instruction, at) =>
    write(instruction, (skipped) => {
      targets.add(at + 1 + skipped)
      return labelAt(at + 1 + skipped)
    }),
  )
  const width = labelAt(program.length).length + 2
  return lines
    .map((line, at) => `${(targets.has(at) ? `${labelAt(at)}:` : '').padEnd(width)}${line}\n`)
    .join('')
}

function labelAt(at: number): string {
  return `L${at}`
}

function write({ code, jt, jf, k }: BpfInstruction, label: (skipped: number) => string): string {
  const form = formOf(code) ?? NO_FORM
  if (form.operand === 'none') return form.mnemonic
  if (form.operand === 'label') return `${form.mnemonic} ${label(k)}`
  if (!form.jumps) return `${form.mnemonic} ${operandOf(form, k)}`
  const against = jt === 0 && jf > 0 ? oppositeOf(code) : undefined
  const labels = against ? [jf] : jf === 0 && jt > 0 ? [jt] : [jt, jf]
  return [`${(against ?? form).mnemonic} ${operandOf(form, k)}`, ...labels.map(label)].join(', ')
}

function operandOf({ mnemonic, operand, jumps }: Form, k: number): string {
  const signed = k | 0
  switch (operand) {
    case 'constant':
      return `#${jumps !== undefined || BITS.has(mnemonic) ? `0x${(k >>> 0).toString(16)}` : signed}`
    case 'length':
      return '#len'
    case 'memory':
      return `M[${k}]`
    case 'packet':
      return extensionAt(k) ?? `[${signed}]`
    case 'indexed':
      return `[x + ${signed}]`
    case 'header':
      return `4*([${signed}]&0xf)`
    default:
      return operand
  }
}
