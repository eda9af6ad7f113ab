import assert from 'node:assert/strict'
import { test } from 'node:test'
import { constants, type Socket } from '../../src/index.ts'
import { platform } from '../../src/binding.ts'
import { calls } from '../../src/raw.ts'
import { cannotUnshare, inChild } from '../support/child.ts'

test('every receive reports a pending EOPNOTSUPP of the socket: none calls again', {
  skip: cannotUnshare || (process.platform !== 'linux' && 'needs IP_RECVERR'),
}, async () => {
  const { result, errors } = await inChild(
    async ({ Socket, held, internetChecksum, PATIENCE }) => {
      const raw = new Socket('AF_INET', 'SOCK_RAW', 'IPPROTO_ICMP')
      const portOf = (socket: Socket<'AF_INET'>) => socket.localAddress.port
      /**
       * A socket whose datagram failed with "source route failed", which Linux
       * reports as EOPNOTSUPP.
       */
      const failing = async () => {
        const [one, peer] = held([0, 1].map(() => new Socket('AF_INET', 'SOCK_DGRAM')))
        if (!one || !peer) throw new Error('no sockets')
        one.setOption('IP_RECVERR', true)
        for (const socket of [one, peer]) socket.bind('127.0.0.1:0')
        await one.connect(peer.localAddress)
        const icmp = Buffer.alloc(36)
        icmp.set([3, 5], 0)
        icmp.set([0x45, 0, 0, 28, 0, 0, 0, 0, 64, 17, 0, 0, 127, 0, 0, 1, 127, 0, 0, 1], 8)
        icmp.writeUInt16BE(portOf(one), 28)
        icmp.writeUInt16BE(portOf(peer), 30)
        icmp.writeUInt16BE(8, 32)
        icmp.writeUInt16BE(internetChecksum(icmp), 2)
        raw.sendToSync(icmp, '127.0.0.1:0')
        return one
      }
      const view = () => new Uint8Array(8)
      const receives: [name: string, ...given: unknown[]][] = [
        ['recv'],
        ['recvInto', view()],
        ['recvFrom'],
        ['recvFromInto', view()],
        ['recvMessage'],
        ['recvMessage', { control: true }],
        ['recvMessage', { sizes: [1, 2] }],
        ['recvMessage', { into: [view()] }],
      ]
      const told: Record<string, unknown> = {}
      for (const [name, ...given] of receives) {
        for (const form of [name, `${name}Sync`]) {
          const socket = await failing()
          socket.timeout = PATIENCE
          const receive = Reflect.get(socket, form) as (...given: unknown[]) => unknown
          const key = [form, ...given.flatMap((one) => Object.keys(one as object)[0])].join(' ')
          try {
            told[key] = await receive.apply(socket, given)
          } catch (error) {
            told[key] = (error as { code: string }).code
          }
        }
      }
      return told
    },
    { network: ':' },
  )

  assert.equal(errors, '')
  assert.equal(Object.keys(result ?? {}).length, 16)
  for (const [receive, code] of Object.entries(result ?? {})) {
    assert.equal(code, 'EOPNOTSUPP', receive)
  }
})

test('recvmsg of berkeley/raw passes only the given flags to the kernel', {
  skip: process.platform !== 'linux' && 'has no MSG_CMSG_CLOEXEC',
}, (t) => {
  const { AF_UNIX, SOCK_DGRAM, SOL_SOCKET, SCM_RIGHTS, F_GETFD, FD_CLOEXEC, MSG_CMSG_CLOEXEC } =
    constants
  const pair = new Int32Array(2)
  calls.socketpair(AF_UNIX, SOCK_DGRAM, 0, pair)
  const [one = -1, other = -1] = pair
  t.after(() => {
    for (const fd of pair) calls.close(fd)
  })
  const isClosedOnExec = (flags: number) => {
    const control = new Uint8Array(Int32Array.of(one).buffer)
    const table = Int32Array.of(SOL_SOCKET, SCM_RIGHTS, 0, 4)
    calls.sendmsg(one, [Uint8Array.of(1)], 0, null, control, table)
    const room = new Uint8Array(64)
    const result = new Int32Array(2 + 4)
    assert.equal(calls.recvmsg(other, [new Uint8Array(1)], flags, null, room, result), 1)
    const fd = new DataView(room.buffer).getInt32(result[4] ?? 0, platform.littleEndian)
    const is = (calls.fcntl(fd, F_GETFD, 0) & FD_CLOEXEC) !== 0
    calls.close(fd)
    return is
  }

  assert.deepEqual([0, MSG_CMSG_CLOEXEC].map(isClosedOnExec), [false, true])
})
