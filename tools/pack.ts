import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { mustRun } from './run.ts'

const QUIET = '--ignore-scripts --no-audit --no-fund --loglevel=error'

/** The package as its users have it. */
export interface Packed extends Disposable {
  readonly tarball: string
  /** A project that has the tarball installed, and nothing else. Disposing removes it. */
  readonly project: string
}

/** Builds and packs the package, and installs the tarball as users do. */
export function pack(): Packed {
  mustRun('tsx tools/build-dist.ts')
  const project = mkdtempSync(resolve('build/packed-'))
  mustRun(`npm pack --silent --pack-destination "${project}"`)
  const [name = ''] = readdirSync(project)
  const tarball = join(project, name)
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
