import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'

/** What tests run in children and workers: test/support/runnable.ts says where it is then. */
const STARTED = [
  'test/support/library.ts',
  ...within('test/support', '-worker.ts'),
  ...within('src/dialects', '.ts', false),
  ...within('examples', '.ts'),
]

/** Has a module be told that it lies where its source does, and find there what lies beside it. */
const whereTheyWere: Plugin = {
  name: 'where they were',
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const url = JSON.stringify(pathToFileURL(path).href)
      const contents = readFileSync(path, 'utf8').replaceAll('import.meta.url', url)
      return { contents, loader: 'ts' }
    })
  },
}

/**
 * Makes JavaScript of files of tests and of what they start, so that not every process does it by
 * itself. What several need is there once.
 */
export async function bundleTests(tests: readonly string[], folder: string): Promise<void> {
  await build({
    entryPoints: [...tests, ...STARTED],
    outdir: folder,
    outbase: '.',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    keepNames: true, // of classes above all, which errors and inspections tell
    // For stack traces and coverage. Node tells c8 the sources as URLs: hence `**/` in .c8rc.json.
    sourcemap: 'linked',
    sourcesContent: false,
    plugins: [whereTheyWere],
  })
}

/** The files of a folder whose name ends so. */
export function within(folder: string, ending: string, recursive = true): string[] {
  return readdirSync(folder, { recursive, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name))
    .sort()
}
