import { release } from 'node:os'

/**
 * Why the tests from the tables need not reach most rows on this machine; false where they must.
 */
export const notFullLinux: string | false =
  process.platform !== 'linux' || Number.parseInt(release()) < 6
    ? 'needs Linux 6 or newer'
    : process.getuid?.() !== 0 && 'needs root'

/** Codes of a kernel that lacks a row, or has it for other sockets only. */
export const UNSUPPORTED: ReadonlySet<string> = new Set([
  'ENOPROTOOPT',
  'EOPNOTSUPP',
  'EAFNOSUPPORT',
  'EPROTONOSUPPORT',
  'ESOCKTNOSUPPORT',
])

/** Codes of a kernel that has it, where this process lacks the privilege. */
export const FORBIDDEN: ReadonlySet<string> = new Set(['EPERM', 'EACCES'])
