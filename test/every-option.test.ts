import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { constants, type FamilyName, Socket, SocketError, type TypeName } from '../src/index.ts'
import { platform } from '../src/binding.ts'
import { everyOption } from '../src/protocols/index.ts'
import type { Option } from '../src/protocols/option.ts'
import { calls } from '../src/raw.ts'

const connected = (socket: Socket) => {
  socket.connectSync(socket.family === 'AF_INET6' ? '[::1]:9' : '127.0.0.1:9')
}
const inRepair = (socket: Socket) => {
  socket.setOption('TCP_REPAIR', constants.TCP_REPAIR_ON)
  socket.setOption('TCP_REPAIR_QUEUE', constants.TCP_SEND_QUEUE)
}

/** What must be done before an option can be read. */
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
  PACKET_ROLLOVER_STATS: (socket) => {
    socket.setOption('PACKET_FANOUT', { id: 0xb5e, mode: constants.PACKET_FANOUT_ROLLOVER })
  },
  TCP_QUEUE_SEQ: inRepair,
  TCP_REPAIR_QUEUE: inRepair,
  TCP_REPAIR_WINDOW: inRepair,
}

/** What is asked about, to read an option. */
const questions: Record<string, unknown> = {
  PACKET_HDRLEN: constants.TPACKET_V2,
}

/** What a kernel answers that has no such option, or has it for other sockets alone. */
const LACKING = new Set(['ENOPROTOOPT', 'EOPNOTSUPP', 'EAFNOSUPPORT', 'EPROTONOSUPPORT'])
const FORBIDDEN = new Set(['EPERM', 'EACCES'])

const totals = { 'only set': 0, 'set and read back': 0, read: 0, skipped: 0 }
const reasons = new Map<string, string[]>()

for (const row of everyOption()) {
  const { name, details } = row
  const settable = details.example !== undefined
  const skip = noted(name, whyNot(row))

  if (settable && details.writeOnly) {
    test(`${name} is set`, { skip }, () => {
      using socket = socketFor(row)

      write(socket, name, details.example)

      totals['only set']++
    })
  } else if (settable) {
    test(`${name} reads back what was set`, { skip }, () => {
      const { example, reads = example } = details
      using socket = socketFor(row)

      write(socket, name, example)

      assert.deepEqual(read(socket, name, example), reads)
      totals['set and read back']++
    })
  } else {
    test(`${name} is read as a value of its type`, { skip }, () => {
      using socket = socketFor(row)

      const value = read(socket, name)

      assert.ok(row.codec.encode(value, platform) instanceof Uint8Array)
      if (name === 'SO_PEERPIDFD') calls.close(value as number)
      totals.read++
    })
  }
}

after(() => {
  console.log(`${everyOption().length} options:`, totals)
  for (const [reason, names] of reasons) console.log(`skipped, ${reason}: ${names.join(' ')}`)
})

function whyNot(row: Option): string | false {
  const { name, details, where } = row
  if (platform.constant(name) === undefined) return 'not on this platform'
  if (details.writeOnly) return 'can only be set'
  if (details.asks && details.example === undefined) return 'must be asked about something'
  if (details.writeOnly && details.example === undefined) return 'can only be set'
  try {
    using socket = socketFor(row)
    if (details.example === undefined) {
      const value = read(socket, name)
      if (name === 'SO_PEERPIDFD') calls.close(value as number)
    } else write(socket, name, details.example)
    return false
  } catch (error) {
    if (!(error instanceof SocketError)) return false // for the test to show
    if (error.code === 'ENOENT' && name.endsWith('SO_ORIGINAL_DST')) return 'needs NAT'
    if (LACKING.has(error.code)) return `this kernel says ${error.code} to ${where.level}`
    if (FORBIDDEN.has(error.code)) return `needs ${details.needs ?? 'a capability'}`
    return false
  }
}

function socketFor(row: Option): Socket {
  const socket = freshSocket(row)
  try {
    first[row.name]?.(socket)
    return socket
  } catch (error) {
    socket.close()
    throw error
  }
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

/** Reads an option; those that must be asked about something find it in their example. */
function read(socket: Socket, name: string, example?: unknown): unknown {
  return socket.getOption(name as 'IP_MSFILTER', example as { group: string })
function read(socket: Socket, name: string): unknown {
  return socket.getOption(name as 'SO_DEBUG', ...([questions[name]] as unknown as []))
}

function write(socket: Socket, name: string, value: unknown): void {
  socket.setOption(name as 'SO_DEBUG', value as boolean) // the row says what the value really is
}

function noted(name: string, reason: string | false): string | false {
  if (reason === false) return false
  totals.skipped++
  reasons.set(reason, [...(reasons.get(reason) ?? []), name])
  return reason
}
