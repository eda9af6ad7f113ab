import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { temporaryFolder } from '../../tools/temporary-folder.ts'
import { folderOf } from '../support/folder.ts'
import { untilLater } from '../support/until.ts'

/** The number of a process that has ended. */
function endedPid(): number {
  return spawnSync(process.execPath, ['--eval', '']).pid
}

test('a folder of a process that was killed is removed by the next, others are not', (t) => {
  const parent = folderOf(t)
  const others = [`tests-${process.ppid}-abcdef`, 'tests-abcdef', `packed-${endedPid()}-abcdef`]
  for (const name of [`tests-${endedPid()}-abcdef`, ...others]) mkdirSync(join(parent, name))

  const folder = temporaryFolder(join(parent, 'tests-'))

  assert.ok(existsSync(folder))
  const found = readdirSync(parent).map((name) => join(parent, name))
  assert.deepEqual(found.sort(), [folder, ...others.map((name) => join(parent, name))].sort())
})

test('a folder is removed if the package cannot be packed', (t) => {
  const cwd = folderOf(t)
  const program = `import { pack } from ${JSON.stringify(resolve('tools/pack.ts'))}; pack()`
  const args = ['--import', import.meta.resolve('tsx'), '--input-type=module', '-e', program]

  const { status, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' })

  assert.equal(status, 1)
  assert.match(stderr, /ENOENT.*package\.json/)
  assert.deepEqual(readdirSync(join(cwd, 'build')), [])
})

for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) {
  test(`tools/test.ts leaves no folder if ${signal} ends it while it bundles`, async (t) => {
    const parent = folderOf(t)
    const tool = ['--import', 'tsx', 'tools/test.ts', 'src/codec/struct.test.ts']
    const child = spawn(process.execPath, tool, { env: { ...process.env, TMPDIR: parent } })
    const folders = () => [
      ...readdirSync(parent).filter((name) => name.startsWith('berkeley-test-')),
      ...readdirSync('build').filter((name) => name.startsWith(`tests-${child.pid}-`)),
    ]
    await untilLater(() => folders().length === 2)

    child.kill(signal)
    await once(child, 'close')

    assert.deepEqual(folders(), [])
  })
}
