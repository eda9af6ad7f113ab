import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { encodeEntry } from './journal-entry.ts'

type Anything = (entry: unknown) => Buffer
const encode = encodeEntry as Anything

const long = (name: string, length: number, value: string) =>
  `${name}\n${String.fromCharCode(length)}\0\0\0\0\0\0\0${value}\n`

const ENTRIES: readonly [bytes: string, entry: unknown][] = [
  ['MESSAGE=Hello\n', { MESSAGE: 'Hello' }],
  ['MESSAGE=\n', { MESSAGE: '', PRIORITY: undefined }],
  ['MESSAGE=a=b\n', { MESSAGE: 'a=b' }],
  ['PRIORITY=3\nCODE_LINE=77\n', { PRIORITY: 'LOG_ERR', CODE_LINE: 77 }],
  ['PRIORITY=0\nBIG=18446744073709551615\n', { PRIORITY: 'LOG_EMERG', BIG: 2n ** 64n - 1n }],
  ['PRIORITY=7\nLOAD=0.5\n', { PRIORITY: 7, LOAD: 0.5 }],
  [long('MESSAGE', 7, 'one\ntwo'), { MESSAGE: 'one\ntwo' }],
  [long('BINARY_BLOB', 4, 'xx\nx'), { BINARY_BLOB: Buffer.from('xx\nx') }],
  [long('BINARY_BLOB', 2, 'xx'), { BINARY_BLOB: new Uint16Array([0x7878]) }],
  [long('EMPTY', 0, ''), { EMPTY: new ArrayBuffer(0) }],
  ['TAG=a\nTAG=1\n' + long('TAG', 1, '\n'), { TAG: ['a', 1, '\n'] }],
]

for (const [bytes, entry] of ENTRIES) {
  test(`an entry is encoded as journald reads it: ${JSON.stringify(bytes)}`, () => {
    assert.equal(encode(entry).toString('latin1'), bytes)
  })
}

const NAME =
  'A field must have a name of up to 64 of A-Z, 0-9 and _ that begins with a letter, not '
const REFUSED: readonly [message: string, entry: unknown][] = [
  ['An entry must be an object, not undefined', undefined],
  ["An entry must be an object, not 'Hello'", 'Hello'],
  ['An entry must have a field, such as MESSAGE', {}],
  ['An entry must have a field, such as MESSAGE', { MESSAGE: [] }],
  [`${NAME}'message'`, { message: 'Hello' }],
  [`${NAME}'_PID'`, { _PID: 1 }],
  [`${NAME}'1ST'`, { '1ST': 1 }],
  [`${NAME}''`, { '': 1 }],
  [`${NAME}'A=B'`, { 'A=B': 1 }],
  [`${NAME}'A\\n'`, { 'A\n': 1 }],
  [`${NAME}'${'A'.repeat(39)}…'`, { ['A'.repeat(65)]: 1 }],
  ['MESSAGE must be text, a number or bytes, not null', { MESSAGE: null }],
  ['MESSAGE must be text, a number or bytes, not undefined', { MESSAGE: ['x', undefined] }],
  ['MESSAGE must be text, a number or bytes, not an array', { MESSAGE: [['x']] }],
  ['MESSAGE must be text, a number or bytes, not an Error', { MESSAGE: new Error('x') }],
  ['CODE_LINE must be text, a number or bytes, not NaN', { CODE_LINE: Number.NaN }],
  ['PRIORITY must be 0 to 7 or a name such as LOG_ERR, not 8', { PRIORITY: 8 }],
  ['PRIORITY must be 0 to 7 or a name such as LOG_ERR, not 1.5', { PRIORITY: 1.5 }],
  ["PRIORITY must be 0 to 7 or a name such as LOG_ERR, not '3'", { PRIORITY: '3' }],
  [
    "PRIORITY must be 0 to 7 or a name such as LOG_ERR, not 'err'; did you mean LOG_ERR?",
    { PRIORITY: 'err' },
  ],
]

for (const [message, entry] of REFUSED) {
  test(`an entry that journald would drop is refused: ${message}`, () => {
    assert.throws(() => encode(entry), { name: 'TypeError', message })
  })
}

test('whatever the values, the fields read back', () => {
  const value = fc.oneof(fc.string({ unit: 'binary' }), fc.uint8Array(), fc.integer())
  const name = fc.stringMatching(/^[A-Z][A-Z\d_]{0,9}$/).filter((one) => one !== 'PRIORITY')
  fc.assert(
    fc.property(fc.dictionary(name, fc.array(value, { minLength: 1 }), { minKeys: 1 }), (entry) => {
      const given = Object.entries(entry).flatMap(([key, values]) =>
        values.map((one) => [
          key,
          typeof one === 'object' ? Buffer.from(one) : Buffer.from(String(one)),
        ]),
      )

      assert.deepEqual(decode(encode(entry)), given)
    }),
  )
})

/** Reads the protocol as journald does. */
function decode(bytes: Buffer): [name: string, value: Buffer][] {
  const fields: [string, Buffer][] = []
  for (let at = 0; at < bytes.length; ) {
    const line = bytes.indexOf('\n', at)
    const equals = bytes.subarray(at, line).indexOf('=')
    if (equals >= 0) {
      fields.push([
        bytes.toString('latin1', at, at + equals),
        bytes.subarray(at + equals + 1, line),
      ])
      at = line + 1
    } else {
      const start = line + 9
      const end = start + Number(bytes.readBigUInt64LE(line + 1))
      assert.equal(bytes[end], 0x0a)
      fields.push([bytes.toString('latin1', at, line), bytes.subarray(start, end)])
      at = end + 1
    }
  }
  return fields
}
