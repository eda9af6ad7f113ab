import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Address,
  constants,
  Descriptor,
  type ReceivedMessage,
  type SettableOption,
  Socket,
  SocketError,
} from '../src/index.ts'
import { platform } from '../src/binding.ts'
import { encodeMessages, ifinfomsg } from '../src/netlink.ts'
import type { ControlMessage } from '../src/protocols/control.ts'
import { encodeAddress, everyFamily } from '../src/protocols/address.ts'
import { everyControl } from '../src/protocols/index.ts'
import { readControl } from '../src/socket/control.ts'
import { pairOf } from './support/pairs.ts'
import { FORBIDDEN, LACKING, notPlain } from './support/plain.ts'
import { survives } from './support/survives.ts'
import { Tally } from './support/tally.ts'

const LEAST_MESSAGES = 40
const LEAST_ON_THE_KERNEL = 25

const { SOF_TIMESTAMPING_OPT_ID, SOF_TIMESTAMPING_SOFTWARE, SOF_TIMESTAMPING_TX_SOFTWARE } =
  constants

/** What must be done before the datagram is sent. */
const first: Record<string, (sender: Socket, receiver: Socket) => void> = {
  IP_PROTOCOL: (sender) => {
    sender.setOption('IP_HDRINCL', false)
  },
  IP_RECVOPTS: (sender) => {
    sender.setOption('IP_OPTIONS', new Uint8Array([1, 1, 1, 0]))
  },
  SCM_TS_OPT_ID: (sender) => {
    const what = SOF_TIMESTAMPING_OPT_ID | SOF_TIMESTAMPING_TX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE
    sender.setOption('SO_TIMESTAMPING', what)
  },
  SO_RXQ_OVFL: overflow,
}

/** What has the message come, where sending one datagram to the receiver does not. */
const instead: Record<string, (sender: Socket, receiver: Socket) => void> = {
  IPV6_PATHMTU: (sender, receiver) => {
    receiver.setOption('IPV6_DONTFRAG', true)
    receiver.setOption('IPV6_MTU', 1280)
    assert.throws(() => receiver.sendToSync(Buffer.alloc(2000), sender.localAddress), {
      code: 'EMSGSIZE',
    })
  },
  NETLINK_PKTINFO: (_sender, receiver) => {
    const oneLink = { type: constants.RTM_GETLINK, flags: constants.NLM_F_REQUEST }
    const payload = ifinfomsg.encode({ index: 'lo' })
    receiver.sendToSync(encodeMessages([{ ...oneLink, payload }]), 'netlink:0:0')
  },
  PACKET_AUXDATA: (sender, receiver) => {
    const lo = { family: 'AF_PACKET', interfaceIndex: 'lo' } as const
    const frame = Buffer.from('00'.repeat(12) + '88b5' + '00'.repeat(46), 'hex')
    receiver.bind({ ...lo, protocol: constants.ETH_P_802_EX1 })
    sender.sendToSync(frame, lo)
  },
  SO_TIMESTAMPING: untilItComes,
  SO_TIMESTAMPING_NEW: untilItComes,
  UDP_GRO: (sender) => {
    sender.setOption('UDP_SEGMENT', 100)
    sender.sendSync(Buffer.alloc(400))
  },
}

/** Messages that come other than they were sent: with what the packet made of them. */
const CHANGED = new Set([
  ...['IPV6_2292DSTOPTS', 'IPV6_2292HOPOPTS', 'IPV6_DSTOPTS', 'IPV6_HOPOPTS', 'IP_RETOPTS'],
  ...['SO_TIMESTAMPING', 'SO_TIMESTAMPING_NEW'],
])

/** Messages that a datagram over loopback can't be made to bring. */
const special: Record<string, string> = {
  IPV6_2292RTHDR: 'needs a router',
  IPV6_RECVFRAGSIZE: 'needs a network with a small MTU',
  IPV6_RTHDR: 'needs a router',
  IP_CHECKSUM: 'needs a device that sums alone',
  IP_RECVFRAGSIZE: 'needs a network with a small MTU',
  NETLINK_LISTEN_ALL_NSID: 'needs another network namespace',
  SCM_SECURITY: 'needs a security module',
  SCM_TIMESTAMPING_PKTINFO: 'needs a device with a clock',
  TLS_SET_RECORD_TYPE: 'needs a TLS connection',
}

/** Messages whose value is a descriptor: nothing may be made up for them. */
const DESCRIPTORS = new Set(['SCM_PIDFD'])

const DATA = 'some data'

const tally = new Tally('control messages', ['received', 'sent', 'codec only', 'skipped'])

