import { release } from 'node:os'

/**
 * Why the tests generated from the tables may skip most rows on this machine; false
 * if they must not.
 */
export const notFullLinux: string | false =
  process.platform !== 'linux' || Number.parseInt(release()) < 6
    ? 'needs Linux 6 or newer'
    : process.getuid?.() !== 0 && 'needs root'

/** Error codes of a kernel that lacks a row, or supports it only on other sockets. */
export const UNSUPPORTED: ReadonlySet<string> = new Set([
  'ENOPROTOOPT',
  'EOPNOTSUPP',
  'EAFNOSUPPORT',
  'EPROTONOSUPPORT',
  'ESOCKTNOSUPPORT',
])

/** Error codes of a kernel that supports it, if this process lacks the privilege. */
export const FORBIDDEN: ReadonlySet<string> = new Set(['EPERM', 'EACCES'])
