import assert from 'node:assert/strict'
import { test } from 'node:test'
import { constants, type FamilyName, Socket, SocketError, type TypeName } from '../src/index.ts'
import { platform } from '../src/binding.ts'
import { everyOption } from '../src/protocols/index.ts'
import type { Codec } from '../src/codec/codec.ts'
import type { Option } from '../src/protocols/option.ts'
import { calls } from '../src/raw.ts'
import { FORBIDDEN, LACKING, notPlain } from './support/plain.ts'
import { survives } from './support/survives.ts'
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
/** On the loopback, as the examples are: interface 1, 127.0.0.1. */
const joined = (socket: Socket) => {
  socket.setOption('IP_ADD_MEMBERSHIP', {
    group: '239.1.2.3',
    interfaceIndex: 1,
    localAddress: '127.0.0.1',
  })
}
const joined6 = (socket: Socket) => {
  socket.setOption('IPV6_JOIN_GROUP', { group: 'ff02::1234', interfaceIndex: 1 })
}
const filtered = (socket: Socket) => {
  socket.setOption('SO_ATTACH_FILTER', [{ code: 6, jt: 0, jf: 0, k: 0xffffffff }])
}
const sharing = (socket: Socket) => {
  socket.setOption('SO_REUSEPORT', true)
  socket.bind('127.0.0.1:0')
}
const SOURCE = { group: '239.1.2.3', source: '127.0.0.5', localAddress: '127.0.0.1' }

/** What must be done before an option can be set or read. */
const first: Record<string, (socket: Socket) => void> = {
  IP_BLOCK_SOURCE: joined,
  IP_DROP_MEMBERSHIP: joined,
  IP_DROP_SOURCE_MEMBERSHIP: (socket) => {
    socket.setOption('IP_ADD_SOURCE_MEMBERSHIP', { ...SOURCE, group: '232.1.2.3' })
  },
  IP_MSFILTER: joined,
  IP_MTU: connected,
  IP_UNBLOCK_SOURCE: (socket) => {
    joined(socket)
    socket.setOption('IP_BLOCK_SOURCE', SOURCE)
  },
  IPV6_ADDRFORM: connected,
  IPV6_MTU: connected,
  IPV6_PATHMTU: connected,
  IPV6_DROP_MEMBERSHIP: joined6,
  IPV6_LEAVE_GROUP: joined6,
  MCAST_BLOCK_SOURCE: joined,
  MCAST_LEAVE_GROUP: joined,
  MCAST_LEAVE_SOURCE_GROUP: (socket) => {
    socket.setOption('MCAST_JOIN_SOURCE_GROUP', {
      group: '232.1.2.3',
      source: '127.0.0.5',
      interfaceIndex: 1,
    })
  },
  MCAST_MSFILTER: joined,
  MCAST_UNBLOCK_SOURCE: (socket) => {
    joined(socket)
    socket.setOption('IP_BLOCK_SOURCE', SOURCE)
  },
  PACKET_ROLLOVER_STATS(socket) {
    socket.setOption('PACKET_FANOUT', { id: 0xb5e, mode: constants.PACKET_FANOUT_ROLLOVER })
  },
  SO_ATTACH_REUSEPORT_CBPF: sharing,
  SO_DETACH_BPF: filtered,
  SO_DETACH_FILTER: filtered,
  SO_DETACH_REUSEPORT_BPF: (socket) => {
    sharing(socket)
    socket.setOption('SO_ATTACH_REUSEPORT_CBPF', [{ code: 6, jt: 0, jf: 0, k: 0 }])
  },
  TCP_QUEUE_SEQ: inRepair,
  TCP_REPAIR_QUEUE: inRepair,
  TCP_REPAIR_WINDOW: inRepair,
}

/** Options whose value is a new descriptor. */
const OPENING = new Set(['SO_PEERPIDFD'])

/** What only more than this machine can tell, where a kernel has it. */
const special: Record<string, string> = {
  BT_DEFER_SETUP: 'needs another device',
  BT_PHY: 'needs another device',
  BT_RCVMTU: 'needs another device',
  BT_SNDMTU: 'needs another device',
  IP6T_SO_ORIGINAL_DST: 'needs a connection that netfilter turned around',
  L2CAP_CONNINFO: 'needs another device',
  RFCOMM_CONNINFO: 'needs another device',
  SCO_CONNINFO: 'needs another device',
  SCO_OPTIONS: 'needs another device',
  SO_ORIGINAL_DST: 'needs a connection that netfilter turned around',
}

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
      survives(codec, example)

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
  if (details.asks && details.question === undefined && !takesNone(details.asks)) {
    return { reason: 'has no question' }
  }
  try {
    exercise(row)
    return undefined
  } catch (error) {
    if (!(error instanceof SocketError)) return undefined // for the test to show
    const { code } = error
    if (platform.constant(name) === undefined) return { reason: 'not on this platform', code }
    if (LACKING.has(code)) return { reason: `this kernel says ${code} to ${where.level}`, code }
    if (FORBIDDEN.has(code)) return { reason: `needs ${details.needs ?? 'a capability'}`, code }
    const reason = special[name]
    return reason === undefined ? undefined : { reason, code }
  }
}

/** Whether the kernel is asked without being told about what. */
function takesNone(asks: Codec<unknown>): boolean {
  try {
    return asks.encode(undefined, platform).length > 0
  } catch {
    return false
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
