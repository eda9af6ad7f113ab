// Runs every check in order, with its name and its time, and stops at the first that fails.
//   --tested   without the tests, which have been run with their coverage

import { parseArgs } from 'node:util'
import { run } from './run.ts'

const { values } = parseArgs({ options: { tested: { type: 'boolean' } } })

const TESTS = 'c8 tsx tools/test.ts'
const STEPS = [
  ['format', 'biome check'],
  ['format of C', 'clang-format --dry-run --Werror native/*.c native/*.h tools/platforms/*.c'],
  ['types of src, dist', 'tsx tools/build-dist.ts'],
  ['types of everything', 'node node_modules/ts7/bin/tsc -p tsconfig.check.json'],
  ['lint', 'eslint --max-warnings 0 .'],
  ['lint of C', 'tsx tools/lint-c.ts'],
  ['generated files are fresh', 'tsx tools/build-native.ts --check'],
  ['reference pages and constants of ucode are fresh', 'tsx tools/reference.ts --check'],
  ['tests, coverage of src', TESTS],
  ['nothing unused', 'knip'],
  ['package, by publint', 'publint --strict'],
  ['package, by attw', 'attw --pack --profile esm-only'],
  ['every public name documented', 'typedoc'],
  ['the packed tarball works', 'tsx tools/pack-check.ts'],
] as const

const times: string[] = []
for (const [name, command] of STEPS) {
  if (values.tested && command === TESTS) continue
  console.log(`\n== ${name}: ${command}`)
  const started = performance.now()
  const status = run(command)
  times.push(`${seconds(started).padStart(8)}  ${name}`)
  if (status === 0) continue
  console.error(`\n${times.join('\n')}\n\nFailed: ${name} (${command})`)
  process.exit(1)
}
console.log(`\n${times.join('\n')}\n\nAll ${times.length} steps passed`)

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`
}
