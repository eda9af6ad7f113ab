import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { interleaved } from '../../tools/declarations/interleaved.ts'

suite('interleaved declarations', () => {
  const NAMES = Array.from({ length: 29 }, (_, i) => `O${i}`)
  const members = (more = '') => NAMES.map((name) => `  ${name}: 1\n`).join('') + more
  const QUOTED = "  'a-b': 1\n  'c-d': 2\n  [name: string]: number\n  f(): 1\n  f(n: 1): 2\n"
  const text = `/** Read. */
export interface Options extends Base<string> {
${members(QUOTED)}}
export interface OptionsToSet {
${members(QUOTED)}}
export interface ControlValues {
}
export interface ControlInputs {
  A: 1
}
`

  test('have each member once in each interface, and what they extend', () => {
    const pieces = interleaved(text)

    const count = (part: string) => pieces.split(part).length - 1
    for (const line of members(QUOTED).split('\n')) assert.equal(count(`${line}\n`) % 2, 0, line)
    assert.equal(count("'a-b'"), 2)
    assert.equal(count('[name: string]: number'), 2)
    assert.equal(count('f(): 1'), 2)
    assert.equal(count('  A: 1'), 1)
    assert.equal(count('interface Options extends Base<string> {'), 2)
    assert.equal(count('/** Read. */'), 1)
  })

  test('are an error if an interface of a pair is not there', () => {
    assert.throws(() => interleaved(text.replace('ControlInputs', 'Inputs')), /ControlInputs/)
  })
})
