import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

/**
 * Has the kernel start all programs of a CPU by an interpreter, until this process ends. Throws if
 * the kernel does not allow it.
 *
 * @param program One of these programs.
 * @param interpreter Its path.
 */
export function register(program: string, interpreter: string): void {
  const table = mountTable()
  const name = `${basename(interpreter)}-${process.pid}`
  try {
    // F opens the interpreter now, so that other roots need not have it.
    const pattern = patternOf(readFileSync(program).subarray(0, 20))
    writeFileSync(join(table, 'register'), `:${name}:M::${pattern}:${interpreter}:F`)
  } catch (error) {
    unmount(table)
    throw error
  }
  process.once('exit', () => {
    writeFileSync(join(table, name), '-1')
    unmount(table)
  })
}

/** The header of ELF files for the CPU of one of them, and which of its bits count. */
function patternOf(header: Uint8Array): string {
  const mask = new Uint8Array(header.length).fill(0xff)
  mask[7] = 0 // the system, which few programs name
  const type = header[5] === 1 ? 16 : 17 // the low byte in the order of the CPU
  mask[type] = 0xfe // 2 or 3: at a fixed address, or anywhere
  return [header, mask]
    .map((bytes) => Buffer.from(bytes).toString('hex'))
    .map(escaped)
    .join(':')
}

function escaped(hex: string): string {
  return hex.replace(/../g, '\\x$&')
}

/** Mounts the kernel's table of interpreters, wherever else it is mounted. */
function mountTable(): string {
  const folder = mkdtempSync(join(tmpdir(), 'berkeley-binfmt-'))
  const { status, stderr, error } = spawnSync('mount', ['-t', 'binfmt_misc', 'none', folder])
  if (status === 0) return folder
  rmdirSync(folder)
  throw error ?? new Error(String(stderr).trim())
}

function unmount(folder: string): void {
  spawnSync('umount', [folder])
  rmdirSync(folder)
}
