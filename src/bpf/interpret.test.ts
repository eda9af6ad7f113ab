import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assemble, interpret, type InterpretOptions } from '../bpf.ts'

interface Case {
  readonly text: string
  /** The packet; by default ff 01 02 03 04 05 06 07. */
  readonly packet?: readonly number[]
  readonly options?: InterpretOptions
  readonly answer: number
}

const PACKET = [0xff, 1, 2, 3, 4, 5, 6, 7]
const given: InterpretOptions = {
  ancillary: { proto: 0x800, mark: -1, nla: (a, x) => a * 100 + x },
  network: Uint8Array.of(0x45, 0),
  link: Uint8Array.of(2, 0xfe),
}

/** Based on the tests of golang.org/x/net/bpf, changed where the kernel behaves differently. */
const cases: readonly Case[] = [
  // loads
  { text: 'ldb [0] ret a', answer: 0xff },
  { text: 'ldh [0] ret a', answer: 0xff01 },
  { text: 'ld [0] ret a', answer: 0xff010203 },
  { text: 'ld [4] ret a', answer: 0x04050607 },
  { text: 'ldb [7] ret a', answer: 7 },
  { text: 'ldb [8] ret #1', answer: 0 },
  { text: 'ldh [7] ret #1', answer: 0 },
  { text: 'ld [5] ret #1', answer: 0 },
  { text: 'ldb [0] ret #1', packet: [], answer: 0 },
  { text: 'ldx #6 ldh [x + 0] ret a', answer: 0x0607 },
  { text: 'ldx #6 ldb [x + 1] ret a', answer: 7 },
  { text: 'ldx #6 ldb [x + 2] ret #1', answer: 0 },
  { text: 'ldx #-6 ldb [x + 7] ret a', answer: 1 },
  { text: 'ldx #-6 ldb [x + 5] ret #1', answer: 0 },
  { text: 'ldxb 4*([0]&0xf) txa ret a', packet: [0x45], answer: 20 },
  { text: 'ldxb 4*([9]&0xf) ret #1', answer: 0 },
  { text: 'ld #len ret a', answer: 8 },
  { text: 'ldx #len txa ret a', answer: 8 },
  { text: 'ld #-2 ret a', answer: 0xfffffffe },
  // arithmetic
  { text: 'ld #-1 add #2 ret a', answer: 1 },
  { text: 'ld #1 sub #2 ret a', answer: 0xffffffff },
  { text: 'ld #0xffffffff mul #0xffffffff ret a', answer: 1 },
  { text: 'ld #0xffffffff div #2 ret a', answer: 0x7fffffff },
  { text: 'ld #0xffffffff mod #16 ret a', answer: 15 },
  { text: 'ld #0xf0f0f0f0 and #0xff00ff00 ret a', answer: 0xf000f000 },
  { text: 'ld #0xf0000000 or #1 ret a', answer: 0xf0000001 },
  { text: 'ld #0xf0000000 xor #0xffffffff ret a', answer: 0x0fffffff },
  { text: 'ld #3 lsh #31 ret a', answer: 0x80000000 },
  { text: 'ld #0x80000000 rsh #31 ret a', answer: 1 },
  { text: 'ld #1 neg ret a', answer: 0xffffffff },
  { text: 'neg ret a', answer: 0 },
  { text: 'ldx #3 ld #10 add x ret a', answer: 13 },
  { text: 'ldx #3 ld #10 div x ret a', answer: 3 },
  { text: 'ldx #3 ld #10 mod x ret a', answer: 1 },
  { text: 'ld #10 div x ret #1', answer: 0 },
  { text: 'ld #10 mod x ret #1', answer: 0 },
  { text: 'ldx #33 ld #1 lsh x ret a', answer: 2 },
  // jumps
  { text: 'ld #-1 jgt #1, on ret #0 on: ret #1', answer: 1 },
  { text: 'ld #1 jgt #1, on ret #0 on: ret #1', answer: 0 },
  { text: 'ld #1 jge #1, on ret #0 on: ret #1', answer: 1 },
  { text: 'ld #1 jlt #1, on ret #0 on: ret #1', answer: 0 },
  { text: 'ld #1 jle #1, on ret #0 on: ret #1', answer: 1 },
  { text: 'ld #0x80000000 jset #0x80000001, on, off on: ret #1 off: ret #2', answer: 1 },
  { text: 'ld #2 jset #1, on, off on: ret #1 off: ret #2', answer: 2 },
  { text: 'ldx #7 ld #7 jeq x, on, off on: ret #1 off: ret #2', answer: 1 },
  { text: 'ldx #7 jneq x, off ret #1 off: ret #2', answer: 2 },
  { text: 'jmp on ret #0 on: ret #1', answer: 1 },
  // memory and registers
  { text: 'ld #5 st M[0] ldx #6 stx M[15] ld M[15] ldx M[0] sub x ret a', answer: 1 },
  { text: 'ld #5 tax ld #0 txa ret a', answer: 5 },
  // extensions
  { text: 'ld proto ret a', answer: 0 },
  { text: 'ld proto ret a', options: given, answer: 0x800 },
  { text: 'ldb mark ret a', options: given, answer: 0xffffffff },
  { text: 'ldx #5 ld #3 ld nla ret a', options: given, answer: 305 },
  { text: 'ldx #5 ld #6 ld [-4056] ret a', answer: 3 },
  { text: 'ldb [-0x100000] ret a', options: given, answer: 0x45 },
  { text: 'ldb [-0xffffe] ret #1', options: given, answer: 0 },
  { text: 'ldb [-0x1fffff] ret a', options: given, answer: 0xfe },
  { text: 'ldb [-0x200001] ret #1', options: given, answer: 0 },
  { text: 'ldb [-0x100000] ret #1', answer: 0 },
  // return values
  { text: 'ret #-1', answer: 0xffffffff },
  { text: 'ret a', answer: 0 },
]

