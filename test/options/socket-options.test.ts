import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { constants, Socket, SocketError } from '../../src/index.ts'
import { arrived } from '../support/arrived.ts'
import { inChild } from '../support/child.ts'

const isLinux = 'SO_BINDTOIFINDEX' in constants

/** Why an option cannot be set here; false if it can. */
function whyNot(body: (socket: Socket) => void): string | false {
  if (!isLinux) return 'the numbers are those of Linux'
  using socket = new Socket('AF_INET', 'SOCK_DGRAM')
  try {
    body(socket)
    return false
  } catch (error) {
    if (error instanceof SocketError && error.code === 'EPERM') return 'needs a capability'
    throw error
  }
}

const most = (name: string): number => {
  try {
    return Number(readFileSync(`/proc/sys/net/core/${name}`, 'utf8'))
  } catch {
    return NaN
  }
}

const cannotSize = !isLinux
  ? 'the numbers are those of Linux'
  : !(most('rmem_max') >= 50_000) && 'needs a readable net.core.rmem_max of at least 50000'

test('SO_RCVBUF is doubled, and kept between its bounds', { skip: cannotSize }, () => {
  using socket = new Socket('AF_INET', 'SOCK_DGRAM')

  const [twice, least = 0, largest] = [50_000, 1, 2 ** 30].map((bytes) => {
    socket.setOption('SO_RCVBUF', bytes)
    return socket.getOption('SO_RCVBUF')
  })

  assert.deepEqual([twice, largest], [100_000, 2 * most('rmem_max')])
  assert.ok(least > 2048 && least < 4096, `${least}`) // 2048 and the kernel's struct for a packet
})

test('the minimum of SO_SNDBUF is twice that of SO_RCVBUF', { skip: cannotSize }, () => {
  using socket = new Socket('AF_INET', 'SOCK_DGRAM')

  socket.setOption('SO_SNDBUF', 1)
  socket.setOption('SO_RCVBUF', 1)

  assert.equal(socket.getOption('SO_SNDBUF'), 2 * socket.getOption('SO_RCVBUF'))
})

test('a size that does not fit an int is a RangeError before the call', () => {
  using socket = new Socket('AF_INET', 'SOCK_DGRAM')
  const before = socket.getOption('SO_RCVBUF')

  assert.throws(() => {
    socket.setOption('SO_RCVBUF', 2 ** 31)
  }, RangeError)
  assert.throws(() => {
    socket.setOption('SO_RCVBUF', 1.5)
  }, RangeError)

  assert.equal(socket.getOption('SO_RCVBUF'), before)
})

const cannotForce = whyNot((socket) => {
  socket.setOption('SO_RCVBUFFORCE', 65_536)
})

test('SO_RCVBUFFORCE goes beyond net.core.rmem_max', { skip: cannotForce }, () => {
  using socket = new Socket('AF_INET', 'SOCK_DGRAM')

  socket.setOption('SO_RCVBUFFORCE', 2 ** 28)

  assert.equal(socket.getOption('SO_RCVBUF'), 2 ** 29)
})

const cannotBind = whyNot((socket) => {
  socket.setOption('SO_BINDTODEVICE', 'lo')
})

test('SO_BINDTODEVICE is set and read by name', { skip: cannotBind }, () => {
  using socket = new Socket('AF_INET', 'SOCK_DGRAM')

  const before = socket.getOption('SO_BINDTODEVICE')
  socket.setOption('SO_BINDTODEVICE', 'lo')

  assert.equal(before, '')
  assert.equal(socket.getOption('SO_BINDTODEVICE'), 'lo')
})

test('an interface that does not exist is ENODEV', { skip: cannotBind }, () => {
  using socket = new Socket('AF_INET', 'SOCK_DGRAM')

  assert.throws(
    () => {
      socket.setOption('SO_BINDTODEVICE', 'nope')
    },
    { code: 'ENODEV' },
  )
})

test('an empty name unbinds', { skip: cannotBind }, () => {
  using socket = new Socket('AF_INET', 'SOCK_DGRAM')
  socket.setOption('SO_BINDTODEVICE', 'lo')

  socket.setOption('SO_BINDTODEVICE', '')

  assert.equal(socket.getOption('SO_BINDTODEVICE'), '')
})

test('SO_BINDTOIFINDEX is SO_BINDTODEVICE by number', { skip: cannotBind }, () => {
  using socket = new Socket('AF_INET', 'SOCK_DGRAM')

  socket.setOption('SO_BINDTOIFINDEX', 1)

  assert.equal(socket.getOption('SO_BINDTOIFINDEX'), 1)
  assert.equal(socket.getOption('SO_BINDTODEVICE'), 'lo')
})

test('SO_TIMESTAMPING accepts its flags alone', {
  skip: !isLinux && 'not on this platform',
}, () => {
  using socket = new Socket('AF_INET', 'SOCK_DGRAM')
  const flags = constants.SOF_TIMESTAMPING_SOFTWARE | constants.SOF_TIMESTAMPING_RX_SOFTWARE

  socket.setOption('SO_TIMESTAMPING', flags)

  assert.deepEqual(socket.getOption('SO_TIMESTAMPING'), { flags, bind_phc: 0 })
})

test('SO_MEMINFO counts what has arrived', { skip: !isLinux && 'not on this platform' }, () => {
  using one = new Socket('AF_INET', 'SOCK_DGRAM')
  using other = new Socket('AF_INET', 'SOCK_DGRAM')
  other.bind('127.0.0.1:0')

  const before = other.getOption('SO_MEMINFO')
  one.sendToSync('x', other.localAddress)
  arrived(other)
  const after = other.getOption('SO_MEMINFO')

  assert.equal(before.rmem_alloc, 0)
  assert.ok(after.rmem_alloc > 0)
  assert.equal(after.rcvbuf, other.getOption('SO_RCVBUF'))
  assert.equal(after.sndbuf, other.getOption('SO_SNDBUF'))
})

const cannotSetGroups = process.geteuid?.() !== 0 && 'needs root, to set groups'

test('SO_PEERGROUPS returns the groups of the peer', {
  skip: isLinux ? cannotSetGroups : 'not on this platform',
}, async () => {
  const { result, errors } = await inChild(({ Socket }) => {
    process.setgroups?.([7, 70_000, 5])
    const [one, other] = Socket.pair('AF_UNIX', 'SOCK_STREAM')
    const groups = one.getOption('SO_PEERGROUPS')
    one.close()
    other.close()
    return groups
  })

  assert.deepEqual(result, [5, 7, 70_000], errors)
})
