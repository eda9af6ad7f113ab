import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { constants } from '../../src/index.ts'
import { platform } from '../../src/binding.ts'
import { everyControl } from '../../src/protocols/index.ts'
import { calls } from '../../src/raw.ts'
import { readControl } from '../../src/socket/control.ts'

const MOST = 64
const RUNS = 5000
const { SOL_SOCKET, SCM_RIGHTS } = constants

/**
 * Messages that carry descriptors. Their data would be taken for descriptors of this
 * process, and closed.
 */
const PASSING = new Set<number>([SCM_RIGHTS, platform.constant('SCM_PIDFD') ?? SCM_RIGHTS])

const head = headOf()
const wordSize = head - 8 // the size of the length, which precedes the level and the type
const known = everyControl().flatMap(({ name, where }) => {
  const level = platform.constant(where.level)
  const type = platform.constant(name)
  return level === undefined || type === undefined ? [] : [{ level, type }]
})

/** A message laid out as in cmsg(3), whose length may be wrong. */
const message = fc
  .record({
    kind: fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(...known) },
      fc.record({ level: fc.integer(), type: fc.integer() }),
    ),
    data: fc.uint8Array({ maxLength: 260 }),
    lie: fc.oneof(
      { weight: 5, arbitrary: fc.constant(0) },
      fc.constantFrom(-40, -17, -1, 1, 7, 8, 2 ** 31),
    ),
  })
  .map(({ kind, data, lie }) => {
    const bytes = Buffer.alloc(Math.ceil((head + data.length) / wordSize) * wordSize)
    const length = (head + data.length + lie) >>> 0
    if (platform.littleEndian) bytes.writeUInt32LE(length, 0)
    else bytes.writeUInt32BE(length, wordSize - 4)
    new Int32Array(bytes.buffer, bytes.byteOffset + wordSize, 2).set([kind.level, kind.type])
    bytes.set(data, head)
    return bytes
  })

const buffers = fc.oneof(
  { weight: 4, arbitrary: fc.array(message, { maxLength: 6 }).map((all) => Buffer.concat(all)) },
  fc.uint8Array({ maxLength: 300 }),
)

/** The offset of a message's data. The buffer must appear to contain a message. */
function headOf(): number {
  const report = new Int32Array(2 + 4)
  const ones = new Uint8Array(64).fill(1) // read as the length, this exceeds the buffer
  calls.cmsgs(ones, ones.length, report)
  const [, , , , at = 0] = report
  return at
}

test('whatever a control buffer contains, its messages are values or bytes', () => {
  const seen = new Set<string>()
  fc.assert(
    fc.property(buffers, fc.nat(40), (buffer, cut) => {
      const report = new Int32Array(2 + 4 * MOST)
      const length = Math.max(0, buffer.length - (cut > 20 ? cut : 0))
      const count = calls.cmsgs(buffer, length, report)
      assert.ok(count >= 0)
      for (let i = 0; i < count; i++) {
        const [level = 0, type = 0] = report.subarray(2 + 4 * i)
        if (level === SOL_SOCKET && PASSING.has(type)) return
      }

      const control = readControl(buffer, report, constants.AF_INET)

      assert.equal(control.raw.length, count)
      for (const { data } of control.raw) assert.ok(data.length <= length)
      for (const name of Object.keys(control)) seen.add(name)
    }),
    { numRuns: RUNS },
  )

  assert.ok(seen.size > known.length / 2, 'the buffers were such as have values in them')
})