for (const { text, packet = PACKET, options = {}, answer } of cases) {
  test(`${text} returns ${answer} for ${packet.length} bytes`, () => {
    const program = assemble(text)

    assert.equal(interpret(program, Uint8Array.from(packet), options), answer)
  })
}

test('a filter can be tried on a packet without a socket', () => {
  const port53 = assemble(`
          ldb [9]               ; the protocol of an IPv4 packet
          jneq #17, drop
          ldh [6]
          jset #0x1fff, drop    ; not the first fragment
          ldxb 4*([0]&0xf)
          ldh [x + 2]
          jneq #53, drop
          ret #-1
    drop: ret #0`)
  const packet = Buffer.alloc(28)
  packet[0] = 0x45
  packet[9] = 17
  packet.writeUInt16BE(53, 22)

  assert.equal(interpret(port53, packet), 0xffffffff)

  packet.writeUInt16BE(54, 22)
  assert.equal(interpret(port53, packet), 0)
})

const MISUSES: readonly [message: string | RegExp, options: unknown][] = [
  ['Options must be an object, not 5', 5],
  ['Unknown option: ancilary; did you mean ancillary?', { ancilary: { proto: 5 } }],
  ['ancillary must be an object, not 5', { ancillary: 5 }],
  [/^Unknown extension: protocol\b/, { ancillary: { protocol: 5 } }],
  ['Unknown extension: ifidex; did you mean ifidx?', { ancillary: { ifidex: 5 } }],
]

for (const [message, options] of MISUSES) {
  test(`options that are refused: ${message}`, () => {
    const given = options as InterpretOptions

    assert.throws(() => interpret(assemble('ret #0'), Uint8Array.of(), given), {
      name: 'TypeError',
      message,
    })
  })
}

test('a packet that is not bytes is a TypeError', () => {
  assert.throws(() => interpret(assemble('ret #0'), 'packet' as unknown as Uint8Array), TypeError)
})
