import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { suite, test } from 'node:test'
import socket from '../../src/dialects/ucode.ts'
import * as entry from '../../src/dialects/ucode.ts'
import { seedOf } from './seeds.ts'

/** Every name of the original; for constants, their number on Linux x86-64. */
const NAMES = read('ucode-names.json') as {
  readonly constants: Readonly<Record<string, number>>
  /** Constants that the original lacks. */
  readonly additional: Readonly<Record<string, number>>
  readonly functions: readonly string[]
  readonly methods: readonly string[]
}

/** The programs that ucode-cases.test.ts runs. Each is also the title of its test. */
const PROGRAMS = ['ucode-cases.json', 'ucode-options.json', 'ucode-rules.json']
  .flatMap((name) => read(name) as { cases: { call: string }[] }[])
  .flatMap(({ cases }) => cases.map(({ call }) => call))

const CONSTANTS = { ...NAMES.constants, ...NAMES.additional }
const seed = seedOf('ucode.txt')
const noSeed = !existsSync(seed) && `no ${seed}`

test('the list has every method that the manual has', { skip: noSeed }, () => {
  const headings = readFileSync(seed, 'utf8').matchAll(/^(\w+)\([^)]*\) → /gm)
  const methods = Array.from(headings, ([, name = '']) => name)

  assert.deepEqual(methods.toSorted(), NAMES.methods.toSorted())
})

test('the list has every constant and function that the manual mentions', { skip: noSeed }, () => {
  const text = readFileSync(seed, 'utf8')
  const constants = text.matchAll(/\b(?:AF|SOCK|MSG|SOL|SO|SCM|SHUT|PACKET|EAI)_[A-Z]+\b/g)
  const functions = text.matchAll(/\bsocket\.([a-z]+)\(/g)

  const unknown = [
    ...Array.from(constants, ([name]) => name).filter((name) => !(name in CONSTANTS)),
    ...Array.from(functions, ([, name = '']) => name).filter(
      (name) => !NAMES.functions.includes(name),
    ),
  ]

  assert.deepEqual(unknown, [])
})

test('the module has the names of the list and no others', () => {
  const names = [...Object.keys(CONSTANTS), ...NAMES.functions].toSorted()

  assert.deepEqual(Object.keys(socket).toSorted(), names)
  const more = ['default', 'fromBytes', 'toBytes']
  assert.deepEqual(Object.keys(entry).toSorted(), [...names, ...more].toSorted())
  assert.ok(Object.isFrozen(socket))
})

test('a socket has the methods of the list and no others', () => {
  const one = socket.create() ?? assert.fail()
  const own = Object.getOwnPropertyNames(Object.getPrototypeOf(one))
  one.close()

  assert.deepEqual(own.toSorted(), [...NAMES.methods, 'constructor'].toSorted())
})

suite('constants', () => {
  for (const [name, number] of Object.entries(CONSTANTS)) {
    test(`${name} has its number, and a program uses it`, () => {
      const value = (socket as Readonly<Record<string, unknown>>)[name]

      if (process.platform === 'linux') assert.equal(value, number)
      else assert.ok(value === undefined || typeof value === 'number')
      assert.ok(isUsed(new RegExp(`\\b${name}\\b`)))
    })
  }
})

suite('functions and methods', () => {
  for (const name of NAMES.functions) {
    test(`${name}() exists, and a program calls it`, () => {
      assert.equal(typeof (socket as Readonly<Record<string, unknown>>)[name], 'function')
      assert.ok(isUsed(new RegExp(`(?<![.\\w])${name}\\(`)))
    })
  }

  for (const name of NAMES.methods) {
    test(`.${name}() exists, and a program calls it`, () => {
      const one = socket.create()
      one?.close()

      assert.equal(typeof (one as Readonly<Record<string, unknown>> | null)?.[name], 'function')
      assert.ok(isUsed(new RegExp(`\\.${name}\\(`)))
    })
  }
})

function isUsed(pattern: RegExp): boolean {
  return PROGRAMS.some((program) => pattern.test(program))
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'))
}