for (const row of everyControl()) {
  const { name, codec, details } = row
  const { example, sendOnly } = details
  const lack = codec.structs.find((need) => !platform.layout(need.name))
  if (lack) tally.add('skipped', name, `this platform has no struct ${lack.name}`)
  const skip = lack && 'not on this platform'
  const refusal = skip === undefined ? refusalOf(row) : undefined

  if (refusal !== undefined) {
    tally.add('codec only', name, refusal.reason)
    test(`${name} survives its codec; ${refusal.reason}`, () => {
      survives(codec, details.example)

      if (refusal.code !== undefined)
        assert.throws(() => exercise(row), { name: 'SocketError', code: refusal.code })
    })
  } else if (sendOnly) {
    test(`${name} is sent`, { skip }, () => {
      exercise(row)

      tally.add('sent', name)
    })
  } else {
    test(`${name} is received, and encodes into the bytes that came`, { skip }, () => {
      const message = exercise(row)
      assert.ok(message)
      const { control, controlTruncated } = message

      const value = Reflect.get(control, name) as unknown
      const raw = control.raw.filter(
        ({ level, type }) =>
          level === platform.constant(row.where.level) && type === platform.constant(name),
      )
      if (value instanceof Descriptor) value.close()
      assert.equal(controlTruncated, false)
      assert.equal(raw.length, 1)
      assert.notEqual(value, undefined)
      if (!DESCRIPTORS.has(name)) assert.deepEqual(encoded(row, value), raw[0]?.data)
      if (toSend(row) && !CHANGED.has(name)) assert.deepEqual(value, example)
      tally.add('received', name)
    })
  }

  test(`${name} cut at any length is a value or absent, and its bytes are there`, {
    skip: skip ?? (DESCRIPTORS.has(name) && 'its value is a descriptor'),
  }, () => {
    const whole = sampleOf(row)
    const level = platform.constant(row.where.level) ?? -1
    const type = platform.constant(name) ?? -1

    for (let length = 0; length <= whole.length; length++) {
      const control = readControl(whole, Int32Array.of(0, 1, level, type, 0, length))

      assert.deepEqual(control.raw, [{ level, type, data: whole.slice(0, length) }])
      const value = Reflect.get(control, name) as unknown
      if (type !== -1 && value !== undefined)
        assert.deepEqual(value, codec.decode(whole.subarray(0, length), platform))
    }
  })
}

test(`there are at least ${LEAST_MESSAGES} control messages`, () => {
  assert.ok(everyControl().length >= LEAST_MESSAGES, `${everyControl().length}`)
})

test(`at least ${LEAST_ON_THE_KERNEL} of them were tried on the kernel`, { skip: notPlain }, () => {
  const count = tally.count('received', 'sent')

  assert.ok(count >= LEAST_ON_THE_KERNEL, `${count}`)
})

/** Why a row can't be tried on this kernel, and the code that it says so with, if it was asked. */
function refusalOf(row: ControlMessage): { reason: string; code?: string } | undefined {
  const { name, details, where } = row
  if (platform.constant(name) === undefined) return { reason: 'not on this platform' }
  if (details.queued) return { reason: 'comes through the error queue' }
  const reason = special[name]
  if (reason !== undefined) return { reason }
  if (details.sendOnly ? details.example === undefined : details.ask === undefined)
    return { reason: details.sendOnly ? 'has no example' : 'no option asks for it' }
  try {
    exercise(row)
    return undefined
  } catch (error) {
    if (!(error instanceof SocketError)) return undefined // for the test to show
    const { code } = error
    if (LACKING.has(code)) return { reason: `this kernel says ${code} to ${where.level}`, code }
    if (FORBIDDEN.has(code)) return { reason: `needs ${details.needs ?? 'a capability'}`, code }
    return undefined
  }
}

/** Asks for the message, has it sent, and gives what came, if it does come. */
function exercise(row: ControlMessage): ReceivedMessage | undefined {
  const { name, where, details } = row
  using pair = pairOf(details.on ?? where.on)
  const { sender, receiver } = pair
  const { ask } = details
  if (ask !== undefined) {
    const [option, value] = typeof ask === 'string' ? [ask, true] : ask
    receiver.setOption(option as SettableOption, value as never)
  }
  first[name]?.(sender, receiver)
  if (instead[name]) instead[name](sender, receiver)
  else {
    const control = toSend(row) ? { [name]: details.example } : {}
    sender.sendMessageSync({ data: DATA, control: control })
  }
  return details.sendOnly ? undefined : receiver.recvMessageSync({ control: true, timeout: 5000 })
}

/** Whether the sender gives the example along. */
function toSend({ details }: ControlMessage): boolean {
  return details.example !== undefined && !details.receiveOnly
}

/** Data of the row, as the kernel might give it. */
function sampleOf({ codec, details: { example } }: ControlMessage): Uint8Array {
  return example === undefined
    ? new Uint8Array(codec.room(platform))
    : codec.encode(example, platform)
}

/** The bytes of a value. Those of an address get their family from who writes it. */
function encoded({ codec }: ControlMessage, value: unknown): Uint8Array {
  const ofFamily = everyFamily.some(({ address }) => (address as unknown) === codec)
  return ofFamily ? encodeAddress(value as Address, platform) : codec.encode(value, platform)
}

/** Sends until one comes that was stamped: the kernel begins to some time after it was asked. */
function untilItComes(sender: Socket, receiver: Socket): void {
  const PEEK = { control: true, timeout: 5000, flags: constants.MSG_PEEK }
  for (let i = 0; i < 10_000; i++) {
    sender.sendSync(DATA)
    if (receiver.recvMessageSync(PEEK).control.raw.length > 0) return
    receiver.recvSync(99)
  }
}

/** Sends more than the receiver has room for, and makes room again. */
function overflow(sender: Socket, receiver: Socket): void {
  receiver.setOption('SO_RCVBUF', 0)
  for (let i = 0; i < 20; i++) sender.sendSync(Buffer.alloc(1000))
  for (;;) {
    try {
      receiver.recvSync(1000, { timeout: 0 })
    } catch (error) {
      if (!(error instanceof SocketError) || error.code !== 'EAGAIN') throw error
      return
    }
  }
}
