import { join, resolve } from 'node:path'
import { installPackages, isInstalled } from '../install-packages.ts'

/** The folder of the tools, which no development of this package needs. */
const FOLDER = resolve('build/bundlers')

/** Exact versions, so that a failure is ours. esbuild and TypeScript are development dependencies. */
const PACKAGES = [
  '@rollup/plugin-node-resolve@16.0.3',
  '@vercel/ncc@0.45.0',
  '@yarnpkg/cli-dist@4.18.1',
  'jest@30.5.2',
  'npm@12.2.2',
  'pnpm@12.21.0',
  'postject@1.0.0-alpha.6',
  'rollup@4.68.8',
  'vite@8.4.0',
  'vitest@5.1.2',
  'webpack@5.113.0',
]

/** Where the tools are installed. */
export const TOOLS = join(FOLDER, 'node_modules')

/** Whether a package of {@link PACKAGES} is missing, or there in another version. */
export function isToolMissing(): boolean {
  return !PACKAGES.every((one) => isInstalled(FOLDER, one))
}

/** Installs the tools: about 250 MB. */
export function installTools(): void {
  installPackages(FOLDER, PACKAGES)
}
