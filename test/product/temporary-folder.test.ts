import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { suite, test } from 'node:test'
import { temporaryFolder } from '../../tools/temporary-folder.ts'

suite('a temporary folder', () => {
  test('is removed if its process was killed', () => {
    const parent = temporaryFolder(resolve('build/parent-'))
    const { pid } = spawnSync('true')
    const others = [`one-${process.ppid}-abcdef`, `another-${pid}-abcdef`]
    for (const name of [`one-${pid}-abcdef`, ...others]) mkdirSync(join(parent, name))

    const own = temporaryFolder(join(parent, 'one-'))

    assert.deepEqual(readdirSync(parent).sort(), [basename(own), ...others].sort())
  })

  test('is removed if the package cannot be packed', () => {
    const cwd = temporaryFolder(resolve('build/empty-'))
    const program = `import { pack } from ${JSON.stringify(resolve('tools/pack.ts'))}; pack()`
    const args = ['--import', import.meta.resolve('tsx'), '--input-type=module', '-e', program]

    const { status, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' })

    assert.equal(status, 1)
    assert.match(stderr, /ENOENT.*package\.json/)
    assert.deepEqual(readdirSync(join(cwd, 'build')), [])
  })
})
