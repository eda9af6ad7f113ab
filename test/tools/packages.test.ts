import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { test } from 'node:test'
import { folderOf } from '../support/folder.ts'
import type { Closes } from '../support/kinds.ts'

const PACKAGES = new URL('../../tools/kernel/packages.ts', import.meta.url).href

/** Debian after a point release: what old lists name is gone from the mirror. */
const APT = {
  'apt-get': `case "$*" in
  *update*) echo update >>"$LOG"; touch "$LOG.new" ;;
  *download*)
    for name; do :; done
    echo "download $name" >>"$LOG"
    if [ -e "$LOG.new" ] && [ -z "$OFFLINE" ]; then touch kernel.deb; else echo 404 >&2; exit 100; fi ;;
esac`,
  'apt-cache': `if [ -e "$LOG.new" ]; then echo "  Depends: linux-image-6.1.0-2"; else echo "  Depends: linux-image-6.1.0-1"; fi`,
  'dpkg-deb': 'tar c -T /dev/null',
}

/** Runs a program with a Source in a folder with lists of last month. */
function withOldLists(t: Closes, program: string, env: Record<string, string> = {}) {
  const folder = folderOf(t)
  for (const [name, script] of Object.entries(APT))
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  mkdirSync(join(folder, 'build/kernel/lists/here'), { recursive: true })
  writeFileSync(join(folder, 'build/kernel/lists/here/updated'), '')
  const log = join(folder, 'log')
  writeFileSync(log, '')
  const start = `const { PackagesError, Source } = await import(${JSON.stringify(PACKAGES)});`
  const tsx = import.meta.resolve('tsx')
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', tsx, '--input-type=module', '--eval', `${start} ${program}`],
    {
      cwd: folder,
      encoding: 'utf8',
      env: {
        ...process.env,
        ...env,
        LOG: log,
        PATH: `${folder}${delimiter}${process.env['PATH']}`,
      },
    },
  )
  return { said: stdout + stderr, log: readFileSync(log, 'utf8').trim().split('\n') }
}

test('a download that fails with old lists is repeated with new ones', (t) => {
  const { said, log } = withOldLists(t, 'new Source().unpack("bluez"); console.log("unpacked")')

  assert.equal(said, 'unpacked\n')
  assert.deepEqual(log, ['download bluez', 'update', 'download bluez'])
})

test('a kernel that new lists name otherwise is looked up again', (t) => {
  const { said } = withOldLists(t, 'console.log(new Source().unpackNamedBy("linux-image-amd64"))')

  assert.equal(said, 'linux-image-6.1.0-2\n')
})

test('a download that fails again says why, and that it is one', (t) => {
  const program = `try { new Source().unpack('bluez') } catch (error) {
    console.log(error instanceof PackagesError, error.message)
  }`
  const { said } = withOldLists(t, program, { OFFLINE: 'yes' })

  assert.match(said, /^true apt-get download bluez: 404$/m)
})
