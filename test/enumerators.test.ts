import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { everyHeader, everyNumber } from '../src/protocols/questions.ts'
import type { NumberRow } from '../src/protocols/numbers.ts'

// `#ifdef` can't see enumerators, so that the build can't compare them: numbers.inc has the numbers
// of the tables for them. Here the compiler compares those that the headers of this machine have.

const compiler = 'cc'
const headers = everyHeader.map((header) =>
  [`#if __has_include(<${header}>)`, `#include <${header}>`, '#endif'].join('\n'),
)

test('the numbers of enumerators are those of the headers', { skip: whyNot() }, () => {
  const words = new Set(compiled(['-E', '-P'], headers).match(/\b[A-Z]\w+\b/g))
  const typed = Object.entries<NumberRow>(everyNumber).flatMap(([name, { linux }]) =>
    linux === undefined || !words.has(name) ? [] : [{ name, linux }],
  )
  const checks = typed.map(({ name, linux }) => `_Static_assert(${name} == ${linux}, "${name}");`)

  compiled(['-fsyntax-only'], [...headers, ...checks])

  assert.ok(typed.length > 100, `${typed.length} enumerators`)
})

function compiled(options: string[], lines: string[]): string {
  const { status, stdout, stderr } = spawnSync(compiler, [...options, '-x', 'c', '-'], {
    input: ['#include <sys/socket.h>', '#include <netinet/in.h>', ...lines].join('\n'),
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  })
  assert.equal(status, 0, stderr)
  return stdout
}

function whyNot(): string | false {
  if (process.platform !== 'linux') return 'the tables have numbers of Linux'
  return spawnSync(compiler, ['--version']).status === 0 ? false : `needs a C compiler, ${compiler}`
}
