import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, statSync } from 'node:fs'
import { delimiter, dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { buildSync } from 'esbuild'
import { isPresent, RUNTIMES } from '../tools/runtimes.ts'
import type { Command } from './child.ts'
import { Missing } from './row.ts'

const here = dirname(fileURLToPath(import.meta.url))
const root = dirname(here)

/** The library under test, as a module specifier. */
export const library = pathToFileURL(join(root, 'dist', 'index.js')).href

function source(name: string): string {
  return join(here, 'peers', name)
}

/** A C program of peers/, compiled if necessary. */
export function c(name: string, ...parameters: string[]): Command {
  const from = [`${name}.c`, 'peer.h', 'lockstep.h'].map(source)
  const to = join(root, 'build', 'bench', name)
  const age = existsSync(to) ? statSync(to).mtimeMs : 0
  if (from.some((path) => statSync(path).mtimeMs > age)) compile(from[0] ?? '', to)
  return [to, ...parameters]
}

function compile(from: string, to: string): void {
  const [compiler = 'cc', ...flags] = (process.env['CC'] ?? 'cc').split(' ')
  mkdirSync(dirname(to), { recursive: true })
  const parameters = [...flags, '-std=c11', '-D_GNU_SOURCE', '-O2', '-Wall', '-Wextra']
  const { error, status, stderr } = spawnSync(compiler, [...parameters, from, '-o', to], {
    encoding: 'utf8',
  })
  if (error) throw new Missing(`no C compiler: ${compiler} was not found (see CC)`)
  if (status !== 0) throw new Error(`${from} does not compile:\n${stderr}`)
}

/** A program of peers/ run directly by this Node: no loader, no TypeScript. */
export function node(name: string, ...parameters: string[]): Command {
  return [process.execPath, source(`${name}.mjs`), ...parameters]
}

/** A program of this folder that uses internals of the package: bundled from src/, like dist/. */
export function bundled(name: string, ...parameters: string[]): Command {
  const program = join(root, 'build', `${name}.mjs`) // where the addon is found, as in dist/
  buildSync({
    entryPoints: [join(here, `${name}.ts`)],
    outfile: program,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
  })
  return [process.execPath, program, ...parameters]
}

/**
 * A program of peers/ run by Bun: the one that `npm run pack:check -- --install` installs,
 * or that in PATH.
 */
export function bun(name: string, ...parameters: string[]): Command {
  const installed = RUNTIMES.find((runtime) => runtime.name === 'bun' && isPresent(runtime))
  const program = installed?.command[0] ?? inPath('bun')
  if (program === undefined) {
    throw new Missing('not found in PATH or build/runtimes: npm run pack:check -- --install')
  }
  return [program, source(`${name}.mjs`), ...parameters]
}

/** A program of peers/ run by CPython. */
export function python(name: string): Command {
  const program = inPath('python3')
  if (program === undefined) throw new Missing('no python3 in PATH')
  return [program, source(`${name}.py`)]
}

function inPath(program: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders.map((folder) => resolve(folder, program)).find((path) => existsSync(path))
}
