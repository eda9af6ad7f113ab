import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { after, test } from 'node:test'
import { pack } from '../../tools/pack.ts'
import { TARGETS } from '../../tools/release/targets.ts'

const packed = pack()
const home = join(packed.project, 'node_modules/berkeley')
/** The package without its addons. */
const bare = mkdtempSync(resolve('build', 'bare-'))
cpSync(join(home, 'dist'), join(bare, 'dist'), { recursive: true })
cpSync(join(home, 'package.json'), join(bare, 'package.json'))
after(() => {
  packed[Symbol.dispose]()
  rmSync(bare, { recursive: true })
})

/** Imports a copy of the package, in a process that takes itself for another machine. */
function load(folder: string, machine = '', env: Record<string, string> = {}) {
  const program = `${machine}; await import(${JSON.stringify(join(folder, 'dist/index.js'))})`
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
    env: { ...process.env, BERKELEY_ADDON: undefined, ...env },
  })
  return { status, stderr }
}

function machine(platform: string, arch: string): string {
  return `Object.defineProperties(process, { platform: { value: '${platform}' }, arch: { value: '${arch}' } })`
}

test('without its addon, the import says which files it looked for, and what to do', () => {
  const { status, stderr } = load(bare)

  assert.equal(status, 1)
  assert.match(stderr, /Cannot load berkeley on \w+-\w+: .*berkeley\.\S*node: not there/)
  assert.match(stderr, /BERKELEY_ADDON/)
  assert.ok(stderr.length < 2000, `${stderr.length} characters`) // with the stack and its path
})

test('on a machine that it has no addon for, the import names those that it has', () => {
  const { status, stderr } = load(home, machine('linux', 'mips64el'))

  assert.equal(status, 1)
  assert.match(stderr, /Cannot load berkeley on linux-mips64el: there are addons for .*linux-arm64/)
  assert.match(stderr, /node-gyp/)
})

test('an addon that was built from other tables is refused', () => {
  const stranger = join(bare, 'stranger.cjs')
  cpSync(resolve('test/support/other-names-addon.cjs'), stranger)

  const { status, stderr } = load(home, '', { BERKELEY_ADDON: stranger })

  assert.equal(status, 1)
  assert.match(stderr, /built for another version/)
})

for (const { name, file } of TARGETS) {
  test(`the loader looks for ${file}`, () => {
    const [platform = '', arch = ''] = name.split('-')

    const { stderr } = load(bare, machine(platform, arch))

    assert.ok(stderr.includes(join('prebuilds', file)), stderr)
  })
}
