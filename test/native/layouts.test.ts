import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { platform } from '../../src/binding.ts'
import type { StructProbe } from '../../src/codec/codec.ts'
import type { FieldKind } from '../../src/codec/field.ts'
import type { Layout, Platform } from '../../src/codec/platform.ts'
import { struct } from '../../src/codec/struct.ts'
import { everyStruct } from '../../src/protocols/compiler-probes.ts'
import { cannotCompile, cannotCompile32, Program } from '../support/compiler.ts'
import {
  FILL,
  filling,
  INTEGERS,
  pattern,
  patternByte,
  readFilled,
} from '../support/filled-structs.ts'

/** What native/platform.c includes before it asks for layouts. */
const INCLUDES = /^.*?#include "headers\.inc"\n/s.exec(
  readFileSync('native/platform.c', 'utf8'),
)?.[0]

/** The structs that this machine's headers define. */
const here = everyStruct.filter(({ name }) => platform.layout(name))

/** Signed in C, but a negative number has no meaning there and is refused before the call. */
const NEVER_NEGATIVE = new Set(['in_pktinfo.ipi_ifindex'])

/** What headers of Linux 3.10 lack, or have with fewer fields. See native/structs.h. */
const NEWER_THAN_3_10 = [
  ...['rds_cmsg_rx_trace', 'rds_rx_trace_so', 'rds_zcopy_cookies', 'scm_ts_pktinfo'],
  ...['sctp_add_streams', 'sctp_assoc_reset_event', 'sctp_authinfo', 'sctp_default_prinfo'],
  ...['sctp_event', 'sctp_event_subscribe', 'sctp_nxtinfo', 'sctp_paddrparams'],
  ...['sctp_paddrthlds_v2', 'sctp_pdapi_event', 'sctp_prinfo', 'sctp_probeinterval'],
  ...['sctp_prstatus', 'sctp_rcvinfo', 'sctp_reset_streams', 'sctp_send_failed_event'],
  ...['sctp_sndinfo', 'sctp_stream_change_event', 'sctp_stream_reset_event'],
  ...['sctp_stream_value', 'sctp_udpencaps', 'so_timestamping', 'sock_txtime', 'sockaddr_can'],
  ...['sockaddr_vm', 'tcp_info', 'tcp_md5sig', 'tcp_repair_window', 'tipc_group_req'],
  ...['tipc_service_range', 'tpacket_auxdata', 'tpacket_rollover_stats', 'xdp_mmap_offsets'],
  ...['xdp_statistics'],
]

/** The machines that the compiler can target, and why it cannot. */
const machines = [
  { machine: 'this machine', flags: [], skip: cannotCompile },
  { machine: 'its 32 bits', flags: ['-m32'], skip: cannotCompile32 },
] as const

test('the layouts of this addon are those of the headers', { skip: cannotCompile }, () => {
  const asserts = here.flatMap(({ name, fields }) => {
    const { size, fields: places } = layoutOf(name, platform)
    return [
      `_Static_assert(sizeof(struct ${name}) == ${size}, "${name}");`,
      ...fields.flatMap((field) => {
        const place = places[field]
        assert.ok(place, `${name}.${field}`)
        return [
          `_Static_assert(offsetof(struct ${name}, ${field}) == ${place.offset}, "${name}.${field}");`,
          `_Static_assert(sizeof(((struct ${name} *) 0)->${field}) == ${place.size}, "${name}.${field}");`,
        ]
      }),
    ]
  })
  using program = programOf(...asserts)

  const { errors } = program.check()

  assert.ok(asserts.length > 20)
  assert.equal(errors, '')
})

test('no struct that older headers lack is asked for by their name', () => {
  const names = everyStruct.map(({ name }) => name)

  assert.deepEqual(
    NEWER_THAN_3_10.filter((name) => names.includes(name) || !names.includes(`kernel_${name}`)),
    [],
  )
})

test('fields are read with the sign that they have in C', { skip: cannotCompile }, () => {
  const asserts = here.flatMap(({ name, kinds }) =>
    Object.entries(kinds ?? {}).flatMap(([field, kind]) => {
      if (kind !== 'signed' && kind !== 'unsigned') return []
      if (NEVER_NEGATIVE.has(`${name}.${field}`)) return []
      const type = `__typeof__(((struct ${name} *) 0)->${field})`
      const sign = kind === 'signed' ? '<' : '>'
      return [`_Static_assert((${type}) -1 ${sign} 0, "${name}.${field} is not ${kind}");`]
    }),
  )
  using program = programOf(...asserts)

  const { errors } = program.check()

  assert.ok(asserts.length > 20)
  assert.equal(errors, '')
})

