import { fileURLToPath } from 'node:url'
import type { Layout, Platform } from './codec/platform.ts'
import type { BuildFacts, Native } from './native.ts'
import { unsupported } from './unsupported.ts'

/** The native layer of this platform. */
export const native: Native = load()

/** What the C compiler knew about this machine when the addon was built. */
export const buildFacts: BuildFacts = native.platform()

/** This machine, as its C compiler sees it. */
export const platform: Platform = describe(buildFacts, native)

/** The value of a constant that every platform has. */
export function constantOf(name: string): number {
  const value = platform.constant(name)
  if (value === undefined) throw new RangeError(`${name} does not exist on ${process.platform}`)
  return value
}

/** The value of a constant that some platforms lack, where this is used in its place. */
export function constantOr(name: string, fallback: number): number {
  return platform.constant(name) ?? fallback
}

function describe({ constants, littleEndian }: BuildFacts, from: Native): Platform {
  const layouts = new Map<string, Layout | undefined>()
  return {
    constant(name) {
      const value: unknown = constants[name]
      if (typeof value === 'number') return value // not an inherited property: toString
      return from === unsupported ? 0 : undefined // so that a call gets as far as ENOSYS
    },
    layout(struct) {
      if (!layouts.has(struct)) layouts.set(struct, from.layout(struct))
      return layouts.get(struct)
    },
    littleEndian,
    interfaceIndex(name) {
      const index = from.ifNameToIndex(name)
      return index > 0 ? index : undefined
    },
    interfaceName(index) {
      const name = from.ifIndexToName(index)
      return typeof name === 'string' ? name : undefined
    },
  }
}

function load(): Native {
  if (process.platform === 'win32') return unsupported
  const given = process.env['BERKELEY_ADDON']
  if (given !== undefined) return requireAddon(given)
  const folder = fileURLToPath(
    new URL(`../prebuilds/${process.platform}-${process.arch}/`, import.meta.url),
  )
  const names =
    process.platform === 'linux' ? ['berkeley.glibc.node', 'berkeley.musl.node'] : ['berkeley.node']
  const refusals: string[] = []
  for (const name of names) {
    const path = folder + name
    try {
      return open(path)
    } catch (error) {
      refusals.push(`${path}: ${isThere(path) ? messageOf(error) : 'not there'}`)
    }
  }
  throw new Error(
    `Cannot load berkeley for ${process.platform}-${process.arch}, looked for ${refusals.join('; ')}`,
  )
}

/** Loads the addon in less time than require(), which would also share it between copies of this. */
function open(path: string): Native {
  const module = { exports: {} }
  process.dlopen(module, path)
  return module.exports as Native
}

// These get node:module and node:fs from the process: loading them takes longer than the addon, and
// hardly any program needs them.

/** Loads an addon, or a module with its functions, as the tests do. */
function requireAddon(path: string): Native {
  const { createRequire } = process.getBuiltinModule('node:module')
  return createRequire(import.meta.url)(path) as Native
}

function isThere(path: string): boolean {
  return process.getBuiltinModule('node:fs').existsSync(path)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
