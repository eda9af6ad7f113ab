import assert from 'node:assert/strict'
import { release } from 'node:os'
import { test } from 'node:test'
import {
  Descriptor,
  type MessageInfo,
  type RawControlMessage,
  type SettableOption,
  SocketError,
} from '../../src/index.ts'
import { platform } from '../../src/binding.ts'
import type { ControlMessage } from '../../src/protocols/control.ts'
import { everyControl } from '../../src/protocols/index.ts'
import { readControl } from '../../src/socket/control.ts'
import { beforeProvoking, DATA, provokers } from '../support/provoke-control.ts'
import { cameElsewhere, elsewhere } from '../support/provoke-elsewhere.ts'
import { families } from '../support/provoke-families.ts'
import { unreachable } from '../support/unreachable.ts'
import { pairOf } from '../support/pairs.ts'
import { FORBIDDEN, UNSUPPORTED, notFullLinux } from '../support/kernel-support.ts'
import { OutcomeCounts } from '../support/outcome-counts.ts'
import { PATIENCE } from '../support/patience.ts'

const LEAST_MESSAGES = 75
const LEAST_ON_THE_KERNEL = 42

/** Messages whose received value does not depend on the value sent. */
const CHANGED = new Set(['SO_TIMESTAMPING', 'SO_TIMESTAMPING_NEW'])

/** Messages whose value is a descriptor, for which no bytes may be made up. */
const DESCRIPTORS = new Set(['SCM_PIDFD'])

/** The size of the longest struct in a message. */
const LONGEST_STRUCT = 512

/** Errors of a kernel that lacks a module or an IPv6 address. */
const ABSENT = new Set(['ENOENT', 'ENODEV', 'EADDRNOTAVAIL'])

const counts = new OutcomeCounts('control messages', ['received', 'sent', 'codec only', 'skipped'])

for (const row of everyControl()) {
  const { name, codec, details } = row
  const { example, readsBack = example, sendOnly } = details
  const lack = codec.probes().find((probe) => !platform.layout(probe.name))
  if (lack) counts.add('skipped', name, `this platform has no struct ${lack.name}`)
  const skip = lack && 'not on this platform'
  const refusal = skip === undefined ? refusalOf(row) : undefined

  if (refusal !== undefined) {
    counts.add('codec only', name, refusal.reason)
    test(`${name} survives its codec; ${refusal.reason}`, () => {
      const value = codec.decode(sampleOf(row), platform)

      const bytes = codec.encode(value, platform)

      assert.deepEqual(codec.decode(bytes, platform), value)
      if (refusal.code !== undefined)
        assert.throws(() => exercise(row), { name: 'SocketError', code: refusal.code })
    })
  } else if (sendOnly) {
    test(`${name} is sent`, { skip }, () => {
      const { data } = exercise(row)

      assert.ok(String(data).endsWith(DATA)) // after its header, if that is received too
      counts.add('sent', name)
    })
  } else if (elsewhere[name]) {
    const network = elsewhere[name]
    test(`${name} is received, and encodes into the received bytes`, { skip }, async () => {
      const { names, raw, controlTruncated } = await cameElsewhere(row, network)

      const [message, ...others] = raw.filter((each) => isOf(row, each))
      assert.equal(controlTruncated, false)
      assert.ok(message && others.length === 0)
      assert.ok(names.includes(name))
      const data = Uint8Array.from(message.data)
      assert.deepEqual(codec.encode(codec.decode(data, platform), platform), data)
      counts.add('received', name)
    })
  } else {
    test(`${name} is received, and encodes into the received bytes`, { skip }, () => {
      const { control, controlTruncated } = exercise(row)

      const value = Reflect.get(control, name) as unknown
      const raw = control.raw.filter((each) => isOf(row, each))
      if (value instanceof Descriptor) value.close()
      assert.equal(controlTruncated, false)
      assert.equal(raw.length, 1)
      assert.notEqual(value, undefined)
      if (!DESCRIPTORS.has(name)) assert.deepEqual(codec.encode(value, platform), raw[0]?.data)
      if (toSend(row) && !CHANGED.has(name)) assert.deepEqual(value, readsBack)
      counts.add('received', name)
    })
  }

  test(`${name} truncated to any length is a value or absent, and its bytes are available`, {
    skip: skip ?? (DESCRIPTORS.has(name) && 'its value is a descriptor'),
  }, () => {
    const whole = sampleOf(row)
    const level = platform.constant(row.where.level) ?? -1
    const type = platform.constant(name) ?? -1
    const [testedFamily] = details.testedOn ?? row.where.testedOn

    for (const length of lengthsUpTo(whole.length)) {
      const report = Int32Array.of(0, 1, level, type, 0, length)
      const control = readControl(whole, report, platform.constant(testedFamily) ?? 0)

      assert.deepEqual(control.raw, [{ level, type, data: whole.slice(0, length) }])
      if (type !== -1 && length === whole.length)
        assert.deepEqual(Reflect.get(control, name), codec.decode(whole, platform))
    }
  })
}

