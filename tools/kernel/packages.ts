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
import { temporaryFolder } from '../temporary-folder.ts'

/** The unpacked packages of Debian, as a root folder. Nothing of them is installed. */
export const PACKAGES = resolve('build/kernel/packages')

/** Packages of Debian cannot be had, as apt-get says. */
export class PackagesError extends Error {}

/** Where packages come from: the sources of this machine, or one more suite of Debian. */
export class Source {
  readonly #options: readonly string[]
  readonly #stamp: string
  readonly #downloads = temporaryFolder(resolve('build/kernel/download-'))
  #isFresh = false

  /** @param suite Such as `'bookworm-backports'`. */
  constructor(suite?: string) {
    // Lists of our own need no lock of this machine.
    const folder = resolve('build/kernel/lists', suite ?? 'here')
    mkdirSync(join(folder, 'partial'), { recursive: true })
    const options = [`Dir::State::lists=${folder}`, 'APT::Sandbox::User=root']
    if (suite !== undefined) {
      const list = resolve(`build/kernel/${suite}.list`) // an update empties the folder of the lists
      const keys = '/usr/share/keyrings/debian-archive-keyring.gpg'
      writeFileSync(list, `deb [signed-by=${keys}] http://deb.debian.org/debian ${suite} main\n`)
      options.push(`Dir::Etc::sourcelist=${list}`, 'Dir::Etc::sourceparts=-')
    }
    this.#options = ['-qq', ...options.flatMap((option) => ['-o', option])]
    this.#stamp = join(folder, 'updated')
    if (!existsSync(this.#stamp)) this.#update()
  }

  /** The package that a package without files stands for. */
  standsFor(name: string): string {
    const depends = this.#ask('apt-cache', 'depends', name)
    const [, found] = /Depends: (linux-\S+-\d\S*)/.exec(depends) ?? []
    if (found === undefined) throw new PackagesError(`${name} stands for no package`)
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
    this.#withFreshLists(() => {
      this.#unpack(names)
    })
  }

  /** Unpacks the package that a package without files stands for, and returns its name. */
  unpackNamedBy(name: string): string {
    return this.#withFreshLists(() => {
      const found = this.standsFor(name)
      this.#unpack([found])
      return found
    })
  }

  /** Does something once more with new lists: what old ones name may be gone from the mirror. */
  #withFreshLists<T>(take: () => T): T {
    try {
      return take()
    } catch (error) {
      if (this.#isFresh || !(error instanceof PackagesError)) throw error
      this.#update()
      return take()
    }
  }

  #update(): void {
    this.#ask('apt-get', 'update', '-o', 'APT::Update::Error-Mode=any')
    writeFileSync(this.#stamp, '')
    this.#isFresh = true
  }

  #unpack(names: readonly string[]): void {
    makeRoot()
    for (const name of names) {
      const stamp = join(PACKAGES, `.${name}`)
      if (existsSync(stamp)) continue
      const folder = mkdtempSync(join(this.#downloads, 'package-'))
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
    const { stdout, stderr, status, error } = spawnSync(command, [...this.#options, ...args], {
      cwd,
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' },
    })
    if (status === 0) return stdout
    throw new PackagesError(`${command} ${args.join(' ')}: ${error?.message ?? stderr.trim()}`)
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
  for (const args of [['update'], ['install', name]]) {
    const { status } = spawnSync('apt-get', [...options, ...args], {
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    if (status !== 0) throw new PackagesError(`apt-get ${args.join(' ')} ended with ${status}`)
  }
}

/** Makes the folder in the shape of Debian's root, whose folders of programs are links. */
function makeRoot(): void {
  for (const name of ['bin', 'lib', 'lib64', 'sbin']) {
    if (existsSync(join(PACKAGES, name))) continue
    mkdirSync(join(PACKAGES, 'usr', name), { recursive: true })
    symlinkSync(`usr/${name}`, join(PACKAGES, name))
  }
}
