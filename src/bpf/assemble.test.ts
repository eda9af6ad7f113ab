import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { doubtfulPrograms, programs } from '../../test/support/bpf-programs.ts'
import { assemble } from './assemble.ts'
import { check } from './check.ts'
import { disassemble } from './disassemble.ts'

type Quadruple = readonly [code: number, jt: number, jf: number, k: number]

/** Programs, and how the kernel's bpf_asm assembles them. */
const assembled: readonly (readonly [name: string, text: string, program: readonly Quadruple[]])[] =
  [
    [
      'ARP packets',
      'ldh [12]\njne #0x806, drop\nret #-1\ndrop: ret #0',
      [
        [0x28, 0, 0, 12],
        [0x15, 0, 1, 0x806],
        [6, 0, 0, 0xffffffff],
        [6, 0, 0, 0],
      ],
    ],
    [
      'one ICMP packet in four',
      `
      ldh [12]
      jne #0x800, drop
      ldb [23]
      jneq #1, drop
      # get a random uint32 number
      ld rand
      mod #4
      jneq #1, drop
      ret #-1
      drop: ret #0`,
      [
        [0x28, 0, 0, 12],
        [0x15, 0, 6, 0x800],
        [0x30, 0, 0, 23],
        [0x15, 0, 4, 1],
        [0x20, 0, 0, 0xfffff038],
        [0x94, 0, 0, 4],
        [0x15, 0, 1, 1],
        [6, 0, 0, 0xffffffff],
        [6, 0, 0, 0],
      ],
    ],
    [
      'every way to write an operand',
      `ld #1 ldi 2 ldi #0x10 ld #len ld len st M[0] ld M[0] ld [4] ld [x + 4] ld [%x+4] ld #proto
     ldb mark ldh [-4100]
     ldx #1 ldxi 0b101 ldx #len ldx M[0] ldxb 4*([14]&0xf) ldx 4*([14]&0xf) stx M[15]
     add x add %x add #010 neg tax txa ret a`,
      [
        [0, 0, 0, 1],
        [0, 0, 0, 2],
        [0, 0, 0, 16],
        [0x80, 0, 0, 0],
        [0x80, 0, 0, 0],
        [2, 0, 0, 0],
        [0x60, 0, 0, 0],
        [0x20, 0, 0, 4],
        [0x40, 0, 0, 4],
        [0x40, 0, 0, 4],
        [0x20, 0, 0, 0xfffff000],
        [0x30, 0, 0, 0xfffff014],
        [0x28, 0, 0, 0xffffeffc],
        [1, 0, 0, 1],
        [1, 0, 0, 5],
        [0x81, 0, 0, 0],
        [0x61, 0, 0, 0],
        [0xb1, 0, 0, 14],
        [0xb1, 0, 0, 14],
        [3, 0, 0, 15],
        [0x0c, 0, 0, 0],
        [0x0c, 0, 0, 0],
        [0x04, 0, 0, 8],
        [0x84, 0, 0, 0],
        [7, 0, 0, 0],
        [0x87, 0, 0, 0],
        [0x16, 0, 0, 0],
      ],
    ],
    [
      'every jump',
      `jeq #1, on, off
     jgt x, on, off
     jge %x, on
     jset #1, on, off
     jneq #1, off ; the other way round
     jlt #1, off  /* so is
                     this */
     JLE X, off
     jmp off
     ja off
     on: ret #1
     off:
     ret #0`,
      [
        [0x15, 8, 9, 1],
        [0x2d, 7, 8, 0],
        [0x3d, 6, 0, 0],
        [0x45, 5, 6, 1],
        [0x15, 0, 5, 1],
        [0x35, 0, 4, 1],
        [0x2d, 0, 3, 0],
        [5, 0, 0, 2],
        [5, 0, 0, 1],
        [6, 0, 0, 1],
        [6, 0, 0, 0],
      ],
    ],
  ]

for (const [name, text, program] of assembled) {
  test(`text becomes the instructions of bpf_asm: ${name}`, () => {
    const instructions = assemble(text).map(({ code, jt, jf, k }) => [code, jt, jf, k])

    assert.deepEqual(instructions, program)
  })
}

