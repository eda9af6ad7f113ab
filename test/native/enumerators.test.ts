import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NumberRow } from '../../src/protocols/numbers.ts'
import { everyHeader, everyNumber } from '../../src/protocols/compiler-probes.ts'
import { cannotCompile, Program } from '../support/compiler.ts'

// `#ifdef` cannot see enumerators, so the build cannot compare them: numbers.inc contains the
// numbers from the tables. Here the compiler compares those that this machine's headers define.

const skip = process.platform === 'linux' ? cannotCompile : 'the tables have numbers of Linux'
const headers = ['sys/socket.h', 'netinet/in.h', ...everyHeader]
  .map((header) => `#if __has_include(<${header}>)\n#include <${header}>\n#endif\n`)
  .join('')

test('the numbers of enumerators are those of the headers', { skip }, () => {
  using included = new Program(headers)
  const words = new Set(included.preprocessed().match(/\b[A-Z]\w+\b/g))
  const typed = Object.entries<NumberRow>(everyNumber).flatMap(([name, { linux }]) =>
    linux === undefined || !words.has(name) ? [] : [{ name, linux }],
  )
  const checks = typed.map(({ name, linux }) => `_Static_assert(${name} == ${linux}, "${name}");\n`)
  using program = new Program(headers + checks.join(''))

  const { errors } = program.check()

  assert.equal(errors, '')
  const names = new Set(typed.map(({ name }) => name))
  for (const name of ['CAN_RAW_FILTER', 'SO_J1939_FILTER']) assert.ok(names.has(name), name)
  assert.ok(typed.length > 100, `${typed.length} enumerators`)
})
