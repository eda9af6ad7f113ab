import fc from 'fast-check'
import type { BpfInstruction } from '../../src/bpf.ts'
import {
  EXTENSIONS,
  everyForm,
  type ExtensionName,
  type Form,
  offsetOfExtension,
} from '../../src/bpf/instructions.ts'

const STORED = 4 // the first words of M, which every program stores into before anything else
const ret: BpfInstruction = { code: 6, jt: 0, jf: 0, k: 0 }

const word = fc.oneof(
  fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  fc.integer({ min: 0, max: 40 }),
  fc.constantFrom(0x7fffffff, 0x80000000, 0xffffffff),
)
const offset = fc.integer({ min: 0, max: 40 })

/** A constant that is valid for an instruction wherever it occurs. */
function constantOf({ mnemonic, operand }: Form, extensions: readonly ExtensionName[]) {
  switch (operand) {
    case 'constant':
      if (mnemonic === 'lsh' || mnemonic === 'rsh') return fc.integer({ min: 0, max: 31 })
      return mnemonic === 'div' || mnemonic === 'mod' ? word.map((k) => k || 1) : word
    case 'memory':
      return fc.integer({ min: 0, max: STORED - 1 })
    case 'packet': {
      const named = extensions.map((some) => offsetOfExtension(some) ?? 0)
      return named.length > 0 ? fc.oneof(offset, fc.constantFrom(...named)) : offset
    }
    case 'indexed':
    case 'header':
      return offset
    default:
      return fc.constant(0)
  }
}

/** An instruction that skips at most `most` others if it is a jump. */
function instruction(
  most: number,
  extensions: readonly ExtensionName[],
): fc.Arbitrary<BpfInstruction> {
  const skipped = fc.integer({ min: 0, max: Math.min(most, 255) })
  const none = fc.constant(0)
  return fc.constantFrom(...everyForm).chain((form) => {
    const k = form.operand === 'label' ? skipped : constantOf(form, extensions)
    const jump = form.jumps ? skipped : none
    return fc.tuple(jump, jump, k).map(([jt, jf, k]) => ({ code: form.code, jt, jf, k }))
  })
}

const everyExtension = Object.keys(EXTENSIONS) as ExtensionName[]

/** Programs that the kernel accepts. */
export function programs(
  extensions: readonly ExtensionName[] = everyExtension,
  most = 40,
): fc.Arbitrary<BpfInstruction[]> {
  const stores = Array.from({ length: STORED }, (_, k) => ({ code: 2, jt: 0, jf: 0, k }))
  return fc
    .integer({ min: 0, max: most })
    .chain((length) =>
      fc
        .tuple(
          fc.tuple(...Array.from({ length }, (_, at) => instruction(length - 1 - at, extensions))),
          fc.tuple(fc.constantFrom(6, 0x16), word),
        )
        .map(([body, [code, k]]) => [...stores, ...body, { ...ret, code, k: code === 6 ? k : 0 }]),
    )
}

/** Programs that the kernel may accept or reject: most are almost valid. */
export const doubtfulPrograms: fc.Arbitrary<BpfInstruction[]> = programs().chain((program) =>
  fc
    .array(
      fc.record({
        at: fc.nat({ max: program.length - 1 }),
        change: fc.oneof(
          fc.record({ code: fc.oneof(fc.nat({ max: 0xff }), fc.nat({ max: 0xffff })) }),
          fc.record({ code: fc.constantFrom(...everyForm.map(({ code }) => code)) }),
          fc.record({ jt: fc.nat({ max: 50 }) }),
          fc.record({ jf: fc.nat({ max: 255 }) }),
          fc.record({ k: fc.oneof(fc.nat({ max: 50 }), fc.integer({ min: -70, max: -1 }), word) }),
          fc.record({ k: fc.integer({ min: -0x1000 - 8, max: -0x1000 + 80 }) }),
        ),
      }),
      { maxLength: 3 },
    )
    .map((changes) => {
      const changed = [...program]
      for (const { at, change } of changes) changed[at] = { ...(changed[at] ?? ret), ...change }
      return changed
    }),
)
