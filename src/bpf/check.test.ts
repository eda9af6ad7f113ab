import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type BpfInstruction, check, disassemble, interpret } from '../bpf.ts'

type Quadruple = readonly [code: number, jt: number, jf: number, k: number]

function programOf(...quadruples: readonly Quadruple[]): BpfInstruction[] {
  return quadruples.map(([code, jt, jf, k]) => ({ code, jt, jf, k }))
}

const RET: Quadruple = [6, 0, 0, 0]

const refused: readonly (readonly [message: string, program: BpfInstruction[]])[] = [
  ['A program must have at least one instruction', []],
  ['Instruction 0: the last instruction must be ret', programOf([0, 0, 0, 1])],
  ['Instruction 0: 0x99 is not the code of an instruction', programOf([0x99, 0, 0, 1], RET)],
  ['Instruction 0: 0xe is not the code of an instruction', programOf([0x0e, 0, 0, 0], RET)],
  ['Instruction 0: div by zero', programOf([0x34, 0, 0, 0], RET)],
  ['Instruction 0: mod by zero', programOf([0x94, 0, 0, 0], RET)],
  ['Instruction 0: rsh by 32, the maximum is 31', programOf([0x74, 0, 0, 32], RET)],
  ['Instruction 0: there is no M[16], the last is M[15]', programOf([2, 0, 0, 16], RET)],
  ['Instruction 0: M[0] is loaded, but not stored on every path', programOf([0x60, 0, 0, 0], RET)],
  [
    'Instruction 3: M[0] is loaded, but not stored on every path',
    programOf([0x15, 1, 0, 0], [2, 0, 0, 0], [7, 0, 0, 0], [0x60, 0, 0, 0], RET),
  ],
  ['Instruction 0: the jump skips 1 instructions, but only 1 follow', programOf([5, 0, 0, 1], RET)],
  [
    'Instruction 0: the jump skips 4294967295 instructions, but only 1 follow',
    programOf([5, 0, 0, -1], RET),
  ],
  [
    'Instruction 0: the jump skips 9 instructions, but only 1 follow',
    programOf([0x15, 0, 9, 0], RET),
  ],
  ['Instruction 0: there is no extension at offset -4095', programOf([0x20, 0, 0, -4095], RET)],
  ['The jt of instruction 0 must be between 0 and 255, not 256', programOf([0x15, 256, 0, 0], RET)],
  [
    'The k of instruction 1 must be between -2147483648 and 4294967295, not 4294967296',
    programOf(RET, [6, 0, 0, 2 ** 32]),
  ],
  [
    'Instruction 4096: the maximum is 4096 instructions',
    programOf(...new Array<Quadruple>(4097).fill(RET)),
  ],
]

for (const [message, program] of refused) {
  test(`check, disassemble and interpret refuse: ${message}`, () => {
    const error = { name: 'RangeError', message }

    assert.throws(() => {
      check(program)
    }, error)
    assert.throws(() => disassemble(program), error)
    assert.throws(() => interpret(program, new Uint8Array(1)), error)
  })
}

test('anything but a program is a TypeError', () => {
  for (const value of [null, 5, 'ret #0', {}, [null], [5], [{ code: '6', jt: 0, jf: 0, k: 0 }]]) {
    assert.throws(() => {
      check(value as BpfInstruction[])
    }, TypeError)
  }
})

test('a word of M may be loaded where every path has stored it', () => {
  const program = programOf(
    [0x15, 2, 0, 7],
    [2, 0, 0, 3],
    [5, 0, 0, 1],
    [3, 0, 0, 3],
    [0x60, 0, 0, 3],
    [0x16, 0, 0, 0],
  )

  assert.equal(interpret(program, new Uint8Array()), 0)
})

test('a negative k is read as unsigned', () => {
  const program = programOf([0x20, 0, 0, -0x1000 + 36], [0x04, 0, 0, -1], [0x16, 0, 0, 0])

  assert.equal(interpret(program, new Uint8Array(), { ancillary: { cpu: 3 } }), 2)
})

test('text in place of a program, and lists in place of instructions, are named', () => {
  const loose = check as (program: unknown) => void

  assert.throws(
    () => {
      loose('ret #0')
    },
    {
      message:
        "A program must be an array, which assemble() of berkeley/bpf makes of text, not 'ret #0'",
    },
  )
  assert.throws(
    () => {
      loose([[6, 0, 0, 0]])
    },
    { message: 'Instruction 0 must be an object { code, jt, jf, k }, not an array' },
  )
})
