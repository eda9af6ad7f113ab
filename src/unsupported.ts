import type { Native } from './native.ts'
import { LAYOUT_NAMES } from './c-names.ts'

const ENOSYS = 38

/**
 * The native layer of a platform without an addon (Windows): the package can be imported, no constant
 * has a number, and every call fails with ENOSYS.
 */
export const unsupported: Native = new Proxy({} as Native, {
  get: (_, name) => ANSWERS[String(name)] ?? (() => -ENOSYS),
})

const ANSWERS: Record<string, unknown> = {
  numbers: () => ({ ENOSYS }),
  layouts,
  strerror: () => 'Function not implemented on Windows',
}

/** Every struct has room for its fields, which all have one place: encoding arguments succeeds. */
function layouts(into: Int32Array): number {
  const rows = LAYOUT_NAMES.split('\n').map((row) => row.split(' ').slice(1))
  into.set(rows.flatMap((fields) => [128, ...fields.flatMap(() => [0, 8])]))
  return 0
}
