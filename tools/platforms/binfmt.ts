import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

/** Where the kernel's table of interpreters usually is. */
const TABLE = '/proc/sys/fs/binfmt_misc'

/** A user namespace of its own, which since Linux 6.7 may have a table of its own. */
const OWN_NAMESPACE = ['--user', '--map-root-user', '--mount']

/** Whether programs can have a table of their own. Without it, a table is of the whole machine. */
export function canOwnTable(): boolean {
  const mount = ['mount', '-t', 'binfmt_misc', 'none', TABLE]
  return spawnSync('unshare', [...OWN_NAMESPACE, ...mount]).status === 0
}

/**
 * The start of a command line in which the kernel starts all programs of a CPU by an interpreter.
 * The table ends with the last process of the command.
 *
 * @param program One of these programs.
 * @param interpreter Its path.
 */
export function withOwnTable(program: string, interpreter: string): string[] {
  const script = `mount -t binfmt_misc none ${TABLE} && printf %s "$1" >${TABLE}/register && shift && exec "$@"`
  const entry = entryFor('berkeley', program, interpreter)
  return ['unshare', ...OWN_NAMESPACE, 'sh', '-c', script, 'sh', entry]
}

/**
 * Has the kernel start all programs of a CPU by an interpreter, until this process ends. Throws if
 * the kernel does not allow it.
 */
export function register(program: string, interpreter: string): void {
  const table = mountTable()
  const name = `${basename(interpreter)}-${process.pid}`
  try {
    writeFileSync(join(table, 'register'), entryFor(name, program, interpreter))
  } catch (error) {
    unmount(table)
    throw error
  }
  // Before others: an exception in one of them would keep it from being called.
  process.prependOnceListener('exit', () => {
    try {
      writeFileSync(join(table, name), '-1')
    } catch (error) {
      console.error(`Cannot remove ${name} from the table of interpreters: ${String(error)}`)
    }
    unmount(table)
  })
}

function entryFor(name: string, program: string, interpreter: string): string {
  return `:${name}:M::${patternOf(readFileSync(program).subarray(0, 20))}:${interpreter}:`
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
