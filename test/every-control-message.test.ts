import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  constants,
  Descriptor,
  type ReceivedMessage,
  type SettableOption,
  type Socket,
  SocketError,
} from '../src/index.ts'
import { platform } from '../src/binding.ts'
import { encodeMessages, ifinfomsg } from '../src/netlink.ts'
import type { ControlMessage } from '../src/protocols/control.ts'
import { everyControl } from '../src/protocols/index.ts'
import { readControl } from '../src/socket/control.ts'
import { pairOf } from './support/pairs.ts'
import { FORBIDDEN, LACKING, notPlain } from './support/plain.ts'
import { Tally } from './support/tally.ts'

const LEAST_MESSAGES = 10
const LEAST_ON_THE_KERNEL = 8

/** What must be sent, or done, for a message to come, where one datagram is not enough. */
const first: Record<string, (sender: Socket, receiver: Socket) => void> = {
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
  SO_RXQ_OVFL: overflow,
  UDP_GRO: (sender) => {
    sender.setOption('UDP_SEGMENT', 100)
    sender.sendSync(Buffer.alloc(400))
  },
}

/** Messages that come as the kernel pleases, whatever was sent with the datagram. */
const CHANGED = new Set<string>([])

/** Messages that this machine's loopback can't be made to bring. */
const special: Record<string, string> = {
  NETLINK_LISTEN_ALL_NSID: 'needs another network namespace: test/netlink.test.ts',
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
      const value = codec.decode(sampleOf(row), platform)

      const bytes = codec.encode(value, platform)

      assert.deepEqual(codec.decode(bytes, platform), value)
      if (refusal.code !== undefined)
        assert.throws(() => exercise(row), { name: 'SocketError', code: refusal.code })
    })
  } else if (sendOnly) {
    test(`${name} is sent`, { skip }, () => {
      const { data } = exercise(row)

      assert.equal(String(data), DATA)
      tally.add('sent', name)
    })
  } else {
    test(`${name} is received, and encodes into the bytes that came`, { skip }, () => {
      const { control, controlTruncated } = exercise(row)

      const value = Reflect.get(control, name) as unknown
      const raw = control.raw.filter(
        ({ level, type }) =>
          level === platform.constant(row.where.level) && type === platform.constant(name),
      )
      if (value instanceof Descriptor) value.close()
      assert.equal(controlTruncated, false)
      assert.equal(raw.length, 1)
      assert.notEqual(value, undefined)
      if (!DESCRIPTORS.has(name)) assert.deepEqual(codec.encode(value, platform), raw[0]?.data)
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
      if (type !== -1 && length === whole.length)
        assert.deepEqual(Reflect.get(control, name), codec.decode(whole, platform))
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

/** Asks for the message, has it sent, and gives what came. */
function exercise(row: ControlMessage): ReceivedMessage {
  const { name, where, details } = row
  using pair = pairOf(details.on ?? where.on)
  const { sender, receiver } = pair
  const { ask } = details
  if (ask !== undefined) {
    const [option, value] = typeof ask === 'string' ? [ask, true] : ask
    receiver.setOption(option as SettableOption, value as never)
  }
  first[name]?.(sender, receiver)
  if (!(name in first)) {
    const control = toSend(row) ? { [name]: details.example } : {}
    sender.sendMessageSync({ data: DATA, control: control })
  }
  return receiver.recvMessageSync({ control: true, timeout: 5000 })
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

/** Sends more than the receiver has room for, and one more when there is room again. */
function overflow(sender: Socket, receiver: Socket): void {
  receiver.setOption('SO_RCVBUF', 0)
  for (let i = 0; i < 20; i++) sender.sendSync(Buffer.alloc(1000))
  for (;;) {
    try {
      receiver.recvSync(1000, { timeout: 0 })
    } catch (error) {
      if (!(error instanceof SocketError) || error.code !== 'EAGAIN') throw error
      sender.sendSync('some data')
      return
    }
  }
}
