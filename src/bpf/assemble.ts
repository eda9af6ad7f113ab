import type { BpfInstruction } from '../protocols/socket/filter.ts'
import { faultOf } from './check.ts'
import { type Place, quoted, Reader } from './reader.ts'
import { type Token, tokensOf } from './tokens.ts'

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
  const { lines, places } = new Reader(tokensOf(text)).read()
  const program = lines.map(({ form, line, k, labels }, at): BpfInstruction => {
    const targets = labels.map((label) => distanceTo(label, places, at))
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
function distanceTo(label: Token, places: ReadonlyMap<string, Place>, at: number): number {
  const place = places.get(label.text)
  if (!place) throw new SyntaxError(`Line ${label.line}: no label ${quoted(label)}`)
  if (place.at <= at) {
    throw new RangeError(
      `Line ${label.line}: a jump must lead forward, but ${quoted(label)} is at line ${place.line}`,
    )
  }
  return place.at - at - 1
}
