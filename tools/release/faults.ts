import { Elf } from './elf.ts'
import { MachO } from './mach-o.ts'
import type { Target } from './targets.ts'

/** What is wrong with an addon, as its headers tell. */
export function faultsOfHeaders(target: Target, bytes: Buffer): string[] {
  const checks =
    target.platform === 'darwin'
      ? checksOfMachO(new MachO(bytes), target)
      : checksOfElf(new Elf(bytes), target)
  return Object.entries(checks).flatMap(([fault, found]) => (found ? [fault] : []))
}

function checksOfElf(elf: Elf, { glibc, ownGuard = false }: Target): Record<string, boolean> {
  return {
    'is not stripped': !elf.stripped,
    'has symbols that can be changed after it is loaded': !elf.isReadOnly,
    'has an executable stack': elf.hasExecutableStack,
    'does not detect a corrupted stack': elf.names.has('__stack_chk_fail') === ownGuard,
    'is unloaded while its threads run': !elf.stays,
    [`needs glibc 2.${elf.glibc}`]: elf.glibc > Number(glibc?.split('.')[1] ?? 0),
  }
}

function checksOfMachO(file: MachO, { name, zig }: Target): Record<string, boolean> {
  return {
    'is not signed, which macOS on arm64 demands': name === 'darwin-arm64' && !file.isSigned,
    'does not detect a corrupted stack': !file.hasGuard,
    [`calls itself ${file.name}`]: file.name !== 'berkeley.node',
    [`needs macOS ${file.system}`]: !zig.endsWith(`-macos.${file.system}`),
  }
}
