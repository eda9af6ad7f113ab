import { fileURLToPath } from 'node:url'

const root = new URL('../../', import.meta.url)

/** The folder with the bundles of tools/test.ts; undefined if tsx runs a test file directly. */
const BUNDLES = process.env['BERKELEY_TEST_BUNDLES']

/**
 * The file that a child process or worker runs or imports: the bundle of a file of this project, or
 * the file itself.
 *
 * @param path A path such as `'examples/ping/main.ts'`. tools/test.ts lists what is bundled.
 */
export function runnable(path: string, bundles = BUNDLES): URL {
  return bundles === undefined || !path.endsWith('.ts')
    ? new URL(path, root)
    : new URL(`${bundles}/${path.replace(/ts$/, 'mjs')}`, root)
}

/** Bun and Deno load TypeScript themselves. */
const loadsTypeScript = 'bun' in process.versions || 'deno' in process.versions

/** Node options that make such files loadable on every thread. */
export const loaderOptions: readonly string[] =
  BUNDLES === undefined && !loadsTypeScript
    ? ['--require', 'tsx/cjs', '--import', new URL('tsx-everywhere.mjs', import.meta.url).href]
    : []

/** Node arguments that run a program of this project. */
export function programArguments(path: string, ...args: (string | number)[]): string[] {
  return [...loaderOptions, fileURLToPath(runnable(path)), ...args.map(String)]
}
