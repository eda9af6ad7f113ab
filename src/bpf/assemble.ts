import type { BpfInstruction } from '../protocols/socket/filter.ts'
import { faultOf } from './check.ts'
import { type LabelPosition, Parser, quoted } from './parser.ts'
import { type Token, tokenize } from './tokenize.ts'

/**
 * Assembles a program from text in the syntax of the kernel's bpf_asm. See
 * Documentation/networking/filter.rst.
 *
 * @throws {SyntaxError} With the line, and what was expected there.
 * @throws {RangeError} If the kernel would refuse the program. With the line and the reason.
 */
export function assemble(text: string): BpfInstruction[] {
  if (typeof text !== 'string')
    throw new TypeError(`A program must be a string, not ${typeof text}`)
  const { lines, positions } = new Parser(tokenize(text)).parse()
  const program = lines.map(({ form, line, k, labels }, at): BpfInstruction => {
    const targets = labels.map((label) => distanceTo(label, positions, at))
    const [first = 0, second = 0] = targets
    if (form.operand === 'label') return { code: form.code, jt: 0, jf: 0, k: first }
    for (const [i, target] of targets.entries()) {
      if (target > 255)
        throw new RangeError(
          `Line ${line}: ${quoted(labels[i])} is ${target} instructions ahead, the maximum is 255`,
        )
    }
    const [jt, jf] = form.jumps === 'unless' ? [second, first] : [first, second]
    return { code: form.code, jt, jf, k }
  })
  if (program.length === 0) throw new SyntaxError('A program must have at least one instruction')
  const fault = faultOf(program)
  if (fault) throw new RangeError(`Line ${lines[fault.at]?.line}: ${fault.reason}`)
  return program
}

/** The number of instructions between the jump and its label. */
function distanceTo(
  label: Token,
  positions: ReadonlyMap<string, LabelPosition>,
  at: number,
): number {
  const position = positions.get(label.text)
  if (!position) throw new SyntaxError(`Line ${label.line}: no label ${quoted(label)}`)
  if (position.at <= at) {
    throw new RangeError(
      `Line ${label.line}: a jump must lead forward, but ${quoted(label)} is at line ${position.line}`,
    )
  }
  return position.at - at - 1
}
