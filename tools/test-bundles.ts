import { bundle } from '../test/support/bundle.ts'
import { within } from './test-files.ts'

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
