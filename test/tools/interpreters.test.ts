import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { canOwnTable, withOwnTable } from '../../tools/platforms/binfmt.ts'
import { folderOf } from '../support/folder.ts'
import type { Closes } from '../support/kinds.ts'

const MUSL = new URL('../../tools/platforms/musl.ts', import.meta.url).href
const BINFMT = new URL('../../tools/platforms/binfmt.ts', import.meta.url).href

/** A program for a CPU that does not exist, and that no other run uses. */
function strangeProgram(t: Closes): string {
  const path = join(folderOf(t), 'program')
  const header = Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01'), Buffer.alloc(33)])
  header.writeUInt16LE(2, 16)
  header.writeUInt16LE(0x8000 + (process.pid % 0x8000), 18)
  writeFileSync(path, header, { mode: 0o755 })
  return path
}

function run(...[command = '', ...args]: string[]) {
  return spawnSync(command, args, { encoding: 'utf8' })
}

const noTable = !canOwnTable() && 'the kernel gives a user namespace no table of its own'

test('programs of a CPU start in a table of their own, and nowhere else', {
  skip: noTable,
}, (t) => {
  const program = strangeProgram(t)
  const command = withOwnTable(program, '/bin/echo')

  const inside = run(...command, 'sh', '-c', `${program} started`)

  assert.equal(inside.stdout, `${program} started\n`, inside.stderr)
  assert.equal(run('sh', '-c', program).status, 126)
})

const mount = ['unshare', '--mount', 'mount', '-t', 'binfmt_misc', 'none', '/mnt']
const noMount = run(...mount).status !== 0 && 'needs to mount the table of the machine'

test('an entry in the table of the machine ends with its process, whatever else throws', {
  skip: noMount,
}, (t) => {
  const program = JSON.stringify(strangeProgram(t))
  const script = `
    import { spawnSync } from 'node:child_process'
    const { register } = await import(${JSON.stringify(BINFMT)})
    process.once('exit', () => { throw new Error('busy') })
    register(${program}, '/bin/echo')
    process.stdout.write(spawnSync(${program}, ['started'], { encoding: 'utf8' }).stdout)`
  const tsx = import.meta.resolve('tsx')

  const { stdout, stderr } = run(
    ...[process.execPath, '--import', tsx, '--input-type=module', '--eval', script],
  )

  assert.match(stdout, /started/, stderr)
  assert.equal(run('sh', '-c', JSON.parse(program) as string).status, 126)
})

test('a library for musl that gcc does not have is named', (t) => {
  const folder = folderOf(t)
  for (const [name, script] of Object.entries({ 'musl-gcc': ':', gcc: 'echo libstdc++.so.6' }))
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  const script = `
    const { muslEnvironment } = await import(${JSON.stringify(MUSL)})
    process.chdir(${JSON.stringify(folder)})
    process.env.PATH = ${JSON.stringify(folder)} + ':' + process.env.PATH
    muslEnvironment()`
  const tsx = import.meta.resolve('tsx')

  const { stderr } = run(
    ...[process.execPath, '--import', tsx, '--input-type=module', '--eval', script],
  )

  assert.match(stderr, /Error: gcc has no libstdc\+\+\.so\.6/)
})
