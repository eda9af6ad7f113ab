import { cpSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { type Build, compile } from '../compile.ts'
import { temporaryFolder } from '../temporary-folder.ts'

/** What zig's headers of macOS lack. */
export const HEADERS_OF_DARWIN = 'tools/release/headers-of-darwin'

/**
 * Compiles a copy of the sources, in a folder of another name, by a zig that has kept nothing of them,
 * and returns the addon.
 */
export function builtElsewhere(build: Build): Buffer {
  const { folder = '.' } = build
  const elsewhere = temporaryFolder(resolve('build/elsewhere-'))
  for (const name of ['native', HEADERS_OF_DARWIN]) {
    cpSync(join(folder, name), join(elsewhere, name), { recursive: true })
  }
  symlinkSync(resolve('node_modules'), join(elsewhere, 'node_modules'))
  const output = join(elsewhere, basename(build.output))
  // zig knows sources by their relative paths: it would return what it has kept of the first build.
  const environment = { ZIG_LOCAL_CACHE_DIR: join(elsewhere, 'cache') }
  compile({ ...build, output, folder: elsewhere, environment })
  const bytes = readFileSync(output)
  rmSync(elsewhere, { recursive: true })
  return bytes
}
