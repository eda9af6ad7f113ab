import assert from 'node:assert/strict'
import { test } from 'node:test'
import { otherEndian } from '../../test/support/machines.ts'
import { platform } from '../binding.ts'
import type { Codec, Encoder } from '../codec/codec.ts'
import type { FieldKind } from '../codec/field.ts'
import type { Layout } from '../codec/platform.ts'
import {
  bool,
  byte,
  int,
  hostInterfaceIndex,
  ipv4,
  ipv6,
  networkInterfaceIndex,
  uint64,
  uint,
  ushort,
} from '../codec/values.ts'
import { decodeAddress, encodeAddress, everyFamily, type KnownAddress } from './address.ts'
import { everyControl, everyOption } from './index.ts'

const other = otherEndian(platform)

/** Codecs of a single integer in host byte order. */
const turning = new Set<unknown>([bool, byte, int, hostInterfaceIndex, uint64, uint, ushort])
/** Codecs that give the same bytes on every machine. */
const staying = new Set<unknown>([ipv4, ipv6, networkInterfaceIndex])
/** Codecs whose input differs from the value read. */
const OTHERWISE = new Set<unknown>(
  everyControl().flatMap(({ name, codec }) => (name.startsWith('SO_TIMESTAMPING') ? codec : [])),
)
/** Kinds of fields that are the same on every machine. */
const STAYING: ReadonlySet<FieldKind> = new Set([...(['network', 'text', 'ipv4', 'ipv6'] as const)])

interface Row {
  readonly name: string
  readonly codec: Encoder<unknown> | Codec<unknown>
  readonly value: unknown
}

const rows: readonly Row[] = [
  ...everyOption().flatMap(({ name, codec, details: { example } }) =>
    example === undefined ? [] : [{ name, codec, value: example }],
  ),
  ...everyControl().flatMap(({ name, codec, details: { example, readsBack = example } }) =>
    readsBack === undefined ? [] : [{ name, codec, value: readsBack }],
  ),
  ...everyOption().flatMap(({ name, details: { query, queryExample } }) =>
    query && queryExample !== undefined
      ? [{ name: `the query of ${name}`, codec: query, value: queryExample }]
      : [],
  ),
]

for (const { name, codec, value } of rows) {
  const skip =
    codec.probes().some((probe) => !platform.layout(probe.name)) && 'not on this platform'

  test(`integers of ${name} have the order of the machine, and all else stays`, { skip }, () => {
    const here = codec.encode(value, platform)
    const there = codec.encode(value, other)

    if ('decode' in codec && !OTHERWISE.has(codec))
      assert.deepEqual(codec.decode(there, other), codec.decode(here, platform))
    assert.equal(there.length, here.length)
    if (turning.has(codec)) assert.deepEqual(there, here.slice().reverse())
    if (staying.has(codec)) assert.deepEqual(there, here)
    const [probe] = codec.probes()
    const layout = probe && platform.layout(probe.name)
    if (codec.probes().length !== 1 || layout?.size !== here.length) return
    for (const [field, kind] of Object.entries<FieldKind>(probe?.kinds ?? {}))
      compare(field, kind, layout, here, there)
  })
}

for (const { name, examples } of everyFamily) {
  const skip = platform.constant(name) === undefined && 'not on this platform'

  test(`addresses of ${name} are the same on a machine of the other order`, { skip }, () => {
    for (const example of examples as readonly KnownAddress[]) {
      const there = encodeAddress(example, other)

      assert.deepEqual(decodeAddress(there, other), example)
      assert.equal(there.length, encodeAddress(example, platform).length)
    }
  })
}

/**
 * Compares the bytes of a field on two machines. Skips members of a union, because they overlap.
 */
function compare(
  name: string,
  kind: FieldKind,
  { fields }: Layout,
  here: Uint8Array,
  there: Uint8Array,
): void {
  const { offset = 0, size = 0 } = fields[name] ?? {}
  const alone = Object.entries(fields).every(
    ([field, place]) =>
      field === name || place.offset + place.size <= offset || place.offset >= offset + size,
  )
  if (!alone || kind === 'bytes') return // bytes may contain a whole sockaddr
  const part = here.slice(offset, offset + size)
  if (!STAYING.has(kind)) part.reverse()
  assert.deepEqual(there.slice(offset, offset + size), part, name)
}
