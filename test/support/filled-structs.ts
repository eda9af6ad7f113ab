import type { StructProbe } from '../../src/codec/codec.ts'
import type { FieldKind } from '../../src/codec/field.ts'
import type { Layout } from '../../src/codec/platform.ts'

/** The value of every byte that C did not write. */
export const FILL = 0xa5

/** Kinds of fields that hold one number. */
export const INTEGERS: ReadonlySet<FieldKind> = new Set([
  ...(['signed', 'unsigned', 'bigint', 'bool', 'interface', 'network'] as const),
])

/**
 * A C program that fills each field of these structs in turn with a unique number, and prints the
 * bytes each time; see {@link readFilled}.
 */
export function filling(structs: readonly StructProbe[]): string {
  const calls = structs.map(({ name }) => `  print_${name}();`)
  const main = ['int main(void) {', ...calls, '  return 0;', '}']
  return [...PRINTING, ...structs.flatMap(printing), ...main].join('\n')
}

/** The number that C stores in a field of this size. Its bytes all differ, and none is 0. */
export function pattern(index: number, size: number): bigint {
  let value = 0n
  for (let i = 0; i < size; i++) value = (value << 8n) | BigInt(patternByte(index, i))
  return value
}

/** One byte of {@link pattern}, counted from its first. */
export function patternByte(index: number, at: number): number {
  return 0x80 + ((index * 7 + at * 29) % 127)
}

const PRINTING = [
  '#include <stdio.h>',
  'enum { BEHIND = 64 }; /* where the members of an array without a length lie */',
  'static uint64_t pattern(unsigned index, size_t size) {',
  '  uint64_t value = 0;',
  '  for (unsigned i = 0; i < size; i++) value = value << 8 | (0x80 + (index * 7 + i * 29) % 127);',
  '  return value;',
  '}',
  '/* As the network has it, which is from the largest byte on. */',
  'static uint64_t network(uint64_t value, size_t size) {',
  '  uint64_t out = 0;',
  '  uint8_t *bytes = (uint8_t *) &out;',
  '  for (size_t i = 0; i < size; i++) bytes[i] = (uint8_t) (value >> (8 * (size - 1 - i)));',
  '  if (*(const uint8_t *) &(uint16_t){1} != 1) out >>= 8 * (8 - size);',
  '  return out;',
  '}',
  'static void fill(void *bytes, unsigned index, size_t size) {',
  '  for (size_t i = 0; i < size; i++)',
  '    ((uint8_t *) bytes)[i] = (uint8_t) (0x80 + (index * 7 + i * 29) % 127);',
  '}',
  'static void print(const void *bytes, size_t size) {',
  '  for (size_t i = 0; i < size; i++) printf("%02x", ((const uint8_t *) bytes)[i]);',
  '  puts("");',
  '}',
]

/**
 * A C function that prints the layout of a struct, and its bytes with each field filled in turn.
 */
function printing({ name, fields, kinds }: StructProbe): string[] {
  return [
    `static void print_${name}(void) {`,
    `  union { struct ${name} v; uint8_t more[sizeof(struct ${name}) + BEHIND]; } u;`,
    `  printf("struct ${name} %zu\\n", sizeof u.v);`,
    ...fields.flatMap((field, index) => {
      const kind = kinds?.[field]
      const number = `pattern(${index}, sizeof u.v.${field})`
      const put =
        kind === undefined || !INTEGERS.has(kind)
          ? `fill(&u.v.${field}, ${index}, sizeof u.v.${field});`
          : kind === 'network'
            ? `u.v.${field} = (__typeof__(u.v.${field})) network(${number}, sizeof u.v.${field});`
            : `u.v.${field} = (__typeof__(u.v.${field})) ${number};`
      return [
        `  memset(&u, ${FILL}, sizeof u);`,
        `  ${put}`,
        `  printf("field ${field} %zu %zu ", offsetof(struct ${name}, ${field}), sizeof u.v.${field});`,
        `  print(&u, sizeof u);`,
      ]
    }),
    '}',
  ]
}

/**
 * Parses the output of the program from {@link filling}: layouts, and the bytes of each
 * struct by field.
 */
export function readFilled(text: string) {
  const layouts = new Map<string, Layout>()
  const filled = new Map<string, Uint8Array[]>()
  let name = ''
  for (const line of text.trim().split('\n')) {
    const [what, of = '', one = '', two = '', hex = ''] = line.split(' ')
    if (what === 'struct') {
      name = of
      layouts.set(name, { size: Number(one), fields: {} })
      filled.set(name, [])
    } else {
      const fields = layouts.get(name)?.fields as Record<string, { offset: number; size: number }>
      fields[of] = { offset: Number(one), size: Number(two) }
      filled.get(name)?.push(new Uint8Array(Buffer.from(hex, 'hex')))
    }
  }
  return { layouts, filled }
}
