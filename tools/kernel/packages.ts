import { execFileSync, spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'

/** The unpacked packages of Debian, as a root folder. Nothing of them is installed. */
export const PACKAGES = resolve('build/kernel/packages')

/** Where packages come from: the sources of this machine, or one more suite of Debian. */
export class Source {
  readonly #options: readonly string[]

  /** @param suite Such as `'bookworm-backports'`. */
  constructor(suite?: string) {
    // Lists of our own need no lock of this machine.
    const folder = resolve('build/kernel/lists', suite ?? 'here')
    const isNew = !existsSync(join(folder, 'updated'))
    mkdirSync(join(folder, 'partial'), { recursive: true })
    const options = [`Dir::State::lists=${folder}`, 'APT::Sandbox::User=root']
    if (suite !== undefined) {
      const list = resolve(`build/kernel/${suite}.list`) // an update empties the folder of the lists
      const keys = '/usr/share/keyrings/debian-archive-keyring.gpg'
      writeFileSync(list, `deb [signed-by=${keys}] http://deb.debian.org/debian ${suite} main\n`)
      options.push(`Dir::Etc::sourcelist=${list}`, 'Dir::Etc::sourceparts=-')
    }
    this.#options = ['-qq', ...options.flatMap((option) => ['-o', option])]
    if (!isNew) return
    this.#ask('apt-get', 'update', '-o', 'APT::Update::Error-Mode=any')
    writeFileSync(join(folder, 'updated'), '')
  }

  /** The package that a package without files stands for. */
  standsFor(name: string): string {
    const depends = this.#ask('apt-cache', 'depends', name)
    const [, found] = /Depends: (linux-\S+-\d\S*)/.exec(depends) ?? []
    if (found === undefined) throw new Error(`${name} stands for no package`)
    return found
  }

  /** These packages, and those of the packages they need that this machine lacks. */
  withDependencies(...names: string[]): string[] {
    const plan = this.#ask('apt-get', '--simulate', '--no-install-recommends', 'install', ...names)
    const lacking = [...plan.matchAll(/^Inst (\S+)/gm)].map(([, name = '']) => name)
    return [...new Set([...names, ...lacking])]
  }

  /** Unpacks packages into {@link PACKAGES}, if that was not done before. */
  unpack(...names: string[]): void {
    makeRoot()
    for (const name of names) {
      const stamp = join(PACKAGES, `.${name}`)
      if (existsSync(stamp)) continue
      const folder = mkdtempSync(resolve('build/kernel/download-'))
      try {
        this.#ask('apt-get', 'download', name, { cwd: folder })
        const [file = ''] = readdirSync(folder)
        // dpkg-deb --extract would replace the link /bin by a folder.
        const unpacking = 'dpkg-deb --fsys-tarfile "$1" | tar x --keep-directory-symlink -C "$2"'
        execFileSync('sh', ['-c', unpacking, 'sh', join(folder, file), PACKAGES])
      } finally {
        rmSync(folder, { recursive: true })
      }
      writeFileSync(stamp, '')
    }
  }

  #ask(command: string, ...rest: (string | { cwd: string })[]): string {
    const args = rest.filter((one) => typeof one === 'string')
    const { cwd } = rest.find((one) => typeof one === 'object') ?? { cwd: '.' }
    return execFileSync(command, [...this.#options, ...args], {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' },
    })
  }
}

/** Runs a program of the package kmod, such as depmod. */
export function runKmod(program: string, ...args: string[]): string {
  const libraries = join(PACKAGES, 'usr/lib/x86_64-linux-gnu')
  const env = { ...process.env, LD_LIBRARY_PATH: libraries }
  const kmod = join(PACKAGES, 'bin/kmod')
  const options = { argv0: program, env, encoding: 'utf8' } as const
  const { status, stdout, stderr } = spawnSync(kmod, args, options)
  if (status !== 0) throw new Error(`${program} failed: ${stderr}`)
  return stdout
}

/** Installs a program with its package, unless it is there. */
export function install(program: string, name: string): void {
  if (execFileSync('sh', ['-c', 'command -v "$1" || true', 'sh', program]).length > 0) return
  console.log(`Installing ${name}`)
  const options = ['-qq', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300']
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  for (const args of [['update'], ['install', name]])
    execFileSync('apt-get', [...options, ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] })
}

/** Makes the folder in the shape of Debian's root, whose folders of programs are links. */
function makeRoot(): void {
  for (const name of ['bin', 'lib', 'lib64', 'sbin']) {
    if (existsSync(join(PACKAGES, name))) continue
    mkdirSync(join(PACKAGES, 'usr', name), { recursive: true })
    symlinkSync(`usr/${name}`, join(PACKAGES, name))
  }
}
