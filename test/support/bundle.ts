import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'

/** Has a module be told that it lies where its source does, and find there what lies beside it. */
const whereTheyWere: Plugin = {
  name: 'where they were',
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      if (relative('.', path).startsWith('build')) return // its bundle lies beside it
      const url = JSON.stringify(pathToFileURL(path).href)
      const contents = readFileSync(path, 'utf8').replace(/import\.meta\.url/g, url)
      return { contents, loader: 'ts' }
    })
  },
}

/**
 * Makes JavaScript of TypeScript, so that not every process does it by itself. What several files
 * need is there once.
 *
 * @param folder Where `<file>.mjs` is then, in this project: packages are found from there.
 * @param base The folder that the names of the files are taken from.
 */
export async function bundle(files: readonly string[], folder: string, base = '.'): Promise<void> {
  await build({
    entryPoints: [...files],
    outdir: folder,
    outbase: base,
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
