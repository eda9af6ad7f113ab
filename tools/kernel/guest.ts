// What runs in a machine of its own: node guest.mjs TASK.

import { spawnSync } from 'node:child_process'
import { accessSync, constants, readFileSync } from 'node:fs'
import { release } from 'node:os'
import { NETWORK } from '../test-file.ts'
import { type Task, work } from './task.ts'

const task = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Task
// Some families exist only in the first network of a kernel, so that files share it.
const { stderr } = spawnSync('sh', ['-c', NETWORK], { encoding: 'utf8' })
if (stderr !== '') console.log(stderr)
console.log(`ready: ${release()} after ${Math.round(performance.now() / 1000)} s`)
if (isWritable('/old')) throw new Error('The root of the host can be written to')
await work(task, { ownNetwork: false, isEmulated: true })

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}