const refused: readonly (readonly [text: string, name: string, message: string])[] = [
  ['', 'SyntaxError', 'A program must have at least one instruction'],
  ['; nothing', 'SyntaxError', 'A program must have at least one instruction'],
  ['ret #1\nlda [2]', 'SyntaxError', 'Line 2: no instruction "lda"; did you mean ld?'],
  ['/* one\n two */ lda', 'SyntaxError', 'Line 2: no instruction "lda"; did you mean ld?'],
  ['rett #0', 'SyntaxError', 'Line 1: no instruction "rett"; did you mean ret?'],
  ['xyzzyq #0', 'SyntaxError', 'Line 1: no instruction "xyzzyq"'],
  [
    'udp port 68',
    'SyntaxError',
    `Line 1: no instruction "udp"; this is tcpdump's language: tcpdump -ddd compiles it`,
  ],
  [
    'host 127.0.0.1',
    'SyntaxError',
    `Line 1: unexpected "."; this is tcpdump's language: tcpdump -ddd compiles it`,
  ],
  ['ldh [12]\nnet #0', 'SyntaxError', 'Line 2: no instruction "net"; did you mean neg?'],
  ['tcp: ldh [12]\nret $5', 'SyntaxError', 'Line 2: unexpected "$"'],
  ['ret #0 // all', 'SyntaxError', `Line 1: unexpected "/"; a comment begins with ';'`],
  ['ldh\n\n#5', 'SyntaxError', 'Line 3: expected [k] or an extension or [x + k], not the end'],
  ['ret x', 'SyntaxError', 'Line 1: expected #k or a, not "x"'],
  ['ret 5', 'SyntaxError', 'Line 1: expected #k or a, not "5"'],
  ['ldh M[1]', 'SyntaxError', 'Line 1: expected [k] or an extension or [x + k], not "M"'],
  ['ldb [y + 1]', 'SyntaxError', 'Line 1: expected x or a number, not "y"'],
  ['ldb [x - 1]', 'SyntaxError', 'Line 1: expected +, not "-"'],
  ['ldb [1', 'SyntaxError', 'Line 1: expected ], not the end'],
  ['ldxb 4*([1]&0xe)', 'SyntaxError', 'Line 1: expected 4*([k]&0xf), not "4"'],
  ['jeq #5', 'SyntaxError', 'Line 1: expected a comma and a label, not the end'],
  ['jeq #5, 7', 'SyntaxError', 'Line 1: expected a label, not "7"'],
  ['jmp away', 'SyntaxError', 'Line 1: no label "away"'],
  ['a1: a1: ret #0', 'SyntaxError', 'Line 1: "a1" is already a label at line 1'],
  ['ret #0\nend:', 'SyntaxError', 'Line 2: no instruction follows "end"'],
  ['ret #0x', 'SyntaxError', 'Line 1: expected a number, not "0x"'],
  ['ret #089', 'SyntaxError', 'Line 1: expected a number, not "089"'],
  ['ret §', 'SyntaxError', 'Line 1: unexpected "§"'],
  ['ret #4294967296', 'RangeError', 'Line 1: 4294967296 does not fit in 32 bits'],
  ['ret #-2147483649', 'RangeError', 'Line 1: -2147483649 does not fit in 32 bits'],
  [
    'back: ld #1\njmp back\nret #0',
    'RangeError',
    'Line 2: a jump must lead forward, but "back" is at line 1',
  ],
  [
    `ld #1\njeq #1, far\n${'neg\n'.repeat(256)}far: ret #0`,
    'RangeError',
    'Line 2: "far" is 256 instructions ahead, the maximum is 255',
  ],
  ['ld #1\ndiv #0\nret a', 'RangeError', 'Line 2: div by zero'],
  ['ld #1\nadd x', 'RangeError', 'Line 2: the last instruction must be ret'],
  ['neg\n'.repeat(4096) + 'ret a', 'RangeError', 'Line 4097: the maximum is 4096 instructions'],
]

for (const [text, name, message] of refused) {
  test(`the assembler says where it failed, and what it expected: ${message}`, () => {
    assert.throws(() => assemble(text), { name, message })
  })
}

test('a program that is not text is a TypeError', () => {
  assert.throws(() => assemble(5 as unknown as string), TypeError)
})

test('an unconditional jump reaches any instruction', () => {
  const program = assemble(`jmp far\n${'neg\n'.repeat(4094)}far: ret #0`)

  assert.equal(program[0]?.k, 4094)
})

test('a program becomes text that becomes the same program', () => {
  fc.assert(
    fc.property(programs(), (program) => {
      assert.deepEqual(assemble(disassemble(program)), program)
    }),
  )
})

test('what check accepts is disassembled into text that assembles into a program of the same text', () => {
  fc.assert(
    fc.property(doubtfulPrograms, (program) => {
      try {
        check(program)
      } catch {
        return
      }
      const text = disassemble(program)

      assert.equal(disassemble(assemble(text)), text)
    }),
  )
})

test('any text is a program, or an error that names its line', () => {
  const words = fc.constantFrom(
    ...['ld', 'ldx', 'jeq', 'ret', 'x', 'a', 'M', '#', '[', ']', '(', ')', '+', '-', '*', '&', '%'],
    ...[',', ':', '0xf', '12', 'L1', 'len', 'proto', '\n', ';', '/*', '*/', '4*([0]&0xf)', '"'],
  )
  fc.assert(
    fc.property(fc.array(words, { maxLength: 20 }), (parts) => {
      try {
        check(assemble(parts.join(' ')))
      } catch (error) {
        assert.ok(error instanceof SyntaxError || error instanceof RangeError, String(error))
        assert.match(error.message, /^(Line \d+: .|A program must have at least one instruction$)/)
      }
    }),
    { numRuns: 1000 },
  )
})

test('a program is shown with one instruction per line, and labels where jumps lead', () => {
  const text = disassemble(
    assemble('ldh [12] jeq #0x800, on, off jset x, on, off on: ret #-1 off: and #15 ret a'),
  )

  assert.equal(
    text,
    `
    ldh [12]
    jeq #0x800, L3, L4
    jset x, L3, L4
L3: ret #-1
L4: and #0xf
    ret a
`.slice(1),
  )
})
