import type { BuildFacts, Native } from './native.ts'

const ENOSYS = 38

/**
 * The native layer of a platform that has none of ours (Windows): the package imports, no constant
 * has a number, and every call answers ENOSYS.
 */
export const unsupported: Native = new Proxy({} as Native, {
  get: (_, name) => ANSWERS[String(name)] ?? (() => -ENOSYS),
})

const ANSWERS: Record<string, () => unknown> = {
  platform: (): BuildFacts => ({ constants: { ENOSYS }, littleEndian: true }),
  layout: () => ({ size: 128, fields: anything({ offset: 0, size: 8 }) }),
  strerror: () => 'Function not implemented',
}

/** Has something under every name, so that what is prepared for a call gets as far as the call. */
function anything<T>(value: T): Record<string, T> {
  return new Proxy({}, { get: () => value })
}
