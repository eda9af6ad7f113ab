import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'

// The sanitizers are for the addon. With them before it, curl waits indefinitely.
const env = { ...process.env, LD_PRELOAD: '' }

/** Why curl can't be run here; false when it can. */
export const cannotCurl: string | false = spawnSync('curl', ['--version'], { env }).error
  ? 'needs curl'
  : false

/** What curl prints, which is a peer that is not this library. The body is what `@-` stands for. */
export async function curl(args: readonly string[], body?: string): Promise<Buffer> {
  const running = promisify(execFile)('curl', ['-sS', '-m', '60', ...args], {
    ...{ env, encoding: 'buffer', maxBuffer: 10_000_000 },
  })
  running.child.stdin?.end(body)
  return (await running).stdout
}
