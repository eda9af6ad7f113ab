import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Elf } from '../../tools/release/elf.ts'
import { TARGETS } from '../../tools/release/targets.ts'

const addons = (existsSync('prebuilds') ? readdirSync('prebuilds') : [])
  .flatMap((folder) => readdirSync(join('prebuilds', folder)).map((name) => join(folder, name)))
  .filter((name) => name.endsWith('.node') && Elf.is(readFileSync(join('prebuilds', name))))
/** Those whose guard is not libc's. */
const OWN_GUARD = new Set(TARGETS.filter(({ ownGuard }) => ownGuard).map(({ file }) => file))
const skip = addons.length === 0 && 'needs an addon in ELF'

for (const name of skip ? ['the addon'] : addons) {
  const read = () => new Elf(readFileSync(join('prebuilds', name)))

  test(`symbols are resolved at load time, and read-only from then on: ${name}`, { skip }, () => {
    assert.ok(read().isReadOnly)
  })

  test(`the stack is not executable, and its corruption is detected: ${name}`, { skip }, () => {
    const { hasExecutableStack, names } = read()

    assert.ok(!hasExecutableStack)
    assert.ok(names.has('__stack_chk_fail') || OWN_GUARD.has(name))
  })

  test(`the end of a worker does not unload it while its threads run: ${name}`, { skip }, () => {
    assert.ok(read().stays)
  })
}
