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
  IP_MTU: connected,
  IPV6_ADDRFORM: connected,
  IPV6_MTU: connected,
  TCP_QUEUE_SEQ: inRepair,
  TCP_REPAIR_QUEUE: inRepair,
}

/** What a kernel answers that has no such option, or has it for other sockets alone. */
const LACKING = new Set(['ENOPROTOOPT', 'EOPNOTSUPP', 'EAFNOSUPPORT', 'EPROTONOSUPPORT'])
/** What only a connection to another device can tell. */
const FAR_AWAY = new Set([
  ...['BT_DEFER_SETUP', 'BT_PHY', 'BT_RCVMTU', 'BT_SNDMTU', 'L2CAP_CONNINFO'],
  ...['RFCOMM_CONNINFO', 'SCO_CONNINFO', 'SCO_OPTIONS'],
])
const FORBIDDEN = new Set(['EPERM', 'EACCES'])

const totals = { 'set and read back': 0, read: 0, skipped: 0 }
const reasons = new Map<string, string[]>()

for (const row of everyOption()) {
  const { name, details } = row
  const settable = details.example !== undefined
  const skip = noted(name, whyNot(row))

  if (settable) {
    test(`${name} reads back what was set`, { skip }, () => {
      const { example, reads = example } = details
      using socket = socketFor(row)

      write(socket, name, example)

      assert.deepEqual(read(socket, name), reads)
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
  try {
    using socket = socketFor(row)
    if (details.example === undefined) {
      const value = read(socket, name)
      if (name === 'SO_PEERPIDFD') calls.close(value as number)
    } else write(socket, name, details.example)
    return false
  } catch (error) {
    if (!(error instanceof SocketError)) return false // for the test to show
    if (LACKING.has(error.code)) return `this kernel says ${error.code} to ${where.level}`
    if (FORBIDDEN.has(error.code)) return `needs ${details.needs ?? 'a capability'}`
    return FAR_AWAY.has(name) && 'needs another device'
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

function read(socket: Socket, name: string): unknown {
  return socket.getOption(name as 'SO_DEBUG')
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
