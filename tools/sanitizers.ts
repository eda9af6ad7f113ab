import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { compile, SANITIZED } from './compile.ts'

/** A stack frame in the addon: with its source file or, if stripped, with the name of the addon. */
const OURS = /native\/\w+\.c|berkeley\.node/

/**
 * Builds the sanitized addon, and returns the environment in which Node and its children use it.
 * Each process with something to report writes a file `<reports>.<pid>`, because tests do not
 * always check the exit status of a child.
 */
export function sanitizers(reports: string): Record<string, string> {
  compile(SANITIZED)
  const [compiler = ''] = SANITIZED.compiler
  const name = '-print-file-name=libasan.so'
  const runtime = spawnSync(compiler, [name], { encoding: 'utf8' }).stdout.trim()
  const others = resolve('tools/leaks-of-others.supp')
  return {
    BERKELEY_ADDON: resolve(SANITIZED.output),
    // The addon is sanitized but Node is not, so the sanitizer's runtime must be
    // loaded before both.
    LD_PRELOAD: runtime,
    // Limits the quarantine of freed memory to 16 MB: the default of 256 MB makes a process
    // take 50 % longer.
    ASAN_OPTIONS: `detect_leaks=1:quarantine_size_mb=16:log_path=${reports}`,
    // Leaks do not change the exit status: some are Node's own, or those of threads that still run
    // at exit. The reports decide.
    LSAN_OPTIONS: `suppressions=${others}:print_suppressions=0:exitcode=0`,
    UBSAN_OPTIONS: `print_stacktrace=1:log_path=${reports}`,
  }
}

/** What processes have reported, without leaks that do not involve the addon. */
export function reported(reports: string): string[] {
  const folder = dirname(reports)
  return readdirSync(folder)
    .filter((name) => join(folder, name).startsWith(`${reports}.`))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .filter((report) => !report.includes('LeakSanitizer') || report.split('\n\n').some(isOurs))
}

/**
 * Whether the addon allocated the memory. Growth of V8's heap, which any call can
 * cause, does not count.
 */
function isOurs(leak: string): boolean {
  const [inside = '', ...outside] = leak.split(OURS)
  return outside.length > 0 && !inside.includes('v8::internal::')
}
