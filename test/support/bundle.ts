import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'

/** Keeps `import.meta.url` the URL of the source, so that a module finds its neighbouring files. */
const sourceUrls: Plugin = {
  name: 'URLs of sources',
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      if (relative('.', path).startsWith('build')) return // created to run in build/
      const url = JSON.stringify(pathToFileURL(path).href)
      const contents = readFileSync(path, 'utf8').replace(/import\.meta\.url/g, url)
      return { contents, loader: 'ts' }
    })
  },
}

/**
 * Compiles TypeScript once, rather than in each process that runs it. Code that several files share
 * is bundled once.
 *
 * @param folder Where the bundles go. It must be inside this project, where packages are found.
 * @param base The folder that the paths in `folder` are relative to.
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
    keepNames: true, // error messages and util.inspect show class names
    // For stack traces and coverage. Node gives c8 the URLs of the sources, hence
    // `**/` in .c8rc.json.
    sourcemap: 'linked',
    sourcesContent: false,
    plugins: [sourceUrls],
  })
}
