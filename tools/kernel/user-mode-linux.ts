import { existsSync, mkdirSync, readdirSync, statfsSync, symlinkSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Kernel } from './machine.ts'
import { PACKAGES, type Source } from './packages.ts'

export const USER_MODE = 'user-mode Linux'

/** Bytes, in a file that user-mode Linux maps. */
const MEMORY = 2 ** 31

/** User-mode Linux: a process like any other, with one processor. */
export function userModeLinux(source: Source): Kernel {
  source.unpack('user-mode-linux')
  const [version = ''] = readdirSync(join(PACKAGES, 'usr/lib/uml/modules'))
  const modules = join(PACKAGES, 'usr/lib/modules', version)
  mkdirSync(dirname(modules), { recursive: true })
  if (!existsSync(modules)) symlinkSync(`../uml/modules/${version}`, modules)
  return {
    name: USER_MODE,
    command: (_folder, variables) => ({
      args: [
        join(PACKAGES, 'usr/bin/linux.uml'),
        ...['root=/dev/root', 'rootfstype=hostfs', 'rootflags=/', 'ro', `mem=${MEMORY}`],
        ...['quiet', 'loglevel=1', 'panic=-1', 'con=null', 'con0=null,fd:1', 'ssl=null'],
        `init=${resolve('tools/kernel/user-mode-linux.sh')}`,
        `OVERLAY=${join(modules, 'kernel/fs/overlayfs/overlay.ko')}`,
        ...variables,
      ],
      env: hasSpace('/dev/shm') ? { TMPDIR: '/dev/shm' } : {},
    }),
  }
}

function hasSpace(folder: string): boolean {
  if (!existsSync(folder)) return false
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize > MEMORY
}
