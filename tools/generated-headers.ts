import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { StructProbe } from '../src/codec/codec.ts'
import { everyHeader, everyNumber, everyStruct } from '../src/protocols/compiler-probes.ts'
import type { NumberRow } from '../src/protocols/numbers.ts'

const NOTICE =
  '/* Generated from src/protocols by tools/generated-headers.ts: npm run build:native */'
const SHARED_NOTICE =
  '/* Generated from src/shared-layouts.ts by tools/generated-headers.ts: npm run build:native */'

/**
 * The files that the tables write: the headers to include, the names to ask the C compiler about
 * (platform.c defines the macros), the same names for TypeScript, and the numbers that C shares with
 * TypeScript.
 */
export function generateHeaders(): Record<string, string> {
  const rows = Object.entries<NumberRow>(everyNumber)
  const names = rows.map(([name]) => name).join('\n')
  const layouts = everyStruct.map(({ name, fields }) => [name, ...fields].join(' '))
  const structs = ['sockaddr sa_family sa_len', ...layouts].join('\n')
  const hash = hashOf(names + structs)
  return {
    'native/headers.inc': lines(NOTICE, ...everyHeader.flatMap(include)),
    'native/numbers.inc': lines(
      NOTICE,
      `#define C_NAMES_HASH ${hash}`,
      `#define NAMES_LENGTH ${names.length} /* of the names of numbers, in a line each */`,
      '#ifdef NUMBER',
      ...rows.flatMap(([name, { linux }]) => number(name, linux)),
      '#endif',
      '#ifdef STRUCT',
      ...['STRUCT(sockaddr)', 'FIELD(sockaddr, sa_family)'],
      ...either('#ifdef HAS_SA_LEN', ['FIELD(sockaddr, sa_len)'], ['NO_FIELD']),
      ...everyStruct.flatMap(layout),
      '#endif',
    ),
    'src/c-names.ts': lines(
      NOTICE.replace(/^\/\* (.*) \*\/$/, '// $1'),
      '// The names of what C knows about, in the order of native/numbers.inc.',
      '',
      '/** A number on each line. */',
      `export const NUMBER_NAMES = \`\\\n${names}\``,
      '',
      '/** A struct on each line, with its fields. */',
      `export const LAYOUT_NAMES = \`\\\n${structs}\``,
      '',
      '/** Which names these are. An addon that was built with others has another number here. */',
      `export const C_NAMES_HASH = ${hash}`,
    ),
    'native/shared_layouts.h': lines(
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

/** A positive integer of 31 bits. */
function hashOf(names: string): number {
  return createHash('sha256').update(names).digest().readUInt32LE() >>> 1
}

function include(header: string): string[] {
  return [`#if __has_include(<${header}>)`, `#include <${header}>`, '#endif']
}

function number(name: string, linux: number | undefined): string[] {
  const [known, otherwise] =
    linux === undefined
      ? [`NUMBER(${name})`, 'ABSENT']
      : [`CHECKED(${name}, ${linux})`, `FALLBACK(${linux})`]
  return either(`#ifdef ${name}`, [known], [otherwise])
}

function layout({ name, fields, header }: StructProbe): string[] {
  const known = [`STRUCT(${name})`, ...fields.map((field) => `FIELD(${name}, ${field})`)]
  const otherwise = ['NO_STRUCT', ...fields.map(() => 'NO_FIELD')]
  if (name.startsWith('kernel_')) return either('#ifdef __linux__', known, otherwise) // in structs.h
  return header === undefined ? known : either(`#if __has_include(<${header}>)`, known, otherwise)
}

function either(condition: string, known: string[], otherwise: string[]): string[] {
  return [condition, ...known, '#else', ...otherwise, '#endif']
}
