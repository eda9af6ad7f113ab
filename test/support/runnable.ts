import { fileURLToPath } from 'node:url'

const root = new URL('../../', import.meta.url)

/** Where tools/test.ts has put its bundles; undefined in a file of tests that is run with tsx. */
const BUNDLES = process.env['BERKELEY_TEST_BUNDLES']

/**
 * The file that runs what a file of this project says, in a child or a worker: its bundle, or the
 * file itself.
 *
 * @param path `'examples/ping/main.ts'`: tools/test.ts lists what is bundled.
 */
export function runnable(path: string, bundles = BUNDLES): URL {
  return bundles === undefined || !path.endsWith('.ts')
    ? new URL(path, root)
    : new URL(`${bundles}/${path.replace(/ts$/, 'mjs')}`, root)
}

/** Options of Node with which it loads such files, on every thread. */
export const loading: readonly string[] =
  BUNDLES === undefined
    ? ['--require', 'tsx/cjs', '--import', new URL('tsx-everywhere.mjs', import.meta.url).href]
    : []

/** Arguments of Node that run a program of this project. */
export function program(path: string, ...args: (string | number)[]): string[] {
  return [...loading, fileURLToPath(runnable(path)), ...args.map(String)]
}
