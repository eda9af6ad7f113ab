import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { compile, SANITIZED } from './compile.ts'

/** A frame of the addon, with its source file or, stripped, without. */
const OURS = /native\/\w+\.c|berkeley\.node/

/**
 * Builds the sanitized addon, and returns the environment in which Node and its children use it.
 * Each process with something to report writes a file `<reports>.<pid>`: the status of a child
 * is not always looked at.
 */
export function sanitizers(reports: string): Record<string, string> {
  compile(SANITIZED)
  const name = '-print-file-name=libasan.so'
  const runtime = spawnSync(SANITIZED.compiler, [name], { encoding: 'utf8' }).stdout.trim()
  const others = resolve('tools/leaks-of-others.supp')
  return {
    BERKELEY_ADDON: resolve(SANITIZED.output),
    // The addon is sanitized but Node is not, so the runtime has to be there before both.
    LD_PRELOAD: runtime,
    // A quarantine of freed memory of 16 MB: the usual 256 makes a process half as slow again.
    ASAN_OPTIONS: `detect_leaks=1:quarantine_size_mb=16:log_path=${reports}`,
    // The reports decide: a process that ends while others of its threads run, leaks of Node's own.
    LSAN_OPTIONS: `suppressions=${others}:print_suppressions=0:exitcode=0`,
    UBSAN_OPTIONS: `print_stacktrace=1:log_path=${reports}`,
  }
}

/** What processes have reported; of leaks only those that the addon had a hand in. */
export function reported(reports: string): string[] {
  const folder = dirname(reports)
  return readdirSync(folder)
    .filter((name) => join(folder, name).startsWith(`${reports}.`))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .filter((report) => !report.includes('LeakSanitizer') || report.split('\n\n').some(isOurs))
}

/** Whether the memory was asked for by the addon: not for V8's heap, which grows under any call. */
function isOurs(leak: string): boolean {
  const [inside = '', ...outside] = leak.split(OURS)
  return outside.length > 0 && !inside.includes('v8::internal::')
}
