import type { Native, PlatformFacts } from './binding.ts'

const ENOSYS = 38
const EAI_SYSTEM = -11

/**
 * The native layer of a platform that has none of ours (Windows): the package imports, every
 * constant is 0, and every call answers ENOSYS.
 */
export const unsupported: Native = new Proxy({} as Native, {
  get: (_, name) => ANSWERS[String(name)] ?? (() => -ENOSYS),
})

const ANSWERS: Record<string, () => unknown> = {
  platform: noFacts,
  layout: () => ({ size: 128, fields: anything({ offset: 0, size: 8 }) }),
  strerror: () => 'Function not implemented',
  getaddrinfo: () => [EAI_SYSTEM, ENOSYS],
  getnameinfo: () => [EAI_SYSTEM, ENOSYS],
}

function noFacts(): PlatformFacts {
  const named: Record<string, number> = { ENOSYS, EAI_SYSTEM }
  return {
    constants: anything(0, named),
    littleEndian: true,
  }
}

/** Has something under every name, so that what is prepared for a call gets as far as the call. */
function anything<T>(value: T, known: Record<string, T> = {}): Record<string, T> {
  return new Proxy(known, { get: (_, name) => known[String(name)] ?? value })
}
