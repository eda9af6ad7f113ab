import { fileURLToPath } from 'node:url'

const root = new URL('../../', import.meta.url)

/** The folder with the bundles of tools/test.ts; undefined when tsx runs a test file by itself. */
const BUNDLES = process.env['BERKELEY_TEST_BUNDLES']

/**
 * What a child process or a worker runs or imports in place of a file of this project: its bundle,
 * or the file itself.
 *
 * @param path `'examples/ping/main.ts'`. tools/test.ts lists what is bundled.
 */
export function runnable(path: string, bundles = BUNDLES): URL {
  return bundles === undefined || !path.endsWith('.ts')
    ? new URL(path, root)
    : new URL(`${bundles}/${path.replace(/ts$/, 'mjs')}`, root)
}

/** Options with which Node can load such files, on every thread. */
export const loaderOptions: readonly string[] =
  BUNDLES === undefined
    ? ['--require', 'tsx/cjs', '--import', new URL('tsx-everywhere.mjs', import.meta.url).href]
    : []

/** Arguments with which Node runs a program of this project. */
export function programArguments(path: string, ...args: (string | number)[]): string[] {
  return [...loaderOptions, fileURLToPath(runnable(path)), ...args.map(String)]
}