for (const { machine, flags, skip } of machines) {
  test(`native/platform.c is right about the numbers typed by hand: ${machine}`, { skip }, () => {
    using program = new Program('#include "platform.c"\n', flags)

    assert.equal(program.check().errors, '')
  })

  test(`the structs of native/structs.h are those of the headers: ${machine}`, { skip }, (t) => {
    const mirrored = here
      .filter(({ name }) => name.startsWith('kernel_'))
      .map(({ name, fields }) => ({ ours: name, theirs: name.slice('kernel_'.length), fields }))
    const found = whatCompiles(
      mirrored.map(({ theirs }) => `enum { probe_${theirs} = sizeof(struct ${theirs}) };`),
      flags,
    )
    const inHeaders = mirrored.filter((_one, i) => found[i])
    const fields = inHeaders.flatMap((one) => one.fields.map((field) => ({ ...one, field })))
    const known = whatCompiles(
      fields.map(
        ({ theirs, field }, i) => `enum { probe_${i} = offsetof(struct ${theirs}, ${field}) };`,
      ),
      flags,
    )
    using program = new Program(
      withIncludes([
        ...inHeaders.map(
          ({ ours, theirs }) =>
            `_Static_assert(sizeof(struct ${theirs}) <= sizeof(struct ${ours}), "${theirs}");`,
        ),
        ...fields
          .filter((_one, i) => known[i])
          .flatMap(({ ours, theirs, field }) => [
            `_Static_assert(offsetof(struct ${ours}, ${field}) == offsetof(struct ${theirs}, ${field}), "${theirs}.${field}");`,
            `_Static_assert(sizeof(((struct ${ours} *) 0)->${field}) == sizeof(((struct ${theirs} *) 0)->${field}), "${theirs}.${field}");`,
          ]),
      ]),
      flags,
    )

    const { errors } = program.check()

    assert.equal(errors, '')
    const absent = mirrored.filter((_one, i) => !found[i]).map(({ theirs }) => theirs)
    const newer = fields.filter((_one, i) => !known[i]).map((one) => `${one.theirs}.${one.field}`)
    t.diagnostic(`compared: ${known.filter(Boolean).length} fields of ${inHeaders.length} structs`)
    t.diagnostic(`not in these headers: ${[...absent, ...newer].join(' ') || 'none'}`)
  })

  test(`what C puts into each field is read from there, and written there: ${machine}`, {
    skip,
  }, () => {
    using program = new Program(withIncludes([filling(here)]), flags)

    const { layouts, filled } = readFilled(program.output())

    const there: Platform = { ...platform, layout: (name) => layouts.get(name) }
    assert.deepEqual(
      [...layouts.keys()],
      here.map(({ name }) => name),
    )
    for (const probe of here) compare(probe, filled.get(probe.name) ?? [], there)
    if (flags.length > 0) return
    for (const [name, { size }] of layouts) assert.equal(size, platform.layout(name)?.size)
  })
}

/** Compares each field, as C filled it, with the result of its codec. */
function compare(
  { name, fields, kinds }: StructProbe,
  filled: Uint8Array[],
  there: Platform,
): void {
  assert.equal(filled.length, fields.length)
  for (const [i, field] of fields.entries()) {
    const what = `struct ${name}, ${field}`
    const { offset = 0, size = 0 } = layoutOf(name, there).fields[field] ?? {}
    const bytes = filled[i] ?? new Uint8Array()
    const kind = kinds?.[field] ?? 'bytes'
    const codec = struct(name, { [field]: kind })

    const value = codec.decode(bytes, there)[field]

    const place = bytes.subarray(offset, offset + size)
    assert.ok(
      bytes.every((byte, at) => byte === FILL || (at >= offset && at < offset + size)),
      `${what}: C wrote elsewhere`,
    )
    if (INTEGERS.has(kind)) assert.equal(value, expected(i, size, kind), what)
    else
      assert.ok(
        place.every((byte, at) => byte === patternByte(i, at)),
        what,
      )
    if (kind === 'bool') continue // any nonzero number is true, but 1 is written
    if (kind === 'text') continue // a text ends at a NUL; bytes after it are lost
    if (typeof value === 'number' && !Number.isSafeInteger(value)) continue // not exact in a double
    if (offset + size > (there.layout(name)?.size ?? 0)) continue // beyond the struct
    const again = codec.encode({ [field]: value } as never, there)
    assert.deepEqual(again.subarray(offset, offset + size), new Uint8Array(place), what)
  }
}

function layoutOf(name: string, there: Platform): Layout {
  const layout = there.layout(name)
  assert.ok(layout, name)
  return layout
}

function expected(index: number, size: number, kind: FieldKind): number | bigint | boolean {
  const value = pattern(index, size)
  if (kind === 'bool') return true
  if (kind === 'bigint') return value
  const signed = kind === 'signed' || (kind === 'interface' && size === 4)
  return Number(signed ? BigInt.asIntN(size * 8, value) : value)
}

/** Which of these lines of C compile. Removes those that do not, until the rest compiles. */
function whatCompiles(lines: readonly string[], flags: readonly string[]): boolean[] {
  const good = lines.map(() => true)
  const before = (INCLUDES ?? '').split('\n').length
  for (;;) {
    using program = new Program(withIncludes(lines.filter((_line, i) => good[i])), flags)
    const { good: done, errors } = program.check()
    if (done) return good
    const kept = lines.flatMap((_line, i) => (good[i] ? [i] : []))
    const bad = Array.from(errors.matchAll(/program\.c:(\d+):\d+: error/g), ([, line]) => line)
    const found = bad.flatMap((line) => kept[Number(line) - before] ?? [])
    if (found.length === 0) throw new Error(`Cannot compile: ${errors}`)
    for (const i of found) good[i] = false
  }
}

function programOf(...lines: string[]): Program {
  return new Program(withIncludes(lines))
}

function withIncludes(lines: readonly string[]): string {
  assert.ok(INCLUDES, 'native/platform.c includes headers.inc')
  return `${INCLUDES}${lines.join('\n')}\n`
}
