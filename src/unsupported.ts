import type { BuildFacts, Native } from './native.ts'

const ENOSYS = 38

/**
 * The native layer on platforms without an addon (Windows): the package imports, no constant has a
 * number, and every call returns -ENOSYS.
 */
export const unsupported: Native = new Proxy({} as Native, {
  get: (_, name) => ANSWERS[String(name)] ?? (() => -ENOSYS),
})

const ANSWERS: Record<string, () => unknown> = {
  platform: (): BuildFacts => ({ constants: { ENOSYS }, littleEndian: true }),
  layout: () => ({ size: 128, fields: anything({ offset: 0, size: 8 }) }),
  strerror: () => 'Function not implemented',
}

/** An object with this value under every name, so that arguments can be prepared for a call. */
function anything<T>(value: T): Record<string, T> {
  return new Proxy({}, { get: () => value })
}
