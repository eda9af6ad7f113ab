import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { suite, test } from 'node:test'
import { scriptOf } from '../../tools/bundlers/cases.ts'
import { runTests } from '../../tools/test-file.ts'
import { temporaryFolder } from '../../tools/temporary-folder.ts'
import { CHILD_PATIENCE } from '../support/patience.ts'

test('npm run test:bundlers says which word is in the name of no tool', () => {
  const args = ['--import', 'tsx', 'tools/test-bundlers.ts', '--only', 'grunt']

  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })

  assert.equal(status, 1)
  assert.match(stderr, /Error: No tool has grunt in its name/)
})

suite('a script for a bundler', () => {
  const project = temporaryFolder(resolve('build/project-'))
  const own = temporaryFolder(resolve('build/own-'))
  writeFileSync(join(own, 'package.json'), '{ "type": "commonjs" }')
  const run = (script: string, limit = CHILD_PATIENCE) =>
    runTests(['sh', '-c', script], {
      environment: { project, elsewhere: project, own },
      limit,
      ownNetwork: false,
    })

  /** Replaces a compiler of the script for TypeScript by one that writes such a program. */
  const compileTo = (compiler: string, program: string) => {
    mkdirSync(join(own, compiler, 'bin'), { recursive: true })
    mkdirSync(join(project, 'out'), { recursive: true })
    writeFileSync(
      join(own, compiler, 'bin/tsc'),
      `require('node:fs').writeFileSync('out/typed.cjs', ${JSON.stringify(program)})`,
    )
  }
  const script = scriptOf('TypeScript, CommonJS', '"module": "node20",')

  test('passes if each of its programs works', async () => {
    compileTo('typescript', 'console.log("It works")')
    compileTo('ts7', 'console.log("It works")')

    assert.equal((await run(script)).status, 0)
  })

  test('fails if the second of its programs says nothing', async () => {
    compileTo('ts7', '')

    const { status, output } = await run(script)

    assert.equal(status, 1)
    assert.match(output, /^It works$/m)
  })

  test('is ended with what it has started', async () => {
    // What still ran would keep the pipe open, which runTests waits for.
    const { hung, end } = await run('sleep 1000 & sleep 1000; true', 100)

    assert.ok(hung)
    assert.match(end, /ended after 0\.1 s/)
  })
})
