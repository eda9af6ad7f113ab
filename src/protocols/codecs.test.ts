import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { platform } from '../binding.ts'
import type { Codec, Encoder } from '../codec/codec.ts'
import { hostile } from '../../test/support/hostile.ts'
import { everyControl, everyOption } from './index.ts'

const MISUSE = new Set(['TypeError', 'RangeError'])

const rows: readonly { readonly name: string; readonly codec: Codec<unknown> }[] = [
  ...everyOption().map(({ name, codec }) => ({ name: `the option ${name}`, codec })),
  ...everyControl().map(({ name, codec }) => ({ name: `the control message ${name}`, codec })),
]

/** Codecs of queries, which are only encoded: the kernel returns the value of the option. */
const queries: readonly { readonly name: string; readonly codec: Encoder<unknown> }[] =
  everyOption().flatMap(({ name, details: { query } }) =>
    query ? [{ name: `the query of ${name}`, codec: query }] : [],
  )

/** Bytes as the kernel could return them: too few, exactly enough, or too many. */
function answersFor(codec: Codec<unknown>): fc.Arbitrary<Uint8Array> {
  const size = codec.maxSize(platform)
  const near = fc.integer({ min: Math.max(0, size - 9), max: size + 9 })
  return fc.oneof(fc.integer({ min: 0, max: 70 }), near).chain((length) => {
    const any = fc.uint8Array({ minLength: length, maxLength: length })
    const same = fc.constantFrom(0, 1, 0x7f, 0xff).map((byte) => new Uint8Array(length).fill(byte))
    return length > 4096 ? same : fc.oneof(any, same) // many random bytes take seconds to make
  })
}

for (const { name, codec } of rows) {
  const skip =
    codec.probes().some((probe) => !platform.layout(probe.name)) && 'not on this platform'

  test(`any bytes are a value or a RangeError to ${name}, and the value is kept`, { skip }, () => {
    fc.assert(
      fc.property(answersFor(codec), (bytes) => {
        let value: unknown
        try {
          value = codec.decode(bytes, platform)
        } catch (error) {
          assert.ok(error instanceof RangeError, String(error))
          return
        }
        let again: Uint8Array
        try {
          again = codec.encode(value, platform)
        } catch (error) {
          assert.ok(error instanceof RangeError, String(error)) // too long for C
          return
        }

        assert.deepEqual(codec.decode(again, platform), value)
      }),
      { numRuns: 40 },
    )
  })
}

for (const { name, codec } of [...rows, ...queries]) {
  const skip =
    codec.probes().some((probe) => !platform.layout(probe.name)) && 'not on this platform'

  test(`any value is encoded or refused as misuse by ${name}`, { skip }, () => {
    fc.assert(
      fc.property(hostile, (make) => {
        const argument = make()
        try {
          assert.ok(codec.encode(argument.value, platform) instanceof Uint8Array)
        } catch (error) {
          if (argument.isOurs(error)) return
          assert.ok(error instanceof Error && MISUSE.has(error.name), String(error))
        }
      }),
      { numRuns: 40 },
    )
  })
}

/** How many C names a value has. */
function namesIn(value: unknown): number {
  return inspect(value).match(/'[A-Z\d]+_[A-Z\d_]+'/g)?.length ?? 0
}

/** The example of each row as received, and the value read after setting it. */
const examples = [
  ...everyOption().map(({ name, codec, details: { example, readsBack = example, writeOnly } }) => ({
    ...{ name, codec, example, readsBack, read: writeOnly ? undefined : readsBack },
  })),
  ...everyControl().map(({ name, codec, details: { example, readsBack = example } }) => ({
    ...{ name, codec, example: readsBack, readsBack, read: readsBack },
  })),
]

for (const { name, codec, example, readsBack, read } of examples) {
  if (example === undefined) continue
  const skip =
    codec.probes().some((probe) => !platform.layout(probe.name)) && 'not on this platform'

  test(`the example of ${name} is read back, within the reserved space`, { skip }, () => {
    const bytes = codec.encode(example, platform)
    // Flags that are given by their names are read as a number.
    const isByName = namesIn(example) > namesIn(readsBack)

    assert.deepEqual(codec.decode(bytes, platform), isByName ? readsBack : example)
    if (read !== undefined)
      assert.ok(codec.encode(read, platform).length <= codec.maxSize(platform))
  })
}

for (const { name, codec, details } of everyOption()) {
  const { query, queryExample } = details
  if (!query) continue
  const skip =
    codec.probes().some((probe) => !platform.layout(probe.name)) && 'not on this platform'

  test(`the query of ${name} has space for the answer`, { skip }, () => {
    assert.ok(query.maxSize(platform) <= codec.maxSize(platform))
    if (queryExample === undefined) return

    assert.ok(query.encode(queryExample, platform).length <= codec.maxSize(platform))
  })
}
