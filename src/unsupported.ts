import type { Native, BuildFacts } from './native.ts'

const ENOSYS = 38

/**
 * The native layer of a platform without an addon (Windows): the package can be imported, no constant
 * has a number, and every call fails with ENOSYS.
 */
export const unsupported: Native = new Proxy({} as Native, {
  get: (_, name) => ANSWERS[String(name)] ?? (() => -ENOSYS),
})

const ANSWERS: Record<string, () => unknown> = {
  platform: (): BuildFacts => ({ constants: { ENOSYS }, littleEndian: true }),
  layout: () => ({ size: 128, fields: anything({ offset: 0, size: 8 }) }),
  strerror: () => 'Function not implemented',
}

/** Has a value under every name, so that encoding the arguments of a call does not fail. */
function anything<T>(value: T): Record<string, T> {
  return new Proxy({}, { get: () => value })
}
