import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { mustRun } from './run.ts'
import { temporaryFolder } from './temporary-folder.ts'

// Offline, because npm would query the registry about the optional peer dependency.
const QUIET = '--offline --ignore-scripts --no-audit --no-fund --loglevel=error'

/** The package as users install it. */
export interface Packed extends Disposable {
  readonly tarball: string
  /** A project with only the tarball installed. Removed on disposal. */
  readonly project: string
}

/**
 * Builds and packs the package, and installs the tarball as users do. The package is packed from a
 * copy, so that concurrent packs do not use the same dist/.
 *
 * @param folder Where the project is created. It must be inside this repository, so that the types
 *   of Node are found.
 */
export function pack(folder = 'build'): Packed {
  const project = temporaryFolder(resolve(folder, 'packed-'))
  const copy = join(project, 'copy')
  const { version, files } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    version: string
    files: string[]
  }
  const copied = files.filter((name) => name !== 'dist' && !name.startsWith('!'))
  for (const name of ['package.json', 'README.md', 'LICENSE', ...copied]) {
    cpSync(name, join(copy, name), { recursive: true })
  }
  mustRun(`tsx tools/build-dist.ts "${join(copy, 'dist')}"`)
  mustRun(`npm pack "${copy}" --silent --ignore-scripts --pack-destination "${project}"`)
  rmSync(copy, { recursive: true })

  const tarball = join(project, `berkeley-${version}.tgz`)
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }\n')
  mustRun(`npm install ${QUIET} --prefix "${project}" "${tarball}"`)
  return {
    tarball,
    project,
    [Symbol.dispose]() {
      rmSync(project, { recursive: true })
    },
  }
}
