import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { installPackages } from '../install-packages.ts'

/** The folder of the tools, which no development of this package needs. */
const FOLDER = resolve('build/bundlers')

/** Exact versions, so that a failure is ours. esbuild and TypeScript are development dependencies. */
const PACKAGES: Readonly<Record<string, string>> = {
  '@rollup/plugin-node-resolve': '16.0.3',
  '@vercel/ncc': '0.45.0',
  '@yarnpkg/cli-dist': '4.18.1',
  jest: '30.5.2',
  npm: '12.2.2',
  pnpm: '12.21.0',
  postject: '1.0.0-alpha.6',
  rollup: '4.68.8',
  vite: '8.4.0',
  vitest: '5.1.2',
  webpack: '5.113.0',
}

/** Where the tools are installed. */
export const TOOLS = join(FOLDER, 'node_modules')

/** Whether a package of {@link PACKAGES} is missing. */
export function isToolMissing(): boolean {
  return Object.keys(PACKAGES).some((name) => !existsSync(join(TOOLS, name)))
}

/** Installs the tools: about 250 MB. */
export function installTools(): void {
  if (!isToolMissing()) return
  console.log(`Installing bundlers, test runners and package managers into ${FOLDER}`)
  installPackages(
    FOLDER,
    Object.entries(PACKAGES).map(([name, version]) => `${name}@${version}`),
  )
}
