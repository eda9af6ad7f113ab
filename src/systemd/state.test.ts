import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { encodeState } from './state.ts'

const ASSIGNMENTS: readonly [text: string, state: unknown, fds?: number][] = [
  ['READY=1', { READY: 1 }],
  ['READY=1\nSTATUS=Serving 2 of 3', { READY: 1, STATUS: 'Serving 2 of 3' }],
  ['STATUS=', { READY: undefined, STATUS: '' }],
  ['STATUS=a=b', { STATUS: 'a=b' }],
  ['MAINPIDFDID=18446744073709551615', { MAINPIDFDID: 2n ** 64n - 1n }],
  ['WATCHDOG=trigger', { WATCHDOG: 'trigger' }],
  ['X_BERKELEY_TEST=7', { X_BERKELEY_TEST: 7 }],
  ['FDSTORE=1\nFDNAME=http 1', { FDSTORE: 1, FDNAME: 'http 1' }, 2],
  ['FDSTOREREMOVE=1\nFDNAME=http', { FDSTOREREMOVE: 1, FDNAME: 'http' }],
  ['BARRIER=1', { BARRIER: 1 }, 1],
  ['READY=1\nNEWER_THAN_THIS=2', 'READY=1\nNEWER_THAN_THIS=2\n'],
  ['RELOADING=1\nMONOTONIC_USEC=5', { RELOADING: 1, MONOTONIC_USEC: 5n }],
]

for (const [text, state, fds = 0] of ASSIGNMENTS) {
  test(`a state is text, one assignment a line: ${JSON.stringify(text)}`, () => {
    assert.equal(encodeState(state, fds), text)
  })
}

test('RELOADING gets the time of the monotonic clock, as text too', () => {
  const [seconds, nanoseconds] = process.hrtime()
  const before = seconds * 1e6 + Math.floor(nanoseconds / 1e3)

  for (const state of [{ RELOADING: 1 }, 'RELOADING=1']) {
    const [first, second = ''] = encodeState(state, 0).split('\n')
    const [name, time] = second.split('=')

    assert.equal(first, 'RELOADING=1')
    assert.equal(name, 'MONOTONIC_USEC')
    const now = Number(process.hrtime.bigint() / 1000n)
    assert.ok(before <= Number(time) && Number(time) <= now, `${before} ${time} ${now}`)
  }
})

const REFUSED: readonly [message: string | RegExp, state: unknown, fds?: number][] = [
  ['A state must be an object, not undefined', undefined],
  ['A state must be an object, not an array', ['READY=1']],
  ['A state must not be empty', {}],
  ['A state must not be empty', ''],
  ['A state must not be empty', '\n\n'],
  ["A state must have a NAME=value on each line, not 'ready'", 'READY=1\nready'],
  ["A state must have a NAME=value on each line, not 'ready=1'", 'ready=1'],
  ["A state must not contain NUL: 'STATUS=\\u0000'", 'STATUS=\0'],
  ['Unknown part of a state: STAUS; did you mean STATUS?', { STAUS: 'x' }],
  [/^Unknown part of a state: ready; did you mean READY\?$/, { ready: 1 }],
  [/^Unknown part of a state: X_small\b/, { X_small: 1 }],
  ['READY must be text or a whole number, not true', { READY: true }],
  ['ERRNO must be text or a whole number, not 0.5', { ERRNO: 0.5 }],
  ['ERRNO must be text or a whole number, not NaN', { ERRNO: Number.NaN }],
  ["STATUS must be a single line, not 'a\\nREADY=1'", { STATUS: 'a\nREADY=1' }],
  ["STATUS must be a single line, not '\\u0000'", { STATUS: '\0' }],
  [/^FDNAME must be 1 to 255 characters of ASCII without ':', not 'a:b'$/, { FDNAME: 'a:b' }],
  [/^FDNAME must be .*, not ''$/, { FDNAME: '' }],
  [/^FDNAME must be .*, not 'é'$/, 'FDNAME=é'],
  [/^FDNAME must be /, { FDNAME: 'x'.repeat(256) }],
  [/^FDSTORE needs descriptors: /, { FDSTORE: 1, FDNAME: 'http' }],
  [/^FDSTORE needs descriptors: /, 'FDSTORE=1'],
  ['FDSTOREREMOVE needs an FDNAME, whose descriptors to remove', { FDSTOREREMOVE: 1 }],
  [/^BARRIER must be sent alone and with one descriptor/, { BARRIER: 1 }],
  [/^BARRIER must be sent alone and with one descriptor/, { BARRIER: 1, READY: 1 }, 1],
  [/^BARRIER must be sent alone and with one descriptor/, { BARRIER: 1 }, 2],
]

for (const [message, state, fds = 0] of REFUSED) {
  test(`a state that systemd would ignore is refused: ${String(message)}`, () => {
    assert.throws(() => encodeState(state, fds), { name: 'TypeError', message })
  })
}

test('no value becomes an assignment of its own', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      let text: string | undefined
      try {
        text = encodeState({ STATUS: value, X_NEXT: 1 }, 0)
      } catch {
        assert.match(value, /[\n\0]/)
      }

      if (text !== undefined) assert.equal(text, `STATUS=${value}\nX_NEXT=1`)
    }),
  )
})

test('any text is refused, or sent as it is', () => {
  const line = fc.oneof(fc.string(), fc.stringMatching(/^[A-Z_]{1,9}=[ -~]{0,9}$/))
  fc.assert(
    fc.property(fc.array(line, { maxLength: 4 }), (lines) => {
      const text = lines.join('\n')
      try {
        assert.equal(encodeState(text, 0), text.replace(/\n+/g, '\n').replace(/^\n|\n$/g, ''))
      } catch (error) {
        assert.ok(error instanceof TypeError, String(error))
      }
    }),
  )
})
