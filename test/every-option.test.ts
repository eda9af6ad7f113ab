import assert from 'node:assert/strict'
import { test } from 'node:test'
import { constants, type FamilyName, Socket, SocketError, type TypeName } from '../src/index.ts'
import { platform } from '../src/binding.ts'
import { everyOption } from '../src/protocols/index.ts'
import type { Option } from '../src/protocols/option.ts'
import { calls } from '../src/raw.ts'
import { FORBIDDEN, LACKING, notPlain } from './support/plain.ts'
import { Tally } from './support/tally.ts'

const LEAST_OPTIONS = 250
const LEAST_ON_THE_KERNEL = 200

const connected = (socket: Socket) => {
  socket.connectSync(socket.family === 'AF_INET6' ? '[::1]:9' : '127.0.0.1:9')
}
const inRepair = (socket: Socket) => {
  socket.setOption('TCP_REPAIR', constants.TCP_REPAIR_ON)
  socket.setOption('TCP_REPAIR_QUEUE', constants.TCP_SEND_QUEUE)
}

/** What must be done before an option can be set or read. */
const first: Record<string, (socket: Socket) => void> = {
  IP_MSFILTER(socket) {
    socket.setOption('IP_ADD_MEMBERSHIP', { group: '239.1.2.3', localAddress: '127.0.0.1' })
  },
  IP_MTU: connected,
  IPV6_ADDRFORM: connected,
  IPV6_MTU: connected,
  IPV6_PATHMTU: connected,
  MCAST_MSFILTER(socket) {
    socket.setOption('MCAST_JOIN_GROUP', { group: '239.1.2.3', interfaceIndex: 1 })
  },
  PACKET_ROLLOVER_STATS(socket) {
    socket.setOption('PACKET_FANOUT', { id: 0xb5e, mode: constants.PACKET_FANOUT_ROLLOVER })
  },
  TCP_QUEUE_SEQ: inRepair,
  TCP_REPAIR_QUEUE: inRepair,
  TCP_REPAIR_WINDOW: inRepair,
}

/** Options whose value is a new descriptor. */
const OPENING = new Set(['SO_PEERPIDFD'])
/** What only a connection to another device can tell. */
const FAR_AWAY = new Set([
  ...['BT_DEFER_SETUP', 'BT_PHY', 'BT_RCVMTU', 'BT_SNDMTU', 'L2CAP_CONNINFO'],
  ...['RFCOMM_CONNINFO', 'SCO_CONNINFO', 'SCO_OPTIONS'],
])

const tally = new Tally('options', ['set and read back', 'set', 'read', 'codec only', 'skipped'])

for (const row of everyOption()) {
  const { name, codec, details } = row
  const { example, reads = example, writeOnly } = details
  const lack = codec.structs.find((need) => !platform.layout(need.name))
  if (lack) tally.add('skipped', name, `this platform has no struct ${lack.name}`)
  const skip = lack && 'not on this platform'
  const refusal = skip === undefined ? refusalOf(row) : undefined

  if (refusal !== undefined) {
    tally.add('codec only', name, refusal.reason)
    test(`${name} survives its codec; ${refusal.reason}`, () => {
      const given =
        example === undefined
          ? new Uint8Array(codec.room(platform))
          : codec.encode(example, platform)
      const value = codec.decode(given, platform)

      const bytes = codec.encode(value, platform)

      assert.deepEqual(codec.decode(bytes, platform), value)
      if (refusal.code !== undefined)
        assert.throws(() => exercise(row), { name: 'SocketError', code: refusal.code })
    })
  } else if (example !== undefined && writeOnly) {
    test(`${name} is set`, { skip }, () => {
      exercise(row)

      tally.add('set', name)
    })
  } else if (example !== undefined) {
    test(`${name} reads back what was set`, { skip }, () => {
      assert.deepEqual(exercise(row), reads)

      tally.add('set and read back', name)
    })
  } else {
    test(`${name} is read as a value of its type`, { skip }, () => {
      const value = exercise(row)

      assert.ok(codec.encode(value, platform) instanceof Uint8Array)
      tally.add('read', name)
    })
  }
}

test(`there are at least ${LEAST_OPTIONS} options`, () => {
  assert.ok(everyOption().length >= LEAST_OPTIONS, `${everyOption().length}`)
})

test(`at least ${LEAST_ON_THE_KERNEL} of them were tried on the kernel`, { skip: notPlain }, () => {
  const count = tally.count('set and read back', 'set', 'read')

  assert.ok(count >= LEAST_ON_THE_KERNEL, `${count}`)
})

/** Why a row can't be tried on this kernel, and the code that it says so with, if it was asked. */
function refusalOf(row: Option): { reason: string; code?: string } | undefined {
  const { name, details, where } = row
  if (details.example === undefined && details.writeOnly) {
    return { reason: 'can only be set, and has no example' }
  }
  if (details.asks && details.question === undefined) return { reason: 'has no question' }
  try {
    exercise(row)
    return undefined
  } catch (error) {
    if (!(error instanceof SocketError)) return undefined // for the test to show
    const { code } = error
    if (platform.constant(name) === undefined) return { reason: 'not on this platform', code }
    if (LACKING.has(code)) return { reason: `this kernel says ${code} to ${where.level}`, code }
    if (FORBIDDEN.has(code)) return { reason: `needs ${details.needs ?? 'a capability'}`, code }
    return FAR_AWAY.has(name) ? { reason: 'needs another device', code } : undefined
  }
}

/** Sets the example, if there is one, and reads what is there, if that can be read. */
function exercise(row: Option): unknown {
  const { name, details } = row
  using socket = freshSocket(row)
  first[name]?.(socket)
  if (details.example !== undefined) {
    socket.setOption(name as 'SO_DEBUG', details.example as boolean) // the row knows its type
  }
  if (details.writeOnly) return undefined
  const question = details.asks ? [details.question] : []
  const value: unknown = socket.getOption(name as 'SO_DEBUG', ...(question as []))
  if (OPENING.has(name)) calls.close(value as number)
  return value
}

function freshSocket({ where, details }: Option): Socket {
  const [family, type, protocol = 0] = details.on ?? where.on
  if (family === 'AF_UNIX') {
    const [socket, other] = Socket.pair(family, type as TypeName)
    other.close()
    return socket
  }
  return new Socket(family as FamilyName, type as TypeName, protocol)
}
