import { readFileSync } from 'node:fs'
import type { StructProbe } from '../src/codec/codec.ts'
import { everyHeader, everyNumber, everyStruct } from '../src/protocols/compiler-probes.ts'
import type { NumberRow } from '../src/protocols/numbers.ts'

const NOTICE =
  '/* Generated from src/protocols by tools/generated-headers.ts: npm run build:native */'
const SHARED_NOTICE =
  '/* Generated from src/shared-layouts.ts by tools/generated-headers.ts: npm run build:native */'

/**
 * The generated files of native/: the headers to include, the names to ask the C compiler
 * about (platform.c defines NUMBER, FALLBACK, STRUCT and FIELD), and the numbers that C shares
 * with TypeScript.
 */
export function generateHeaders(): Record<
  'headers.inc' | 'numbers.inc' | 'shared_layouts.h',
  string
> {
  const rows = Object.entries<NumberRow>(everyNumber)
  return {
    'headers.inc': lines(NOTICE, ...everyHeader.flatMap(include)),
    'numbers.inc': lines(
      NOTICE,
      '#ifdef NUMBER',
      ...rows.flatMap(([name, { linux }]) => number(name, linux)),
      '#endif',
      '#ifdef STRUCT',
      ...everyStruct.flatMap(layout),
      '#endif',
      '#if defined(CHECK_NUMBERS) && defined(LINUX_NUMBERS)',
      ...rows.flatMap(([name, { linux }]) => check(name, linux)),
      '#endif',
    ),
    'shared_layouts.h': lines(
      SHARED_NOTICE,
      '#ifndef BERKELEY_SHARED_LAYOUTS_H',
      '#define BERKELEY_SHARED_LAYOUTS_H',
      '',
      ...sharedEnums(readFileSync('src/shared-layouts.ts', 'utf8')),
      '#endif',
    ),
  }
}

/** An enum for each group of constants, with its comments. */
function sharedEnums(source: string): string[] {
  const groups = source.trim().split('\n\n')
  return groups
    .filter((group) => group.includes('export const'))
    .flatMap((group) => ['enum {', ...group.split('\n').map(enumLine), '};', ''])
}

function enumLine(line: string): string {
  return `  ${line.replace(/^export const (.*)/, '$1,').replace('/**', '/*')}`
}

function lines(...all: string[]): string {
  return `${all.join('\n')}\n`
}

function include(header: string): string[] {
  return [`#if __has_include(<${header}>)`, `#include <${header}>`, '#endif']
}

function number(name: string, linux: number | undefined): string[] {
  const known = [`#ifdef ${name}`, `NUMBER(${name})`]
  if (linux === undefined) return [...known, '#endif']
  return [...known, '#elif defined(LINUX_NUMBERS)', `FALLBACK(${name}, ${linux})`, '#endif']
}

function layout({ name, fields, header }: StructProbe): string[] {
  const known = [`STRUCT(${name})`, ...fields.map((field) => `FIELD(${name}, ${field})`)]
  if (name.startsWith('kernel_')) return ['#ifdef __linux__', ...known, '#endif'] // in structs.h
  return header === undefined ? known : [`#if __has_include(<${header}>)`, ...known, '#endif']
}

function check(name: string, linux: number | undefined): string[] {
  if (linux === undefined) return []
  return [`#ifdef ${name}`, `_Static_assert(${name} == ${linux}, "${name}");`, '#endif']
}
