import { readdirSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { bundle } from '../test/support/bundle.ts'

/**
 * Bundles test files, and the modules that tests run in child processes and workers: see
 * test/support/runnable.ts.
 */
export async function bundleTests(files: readonly string[], folder: string): Promise<void> {
  await bundle(
    [
      ...[...files, 'test/support/library.ts', ...within('test/support', '-worker.ts')],
      ...[...within('src/dialects', '.ts', false), ...within('examples', '.ts')],
    ],
    folder,
  )
}

/** The test files in a file or folder named on the command line. */
export function filesOf(name: string): string[] {
  const path = relative('.', name)
  const stats = statSync(path, { throwIfNoEntry: false })
  const found = stats?.isDirectory() ? within(path, '.test.ts') : stats ? [path] : []
  if (found.length > 0) return found
  console.error(`No such test file: ${name}`)
  process.exit(1)
}

function within(folder: string, ending: string, recursive = true): string[] {
  return readdirSync(folder, { recursive, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name))
    .sort()
}
