import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
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

/** What asks for permissions; Node 20 and 22 know it by the older name. */
const PERMISSION = process.allowedNodeEnvironmentFlags.has('--permission')
  ? '--permission'
  : '--experimental-permission'

/** Imports a copy of the package, in a process that takes itself for another machine. */
function load(
  folder: string,
  machine = '',
  env: Record<string, string> = {},
  options: readonly string[] = [],
) {
  const program = `${machine}; await import(${JSON.stringify(join(folder, 'dist/index.js'))})`
  const { status, stderr } = spawnSync(
    process.execPath,
    [...options, '--input-type=module', '-e', program],
    {
      encoding: 'utf8',
      env: { ...process.env, BERKELEY_ADDON: undefined, ...env },
    },
  )
  const message = /^Error: (Cannot load .*)$/m.exec(stderr)?.[1]
  return { status, stderr, message }
}

/** The package in a folder as deep as pnpm makes it, where no addon is one that can be loaded. */
function unloadable(): string {
  const version = 'berkeley@file+home+somebody+work+services+gateway+vendor+berkeley-0.1.0.tgz'
  const store = `node_modules/.pnpm/${version}_typescript@7.0.1_@types+node@20.19.25`
  const deep = join(bare, store, 'node_modules/berkeley')
  cpSync(join(bare, 'dist'), join(deep, 'dist'), { recursive: true })
  for (const file of ['glibc', 'musl']) {
    mkdirSync(join(deep, 'prebuilds/linux-x64'), { recursive: true })
    writeFileSync(join(deep, `prebuilds/linux-x64/berkeley.${file}.node`), 'no addon'.repeat(100))
  }
  mkdirSync(join(deep, 'dist/prebuilds/linux-x64'), { recursive: true })
  writeFileSync(join(deep, 'dist/prebuilds/linux-x64/README.md'), 'no addon either')
  return deep
}

function machine(platform: string, arch: string): string {
  return `Object.defineProperties(process, { platform: { value: '${platform}' }, arch: { value: '${arch}' } })`
}

test('without its addon, the import says which files it looked for, and what to do', () => {
  const { status, stderr } = load(bare)

  assert.equal(status, 1)
  assert.match(stderr, /Cannot load berkeley on \w+-\w+: .*berkeley\.\S*node: not there/)
  assert.match(stderr, /BERKELEY_ADDON/)
  assert.match(stderr, /bundlers\.md/)
  assert.ok(stderr.length < 2000, `${stderr.length} characters`) // with the stack and its path
})

test('addons that are there but cannot be loaded: the import says why, and how to build one', () => {
  const { status, message = '' } = load(unloadable(), machine('linux', 'x64'))

  assert.equal(status, 1)
  assert.match(message, /berkeley\.glibc\.node: \S.*; berkeley\.musl\.node: \S.*node-gyp/)
  assert.match(message, /\.pnpm\/.*(ELF|header|file too short)/)
  assert.doesNotMatch(message, /linux-x64\/README/)
  assert.doesNotMatch(message, /: it: /) // the path, with which the linker begins
  assert.ok(message.length < 1024, `${message.length} characters`)
})

test('where addons are not permitted, the import says where the permissions are', () => {
  const { message = '' } = load(home, '', {}, [PERMISSION, '--allow-fs-read=*'])

  assert.match(message, /addons is disabled;.* permissions .*README\.md/)
})

test('on ARMv6, which Node calls arm too, the import says that there is no addon', () => {
  const armv6 = `process.getBuiltinModule('node:os').machine = () => 'armv6l'`

  const { message = '' } = load(home, `${machine('linux', 'arm')}; ${armv6}`)

  assert.match(message, /Cannot load berkeley on linux-armv6l: there are addons for/)
})

for (const [what, path, reason] of [
  ['a file that is not there', '/nowhere/x.node', 'not there'],
  ['a file that is no addon', resolve('package.json'), 'is not its addon'],
  ['a file that fails', resolve('README.md'), '\\S+'],
] as const) {
  test(`BERKELEY_ADDON names ${what}: the error names both`, () => {
    const { status, stderr } = load(home, '', { BERKELEY_ADDON: path })

    assert.equal(status, 1)
    assert.match(stderr, new RegExp(`BERKELEY_ADDON.*${reason}`))
  })
}

test('BERKELEY_ADDON may be relative to the working directory; empty, it counts as unset', () => {
  assert.equal(load(home, '', { BERKELEY_ADDON: '' }).status, 0)
  const { stderr } = load(home, '', { BERKELEY_ADDON: 'test/support/other-names-addon.cjs' })
  assert.match(stderr, /built for another version/)
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

    const { message = '' } = load(bare, machine(platform, arch))

    const [folder = '', addon = ''] = file.split('/')
    assert.ok(message.includes(`${join(bare, 'prebuilds', folder)}/`), message)
    assert.ok(message.includes(`${addon}: not there`), message)
  })
}
