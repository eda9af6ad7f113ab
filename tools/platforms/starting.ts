import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { canOwnTable, register, withOwnTable } from './binfmt.ts'
import { muslEnvironment } from './musl.ts'
import { binaryOf } from './runtimes.ts'
import type { Target, Translated } from './targets.ts'

/** How the runtime of a target is started. */
export interface Starting {
  /** The command line, up to the program to run. */
  readonly command: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** Why programs of the target cannot start each other; undefined if they can. */
  readonly whyAlone?: string
}

/** What Node 20.11 lacks. */
const OLDER_NODE = resolve('tools/platforms/older-node.cjs')

/** Prepares this machine for the runtime of a target. */
export function prepare(target: Target): Starting {
  const binary = binaryOf(target)
  const { translated } = target
  if (translated) return prepareQemu(binary, translated)
  return { command: [binary], environment: muslEnvironment() }
}

function prepareQemu(binary: string, { qemu, triple }: Translated): Starting {
  const environment = {
    QEMU_LD_PREFIX: `/usr/${triple}`,
    CC: `${triple}-gcc`,
    NODE_OPTIONS: `--require=${OLDER_NODE}`,
  }
  const here = { command: [binary], environment }
  const found = spawnSync('sh', ['-c', 'command -v "$1"', 'sh', qemu], { encoding: 'utf8' })
  const path = found.stdout.trim()
  if (canOwnTable()) return { command: [...withOwnTable(binary, path), binary], environment }
  try {
    // Even if there is an entry: it may be that of another run, which ends before this one.
    register(binary, path)
    return here
  } catch (error) {
    const env = { ...process.env, ...environment }
    if (spawnSync(binary, ['--version'], { env }).status === 0) return here // set up by its owner
    const whyAlone = `the kernel does not start them by ${qemu}: ${String(error)}`
    return { command: [qemu, binary], environment, whyAlone }
  }
}
