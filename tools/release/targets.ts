import { readdirSync } from 'node:fs'

/** A machine that the package has an addon for. */
export interface Target {
  /** Platform and CPU as Node names them: the name of its folder in prebuilds/. */
  readonly name: string
  readonly platform: NodeJS.Platform
  /** Where its addon is, in prebuilds/. */
  readonly file: string
  /** The machine as zig names it, with the oldest system that the addon runs on. */
  readonly zig: string
  /** The oldest glibc that the addon runs with, if it is for glibc. */
  readonly glibc?: string
  /** Whether zig brings the guard of the stack, which an addon otherwise takes from libc. */
  readonly ownGuard?: boolean
}

// The first glibc of a CPU, or 2.17, which is older than what any Node of that CPU needs.
export const TARGETS: readonly Target[] = [
  glibc('linux-x64', 'x86_64-linux-gnu', '2.17'),
  glibc('linux-arm64', 'aarch64-linux-gnu', '2.17'),
  musl('linux-x64', 'x86_64-linux-musl'),
  musl('linux-arm64', 'aarch64-linux-musl'),
  { ...glibc('linux-arm', 'arm-linux-gnueabihf', '2.17'), ownGuard: true },
  glibc('linux-s390x', 's390x-linux-gnu', '2.17'),
  glibc('linux-ppc64', 'powerpc64le-linux-gnu', '2.19'),
  glibc('linux-riscv64', 'riscv64-linux-gnu', '2.27'),
  darwin('darwin-x64', 'x86_64-macos.11.0'),
  darwin('darwin-arm64', 'aarch64-macos.11.0'),
]

/**
 * Exists as long as prebuilds/ has what `npm run build:release` has built: until the addon of this
 * machine is built again, because a source has changed.
 */
export const STAMP = 'build/release.stamp'

/** What a folder has beside the addons of {@link TARGETS}: paths in it. */
export function straysIn(folder: string): string[] {
  const expected = new Set(TARGETS.flatMap(({ name, file }) => [name, file]))
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return found.filter((path) => !expected.has(path))
}

function glibc(name: string, cpu: string, version: string): Target {
  const file = `${name}/berkeley.glibc.node`
  return { name, platform: 'linux', file, zig: `${cpu}.${version}`, glibc: version }
}

function musl(name: string, zig: string): Target {
  return { name, platform: 'linux', file: `${name}/berkeley.musl.node`, zig }
}

function darwin(name: string, zig: string): Target {
  return { name, platform: 'darwin', file: `${name}/berkeley.node`, zig }
}
