import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  Descriptor,
  type FamilyName,
  type ProtocolName,
  Socket,
  SocketError,
  type TypeName,
} from '../../src/index.ts'
import { platform } from '../../src/binding.ts'
import { everyOption } from '../../src/protocols/index.ts'
import type { Option } from '../../src/protocols/option.ts'
import { optionQueries, optionStates } from '../support/option-states.ts'
import { FORBIDDEN, UNSUPPORTED, notFullLinux } from '../support/kernel-support.ts'
import { assertRoundTrip } from '../support/round-trip.ts'
import { OutcomeCounts } from '../support/outcome-counts.ts'

const LEAST_OPTIONS = 250
const LEAST_ON_THE_KERNEL = 200

/**
 * Options that need more than a socket in a single process: the reason, its error codes,
 * and the options.
 */
const UNMET: readonly (readonly [reason: string, codes: string[], names: string[]])[] = [
  [
    'needs another device',
    ['ENOTCONN', 'EINVAL', 'EBADFD'],
    [
      ...['BT_DEFER_SETUP', 'BT_PHY', 'BT_RCVMTU', 'BT_SNDMTU', 'BT_VOICE', 'L2CAP_CONNINFO'],
      ...['RFCOMM_CONNINFO', 'SCO_CONNINFO', 'SCO_OPTIONS'],
    ],
  ],
  [
    'needs algorithms of AF_ALG',
    ['ENOENT'],
    [
      ...['ALG_SET_AEAD_AUTHSIZE', 'ALG_SET_DRBG_ENTROPY', 'ALG_SET_KEY'],
      ...['ALG_SET_KEY_BY_KEY_SERIAL'],
    ],
  ],
  ['needs a key in a keyring', ['ENOKEY'], ['ALG_SET_KEY_BY_KEY_SERIAL']],
  // test/options/ebpf.test.ts tests these.
  ['needs an eBPF program', ['EINVAL', 'EBADF'], ['SO_ATTACH_BPF', 'SO_ATTACH_REUSEPORT_EBPF']],
  ['needs NAT in the kernel', ['ENOENT'], ['SO_ORIGINAL_DST', 'IP6T_SO_ORIGINAL_DST']],
  [
    'needs a network with a prefix',
    ['EADDRNOTAVAIL', 'ENOENT'],
    ['IPV6_JOIN_ANYCAST', 'IPV6_LEAVE_ANYCAST'],
  ],
  ['needs memory at a fixed address', ['EFAULT', 'EINVAL'], ['XDP_UMEM_REG']],
  ['needs a connection with keys, in repair mode', ['EPERM'], ['TCP_AO_REPAIR']],
  [
    'needs the module tls',
    ['ENOENT'],
    ['TLS_RX', 'TLS_RX_EXPECT_NO_PAD', 'TLS_TX', 'TLS_TX_MAX_PAYLOAD_LEN', 'TLS_TX_ZEROCOPY_RO'],
  ],
]

const counts = new OutcomeCounts('options', [
  'set and read back',
  'set',
  'read',
  'codec only',
  'skipped',
])

for (const row of everyOption()) {
  const { name, codec, details } = row
  const { example, readsBack = example, writeOnly } = details
  const sample = example === undefined ? readsBack : example
  const lack = codec.probes().find((probe) => !platform.layout(probe.name))
  if (lack) counts.add('skipped', name, `this platform has no struct ${lack.name}`)
  const skip = lack && 'not on this platform'
  const refusal = skip === undefined ? refusalOf(row) : undefined
  const taken = example !== undefined && !writeOnly && refusal && !refusalOf(unread(row))

  if (refusal !== undefined && !taken) {
    counts.add('codec only', name, refusal.reason)
    test(`${name} survives its codec; ${refusal.reason}`, () => {
      assertRoundTrip(codec, sample)

      assert.throws(() => exercise(row), { name: 'SocketError', code: refusal.code })
    })
  } else if (refusal !== undefined) {
    const reason = `but not read: ${refusal.reason}`
    test(`${name} is set, ${reason}`, () => {
      exercise(unread(row))

      assert.throws(() => exercise(row), { name: 'SocketError', code: refusal.code })
      counts.add('set', name, reason)
    })
  } else if (example !== undefined && writeOnly) {
    test(`${name} is set`, { skip }, () => {
      exercise(row)

      counts.add('set', name)
    })
  } else if (example !== undefined) {
    test(`${name} reads back what was set`, { skip }, () => {
      assert.deepEqual(exercise(row), readsBack)

      counts.add('set and read back', name)
    })
  } else {
    test(`${name} is read as a value of its type`, { skip }, () => {
      const value = exercise(row)

      assert.ok(codec.encode(value, platform) instanceof Uint8Array)
      counts.add('read', name)
    })
  }
}

test(`there are at least ${LEAST_OPTIONS} options`, () => {
  assert.ok(everyOption().length >= LEAST_OPTIONS, `${everyOption().length}`)
})

test(`at least ${LEAST_ON_THE_KERNEL} of them were tried on the kernel`, {
  skip: notFullLinux,
}, () => {
  const count = counts.count('set and read back', 'set', 'read')

  assert.ok(count >= LEAST_ON_THE_KERNEL, `${count}`)
})

/** The row for a kernel that accepts the option but cannot return it. */
function unread(row: Option): Option {
  return { ...row, details: { ...row.details, writeOnly: true } }
}

/** Why a row cannot be tested on this kernel, and the error code. */
function refusalOf(row: Option): { reason: string; code: string } | undefined {
  const { name, details, where } = row
  try {
    exercise(row)
    return undefined
  } catch (error) {
    if (!(error instanceof SocketError)) return undefined // fails in the test itself
    const { code } = error
    if (platform.constant(name) === undefined) return { reason: 'not on this platform', code }
    const unmet = UNMET.find(([, codes, names]) => names.includes(name) && codes.includes(code))
    if (unmet) return { reason: unmet[0], code }
    if (UNSUPPORTED.has(code)) return { reason: `this kernel says ${code} to ${where.level}`, code }
    if (FORBIDDEN.has(code)) return { reason: `needs ${details.needs ?? 'a capability'}`, code }
    return undefined
  }
}

/** Sets the example, if there is one, and returns the current value, if it can be read. */
function exercise(row: Option): unknown {
  const { name, details } = row
  using socket = freshSocket(row)
  const state = optionStates[name]?.(socket)
  try {
    if (details.example !== undefined) {
      socket.setOption(name as 'SO_DEBUG', details.example as boolean) // typed by the row
    }
    if (details.writeOnly) return undefined
    const query = details.query ? [optionQueries[name]?.(socket) ?? details.queryExample] : []
    const value: unknown = socket.getOption(name as 'SO_DEBUG', ...(query as []))
    if (!details.opens) return value
    assert.ok(value instanceof Descriptor)
    using descriptor = value
    return descriptor.fd
  } finally {
    state?.[Symbol.dispose]()
  }
}

function freshSocket({ where, details }: Option): Socket {
  const [family, type, protocol = 0] = details.testedOn ?? where.testedOn
  if (family === 'AF_UNIX') {
    const [socket, other] = Socket.pair(family, type as TypeName)
    other.close()
    return socket
  }
  return new Socket(family as FamilyName, type as TypeName, protocol as ProtocolName)
}
