import { release } from 'node:os'

/**
 * Why this is no plain Linux machine, on which the tests from the tables must reach most rows:
 * false when it is one.
 */
export const notPlain: string | false =
  process.platform !== 'linux' || Number.parseInt(release()) < 6
    ? 'needs Linux 6 or newer'
    : process.getuid?.() !== 0 && 'needs root'

/** What a kernel answers that has no such row, or has it for other sockets alone. */
export const LACKING: ReadonlySet<string> = new Set([
  'ENOPROTOOPT',
  'EOPNOTSUPP',
  'EAFNOSUPPORT',
  'EPROTONOSUPPORT',
  'ESOCKTNOSUPPORT',
])

/** What a kernel answers that has it, but not for us. */
export const FORBIDDEN: ReadonlySet<string> = new Set(['EPERM', 'EACCES'])
