import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'

// The sanitizers are only for the addon. With them preloaded, curl hangs.
const env = { ...process.env, LD_PRELOAD: '' }

/** Why curl cannot be run here; false if it can. */
export const cannotCurl: string | false = spawnSync('curl', ['--version'], { env }).error
  ? 'needs curl'
  : false

/**
 * The output of curl, a peer that does not use this library. `@-` in an argument
 * stands for the body.
 */
export async function curl(args: readonly string[], body?: string): Promise<Buffer> {
  const running = promisify(execFile)('curl', ['-sS', '-m', '60', ...args], {
    ...{ env, encoding: 'buffer', maxBuffer: 10_000_000 },
  })
  running.child.stdin?.end(body)
  return (await running).stdout
}
