import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, test } from 'node:test'
import { cannotCompile, Program } from '../support/compiler.ts'
import { folderOf } from '../support/folder.ts'
import { compiled, programsOf } from '../support/page-programs.ts'
import { CHILD_PATIENCE } from '../support/patience.ts'

const [ported = ''] = await compiled(programsOf('docs/cookbook/porting-from-c.md'), { after })

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

/** Makes a C program print each line at once, as it does in a terminal. */
const BY_LINE = `
__attribute__((constructor)) static void by_line(void) { setvbuf(stdout, NULL, _IOLBF, BUFSIZ); }
`
const porting = original('porting-from-c', 'c')

test('porting-from-c.md prints what it says', async () => {
  assert.deepEqual(await linesOf(process.execPath, ported), sortedLines(porting.printed))
})

test('what porting-from-c.md ports prints the same', { skip: cannotCompile }, async () => {
  using program = new Program(porting.code + BY_LINE)

  assert.deepEqual(await linesOf(program.built()), sortedLines(porting.printed))
})

/**
 * The sorted lines of one of these two programs. Its input ends once it has printed two: the
 * datagrams that they are about may arrive late, and in either order.
 */
async function linesOf(command: string, ...args: string[]): Promise<string[]> {
  const child = spawn(command, args, {
    ...{ stdio: ['pipe', 'pipe', 'inherit'] },
    ...{ timeout: CHILD_PATIENCE, killSignal: 'SIGKILL' },
  } as const)
  const ended = once(child, 'exit')
  const lines: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    if (lines.push(line) === 2) child.stdin.end()
  }

  assert.deepEqual(await ended, [0, null])
  return lines.sort()
}

function sortedLines(text: string): string[] {
  return text.trimEnd().split('\n').sort()
}

/** The program in another language that a page ports, and the output of both. */
function original(name: string, language: string): { code: string; printed: string } {
  const page = `docs/cookbook/${name}.md`
  const fence = new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'ms')
  const [, code = ''] = fence.exec(readFileSync(page, 'utf8')) ?? []
  const [{ printed = '' } = {}] = programsOf(page)
  return { code, printed }
}
