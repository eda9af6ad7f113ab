import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { cannotCompile, compileLibrary } from '../support/compiler.ts'
import { type Figures, noFigures } from './figures.ts'

/** The programs. Each runs in its own process and prints its figures. */
export const PROGRAMS = ['faults', 'model', 'ends'] as const
type Program = (typeof PROGRAMS)[number]

/** One run of a program. */
export interface Run {
  readonly program: Program
  /** Determines all random choices, so that runs differ only in the kernel's timing. */
  readonly seed: number
  readonly rounds: number
  /** What wakes JavaScript. */
  readonly waker: 'uv_poll' | 'thread'
}

const here = fileURLToPath(new URL('.', import.meta.url))
const SHIM = resolve('build/torture-shim.so')
const LIMIT = 240_000

/** Why faults cannot be injected here; false if they can. */
export const cannotInject: string | false =
  process.platform !== 'linux' || !existsSync('/proc/self/fd')
    ? 'needs LD_PRELOAD and /proc/self/fd'
    : (process.env['LD_PRELOAD'] ?? '') !== ''
      ? 'needs LD_PRELOAD to be empty: other libraries there may intercept the same calls'
      : cannotCompile || cannotPreload()

/** Bundles the programs into build/, from which the addon is found as from dist/. */
export function bundlePrograms(): void {
  buildSync({
    entryPoints: PROGRAMS.map((name) => ({
      in: join(here, name, 'main.ts'),
      out: `torture-${name}`,
    })),
    outdir: 'build',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    sourcemap: 'inline',
  })
}

/** The command line that repeats a run. */
export function commandOf({ program, seed, rounds, waker }: Run): string {
  const again = `npm run test:torture -- --only ${program} --seed ${seed} --rounds ${rounds}`
  return waker === 'thread' ? `${again} --thread` : again
}

/** Runs a program and returns its figures. If it prints none, it has crashed. */
export async function runProgram({ program, seed, rounds, waker }: Run): Promise<Figures> {
  const args = ['--expose-gc', `build/torture-${program}.mjs`, `--seed=${seed}`]
  const child = spawn(process.execPath, [...args, `--rounds=${rounds}`], {
    env: {
      ...process.env,
      BERKELEY_WAKER: waker === 'thread' ? 'thread' : '',
      NODE_V8_COVERAGE: '', // no additional coverage, but slower exits
      ...(program === 'faults' && { LD_PRELOAD: SHIM, TORTURE_SHIM: SHIM }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LIMIT,
    killSignal: 'SIGKILL',
  })
  const [output, errors, [status, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>,
  ])
  const printed = output.trim().split('\n').at(-1) ?? ''
  try {
    return JSON.parse(printed) as Figures
  } catch {
    const how = `crashed: ended with ${signal ?? status}: ${errors.trim().slice(-1000)}`
    return { ...noFigures(), crashed: 1, notes: [how] }
  }
}

/** Compiles the shim. */
export function buildShim(): void {
  const folder = join(here, 'shim')
  const sources = readdirSync(folder).filter((name) => name.endsWith('.c'))
  compileLibrary(
    sources.map((name) => join(folder, name)),
    SHIM,
  )
}

/** The shim needs glibc's internal names for its allocation functions. */
function cannotPreload(): string | false {
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } }
  return header.glibcVersionRuntime === undefined && 'needs glibc'
}