test('every reason and every preparation is of a control message', () => {
  const names = new Set(everyControl().map(({ name }) => name))
  const named = [
    unreachable.keys(),
    CHANGED,
    ...[beforeProvoking, provokers, elsewhere, families].map(Object.keys),
  ]

  const unknown = named.flatMap((some) => [...some]).filter((name) => !names.has(name))

  assert.deepEqual(unknown, [])
})

test(`there are at least ${LEAST_MESSAGES} control messages`, () => {
  assert.ok(everyControl().length >= LEAST_MESSAGES, `${everyControl().length}`)
})

test(`at least ${LEAST_ON_THE_KERNEL} of them were tried on the kernel`, {
  skip: notFullLinux,
}, () => {
  const count = counts.count('received', 'sent')

  assert.ok(count >= LEAST_ON_THE_KERNEL, `${count}`)
})

/** Why a row cannot be tested on this kernel, and the error code if a call failed. */
function refusalOf(row: ControlMessage): { reason: string; code?: string } | undefined {
  const { name, details, where } = row
  if (platform.constant(name) === undefined) return { reason: 'not on this platform' }
  const family = families[name]
  const reason = unreachable.get(name) ?? elsewhere[name]?.skip ?? family?.skip
  if (typeof reason === 'string') return { reason }
  if (elsewhere[name]) return undefined
  try {
    if (!family) exercise(row)
    else family.make()[Symbol.dispose]()
    const { since } = details
    if (!family || since === undefined || !isNewerThanKernel(since)) return undefined
    return { reason: `came with Linux ${since}` }
  } catch (error) {
    if (!(error instanceof SocketError)) return undefined // fails in the test itself
    const { code } = error
    const { since, needs } = details
    if (code === 'EINVAL' && since !== undefined && isNewerThanKernel(since))
      return { reason: `came with Linux ${since}`, code }
    if (UNSUPPORTED.has(code) || ABSENT.has(code) || family?.absent?.includes(code))
      return { reason: `this kernel says ${code} to ${where.level}`, code }
    if (FORBIDDEN.has(code)) return { reason: `needs ${needs ?? 'a capability'}`, code }
    return undefined
  }
}

/** Whether a version of Linux, such as `'6.13'`, is newer than this kernel. */
function isNewerThanKernel(since: string): boolean {
  const [major = 0, minor = 0] = since.split('.').map(Number)
  const [ours = 0, oursMinor = 0] = release().split('.').map(Number)
  return ours < major || (ours === major && oursMinor < minor)
}

/** Enables the message, sends it, and returns what was received. */
function exercise(row: ControlMessage): MessageInfo & { data: Uint8Array } {
  const { name, where, details } = row
  const family = families[name]
  using pair = family ? family.make() : pairOf(details.testedOn ?? where.testedOn)
  const { sender, receiver } = pair
  const { enabledBy } = details
  if (enabledBy !== undefined) {
    const [option, value] = typeof enabledBy === 'string' ? [enabledBy, true] : enabledBy
    receiver.setOption(option as SettableOption, value as never)
  }
  beforeProvoking[name]?.(sender, receiver)
  const provoke = family?.provoke ?? provokers[name]
  if (provoke) provoke(sender, receiver)
  else {
    const control = toSend(row) ? { [name]: details.example } : {}
    sender.sendMessageSync({ data: DATA, control })
  }
  if (!details.queued) return receiver.recvMessageSync({ control: true, timeout: PATIENCE })
  const queued = receiver.recvErrorSync({ timeout: PATIENCE })
  assert.ok(queued, 'Nothing was queued')
  return queued
}

/**
 * Every length that can cut through a field, and the last few: each costs a copy of that length.
 */
function lengthsUpTo(most: number): number[] {
  const lengths = Array.from({ length: most + 1 }, (_, length) => length)
  return lengths.filter((length) => length <= LONGEST_STRUCT || length > most - 8)
}

/** Whether a message belongs to this row. */
function isOf(
  { name, where }: ControlMessage,
  message: Pick<RawControlMessage, 'level' | 'type'>,
): boolean {
  const { level, type } = message
  return level === platform.constant(where.level) && type === platform.constant(name)
}

/** Whether the sender includes the example. */
function toSend({ details }: ControlMessage): boolean {
  return details.example !== undefined && !details.receiveOnly
}

/** Data of the row as the kernel could return it. */
function sampleOf({ codec, details }: ControlMessage): Uint8Array {
  const { example, readsBack = example } = details
  return readsBack === undefined
    ? new Uint8Array(codec.maxSize(platform))
    : codec.encode(readsBack, platform)
}
