import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type Entry, initialRamDisk } from './initial-ram-disk.ts'
import type { Kernel } from './machine.ts'
import { install, PACKAGES, PackagesError, runKmod, Source } from './packages.ts'

/** What mounts the root. */
const MODULES = ['virtio_pci', '9p', '9pnet_virtio', 'overlay', 'virtio_rng']

/** Where the suite of the kernel is not known. */
export const QEMU = 'QEMU'

/**
 * Debian's kernel in QEMU, which translates: slower than user-mode Linux by far.
 *
 * @param folder Where it may write.
 */
export function qemu(_source: Source, folder: string): Kernel {
  install('qemu-system-x86_64', 'qemu-system-x86')
  const { source, suite } = newestSource()
  const version = source.unpackNamedBy('linux-image-amd64').replace('linux-image-', '')
  runKmod('depmod', '-b', PACKAGES, version)
  const ramDisk = join(folder, 'initial-ram-disk')
  writeFileSync(ramDisk, gzipSync(initialRamDisk(startFiles(version)), { level: 1 }))
  return {
    name: `${suite} in ${QEMU}`,
    command: (results, variables) => ({
      args: [
        ...['qemu-system-x86_64', '-accel', 'tcg,thread=multi', '-cpu', 'max', '-smp', '2'],
        ...['-m', '2G', '-nodefaults', '-no-user-config', '-machine', 'q35', '-display', 'none'],
        ...['-serial', 'stdio', '-no-reboot', '-device', 'virtio-rng-pci'],
        ...['-kernel', join(PACKAGES, 'boot', `vmlinuz-${version}`), '-initrd', ramDisk],
        // A timer that comes late on a busy machine would make the kernel panic.
        ...[
          '-append',
          `console=ttyS0 quiet loglevel=1 panic=-1 no_timer_check ${[
            ...['edd=off', 'mitigations=off', 'nokaslr'],
            ...variables,
          ].join(' ')}`,
        ],
        ...shared('host', '/', ',readonly=on'),
        ...shared('packages', PACKAGES, ',readonly=on'),
        ...shared('results', results, ''),
      ],
    }),
  }
}

/** Where the newest kernel is: in the backports of this release, if it has them. */
function newestSource(): { source: Source; suite: string } {
  const [, codename = ''] =
    /^VERSION_CODENAME=(\w+)/m.exec(readFileSync('/etc/os-release', 'utf8')) ?? []
  const suite = `${codename}-backports`
  try {
    const source = new Source(suite)
    source.standsFor('linux-image-amd64')
    return { source, suite }
  } catch (error) {
    if (!(error instanceof PackagesError)) throw error
    console.log(`There is no ${suite} here: ${error.message}`)
    return { source: new Source(), suite: codename }
  }
}

function shared(tag: string, path: string, more: string): string[] {
  return [
    '-virtfs',
    `local,path=${path},mount_tag=${tag},security_model=none,multidevs=remap${more}`,
  ]
}

/** The files that the kernel starts with. */
function startFiles(version: string): Entry[] {
  const busybox = readFileSync(join(PACKAGES, 'bin/busybox'))
  const programs = ['sh', 'cat', 'dirname', 'insmod', 'mkdir', 'mount', 'switch_root', 'umount']
  const modules = new Map(MODULES.flatMap((name) => filesOfModule(version, name)))
  return [
    ...['bin', 'dev', 'proc'].map((name) => ({ name, kind: 'folder' }) as const),
    { name: 'bin/busybox', kind: 'file', data: busybox },
    ...programs.map((name) => ({ name: `bin/${name}`, kind: 'link', data: 'busybox' }) as const),
    ...[...modules].map(([name, data]) => ({ name, kind: 'file', data }) as const),
    { name: 'modules', kind: 'file', data: [...modules.keys()].join('\n') },
    { name: 'init', kind: 'file', data: readFileSync(resolve('tools/kernel/qemu.sh')) },
  ]
}

/** The module and those that it needs, in the order in which to load them. */
function filesOfModule(version: string, module: string): [string, Buffer][] {
  const lines = runKmod('modprobe', '-d', PACKAGES, '-S', version, '--show-depends', module)
  return [...lines.matchAll(/^insmod (\S+)/gm)].map(([, path = '']) => [
    basename(path).replace(/\.xz$/, ''),
    path.endsWith('.xz')
      ? execFileSync(join(PACKAGES, 'bin/busybox'), ['xz', '-dc', path], { maxBuffer: 2 ** 26 })
      : readFileSync(path),
  ])
}
