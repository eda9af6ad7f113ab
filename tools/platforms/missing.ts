import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { STAMP } from '../release/targets.ts'
import type { Target } from './targets.ts'

/** What a target needs that this machine lacks, with how to get it. */
export function missingFor({ addon, programs, libraries }: Target): string[] {
  const missing = (found: boolean, text: string): string[] => (found ? [] : [text])
  return [
    ...missing(
      existsSync(join('prebuilds', addon)) && existsSync(STAMP),
      `${addon} of the present sources: npm run build:release`,
    ),
    ...Object.entries(programs).flatMap(([program, debian]) =>
      missing(isProgram(program), `${program}: Debian's ${debian}`),
    ),
    ...Object.entries(libraries).flatMap(([path, debian]) =>
      missing(existsSync(path), `${path}: Debian's ${debian}`),
    ),
  ]
}

function isProgram(name: string): boolean {
  return spawnSync('sh', ['-c', 'command -v "$1"', 'sh', name]).status === 0
}
