import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { suite, test } from 'node:test'
import { compile, ownBuild } from '../../tools/compile.ts'
import { missingFor } from '../../tools/platforms/missing.ts'
import { builtElsewhere, HEADERS_OF_DARWIN } from '../../tools/release/elsewhere.ts'
import { faultsOfHeaders } from '../../tools/release/faults.ts'
import { STAMP, straysIn, TARGETS } from '../../tools/release/targets.ts'
import { prepareZig, ZIG, zigFor } from '../../tools/release/zig.ts'
import { temporaryFolder } from '../../tools/temporary-folder.ts'

suite('the release', () => {
  const skip = !existsSync(ZIG) && 'needs the zig of npm run build:release'

  test('is compared with a second build, for which zig compiles again', { skip }, () => {
    const folder = temporaryFolder(resolve('build/sources-'))
    const source = join(folder, 'native/when.c')
    mkdirSync(join(folder, 'native'))
    mkdirSync(join(folder, HEADERS_OF_DARWIN), { recursive: true })
    writeFileSync(source, `const char *when(void) { return __TIMESTAMP__; }\n// ${folder}\n`)
    utimesSync(source, 0, 0) // its copy is newer
    prepareZig()
    const flags = ['-Os', '-s', '-fvisibility=default', '-Wno-date-time']
    const output = resolve(folder, 'berkeley.node')
    const build = { compiler: zigFor('x86_64-linux-gnu.2.17'), output, flags, folder }
    compile(build)

    const again = builtElsewhere(build)

    assert.ok(readFileSync(output).includes('Jan  1 00:00:00 1970'))
    assert.ok(!again.includes('Jan  1 00:00:00 1970'))
  })

  test('has no addon beside those that are listed, since all of prebuilds/ is packed', () => {
    const own = ownBuild().output
    const expected = [join(own, '..'), own].map((path) => path.replace(/^prebuilds\W/, ''))

    const strays = straysIn('prebuilds').filter((path) => !expected.includes(path))

    assert.deepEqual(strays, [])
  })

  test('has all of them', { skip: !existsSync(STAMP) && 'needs npm run build:release' }, () => {
    const missing = TARGETS.filter(({ file }) => !existsSync(join('prebuilds', file)))

    assert.deepEqual(missing, [])
  })

  test('sees what is not listed', () => {
    const folder = temporaryFolder(resolve('build/prebuilds-'))
    for (const name of ['linux-x64', 'linux-loong64', 'linux-x64/berkeley.glibc.node.1']) {
      mkdirSync(join(folder, name))
    }
    for (const name of ['linux-x64/berkeley.glibc.node', 'linux-loong64/berkeley.glibc.node']) {
      writeFileSync(join(folder, name), '')
    }

    const strays = straysIn(folder)

    assert.deepEqual(strays.sort(), [
      'linux-loong64',
      'linux-loong64/berkeley.glibc.node',
      'linux-x64/berkeley.glibc.node.1',
    ])
  })

  test('is not tried on other platforms once sources have changed', () => {
    const folder = temporaryFolder(resolve('build/old-'))
    const target = { name: 'musl', addon: 'a.node', source: '', files: [] }
    const missing = () => missingFor({ ...target, programs: {}, libraries: {} })
    const here = process.cwd()
    mkdirSync(join(folder, 'prebuilds'))
    mkdirSync(join(folder, 'build'))
    writeFileSync(join(folder, 'prebuilds/a.node'), '')
    process.chdir(folder)
    try {
      assert.deepEqual(missing(), ['a.node of the present sources: npm run build:release'])
      writeFileSync(STAMP, '')
      assert.deepEqual(missing(), [])
    } finally {
      process.chdir(here)
    }
  })
})

test('a compiler that is interrupted leaves nothing beside the addon', () => {
  const folder = temporaryFolder(resolve('build/output-'))
  const output = join(folder, 'prebuilds/berkeley.node')
  mkdirSync(join(folder, 'prebuilds'))
  // It lists what is there before it fails. The compiler's parameters follow the folder.
  const compiler = ['sh', '-c', 'cd "$0" && ls -A prebuilds > list; exit 1', folder]

  assert.throws(() => {
    compile({ compiler, output, flags: [] })
  }, /Cannot compile native/)

  assert.equal(readFileSync(join(folder, 'list'), 'utf8'), '')
})

suite('an addon of macOS', () => {
  const [target] = TARGETS.filter(({ name }) => name === 'darwin-arm64')
  assert.ok(target)
  const GUARD = '\0___stack_chk_fail\0'
  const good = [command(0xd, named('berkeley.node')), command(0x32, [1, 11 << 16]), command(0x1d)]

  test('that is signed, and loads on the oldest system, has no faults', () => {
    assert.deepEqual(faultsOfHeaders(target, library(good, GUARD)), [])
  })

  test('is refused for what would fail on a Mac', () => {
    const bad = [command(0xd, named('/tmp/a.node')), command(0x32, [1, (26 << 16) | (3 << 8)])]

    const faults = faultsOfHeaders(target, library(bad))

    assert.deepEqual(faults, [
      'is not signed, which macOS on arm64 demands',
      'does not detect a corrupted stack',
      'calls itself /tmp/a.node',
      'needs macOS 26.3',
    ])
  })

  test('is not one for Linux', () => {
    assert.throws(() => faultsOfHeaders(target, Buffer.alloc(64)), /not a Mach-O file/)
  })

  /** A load command: its number, its size, and what follows. */
  function command(number: number, rest: readonly number[] = []): Buffer {
    return Buffer.from(Uint32Array.of(number, 8 + 4 * rest.length, ...rest).buffer)
  }

  /** The offset of a name in its command, three versions, and the name. */
  function named(name: string): number[] {
    const bytes = Buffer.alloc(16, 0)
    bytes.write(name)
    return [24, 0, 0, 0, ...new Uint32Array(Uint8Array.from(bytes).buffer)]
  }

  function library(commands: readonly Buffer[], strings = ''): Buffer {
    const header = Buffer.from(Uint32Array.of(0xfeedfacf, 0, 0, 6, commands.length, 0, 0, 0).buffer)
    return Buffer.concat([header, ...commands, Buffer.from(strings)])
  }
})
