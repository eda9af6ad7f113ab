import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { cannotCompile, Program } from '../support/compiler.ts'
import { folderOf } from '../support/folder.ts'
import { programsOf } from '../support/page-programs.ts'
import { CHILD_PATIENCE } from '../support/patience.ts'

for (const name of ['from-node-net', 'from-node-dgram']) {
  test(`what ${name}.md ports prints the same`, (t) => {
    const { code, printed } = original(name, 'js')
    const file = join(folderOf(t), 'original.mjs')
    writeFileSync(file, code)

    const output = execFileSync(process.execPath, [file], {
      encoding: 'utf8',
      timeout: CHILD_PATIENCE,
    })

    assert.equal(output, printed)
  })
}

test('what porting-from-c.md ports prints the same', { skip: cannotCompile }, () => {
  const { code, printed } = original('porting-from-c', 'c')
  using program = new Program(code)

  assert.equal(program.output(), printed)
})

/** The program in another language that a page ports, and the output of both. */
function original(name: string, language: string): { code: string; printed: string } {
  const page = `docs/cookbook/${name}.md`
  const fence = new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'ms')
  const [, code = ''] = fence.exec(readFileSync(page, 'utf8')) ?? []
  const [{ printed = '' } = {}] = programsOf(page)
  return { code, printed }
}
