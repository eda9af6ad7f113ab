import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Address,
  constants,
  poll,
  pollSync,
  type QueuedError,
  Socket,
} from '../../src/index.ts'
import { cannotUnshare, inChild } from '../support/child.ts'
import { counting } from '../support/counting.ts'
import { cannotCount, openDescriptors } from '../support/descriptors.ts'
import { datagrams, everyKind, type Kind, loopback, nameOf } from '../support/kinds.ts'
import { peer } from '../support/peer.ts'
import { forms } from '../support/forms.ts'
import { PATIENCE } from '../support/patience.ts'

const { MSG_ERRQUEUE, MSG_OOB, POLLERR, POLLIN, POLLOUT } = constants
const onlyLinux = process.platform !== 'linux' && 'only Linux has error queues'
const udp = datagrams.filter(({ family }) => family !== 'AF_UNIX')

/** What ICMP reports for a port where nobody listens. */
const unreachable = {
  AF_INET: { origin: 'icmp', number: 2, icmp: { type: 3, code: 3 } },
  AF_INET6: { origin: 'icmp6', number: 3, icmp: { type: 1, code: 4 } },
} as const

const familyOf = ({ family }: Kind) => (family === 'AF_INET6' ? 'AF_INET6' : 'AF_INET')

/** An address of this kind where nobody listens. */
function nowhere(kind: Kind, t: { after(fn: () => void): void }): Address {
  const [socket] = kind.pair(t)
  const address = nameOf(socket)
  socket.close()
  return address
}

function withErrors(kind: Kind, t: { after(fn: () => void): void }): Socket {
  const [socket, other] = kind.pair(t)
  other.close()
  socket.connectSync({ family: 'AF_UNSPEC' })
  if (kind.family === 'AF_INET6') socket.setOption('IPV6_RECVERR', true)
  else socket.setOption('IP_RECVERR', true)
  return socket
}

for (const kind of udp) {
  for (const form of forms) {
    const on = `${kind.name}, ${form.name}`
    const skip = kind.skip || onlyLinux

    test(`an ICMP error comes with the datagram, its destination, and the sender of the error: ${on}`, {
      skip,
    }, async (t) => {
      const family = familyOf(kind)
      const { origin, number, icmp } = unreachable[family]
      const socket = withErrors(kind, t)
      const address = nowhere(kind, t)
      await form.call(socket, 'sendTo', 'lost', address)

      const [ready] = await poll([{ socket, events: POLLIN }], PATIENCE)
      const queued = await form.call(socket, 'recvError')
      const nothing = await form.call(socket, 'recvError')

      assert.equal(ready?.revents, POLLERR)
      assert.ok(queued)
      const { control, ...rest } = queued
      const offender = loopback(family)
      assert.deepEqual(rest, {
        code: 'ECONNREFUSED',
        errno: constants.ECONNREFUSED,
        origin,
        icmp,
        info: 0,
        offender,
        timestamps: null,
        zerocopy: null,
        data: Buffer.from('lost'),
        length: 4,
        address,
        flags: MSG_ERRQUEUE,
        truncated: false,
        controlTruncated: false,
      } satisfies Omit<QueuedError, 'control'>)
      assert.deepEqual(control.IP_RECVERR ?? control.IPV6_RECVERR, {
        ...{ errno: constants.ECONNREFUSED, origin: number, ...icmp, info: 0, data: 0, offender },
      })
      assert.equal(nothing, null)
      assert.deepEqual(pollSync([{ socket, events: POLLIN }], 0), [])
    })

    test(`recvMessage with MSG_ERRQUEUE returns the same, as C does: ${on}`, {
      skip,
    }, async (t) => {
      const socket = withErrors(kind, t)
      const address = nowhere(kind, t)
      await form.call(socket, 'sendTo', 'lost', address)
      await poll([{ socket, events: 0 }], PATIENCE)

      const options = { flags: MSG_ERRQUEUE, control: true, timeout: 0 }
      const message = await form.call(socket, 'recvMessage', options)

      assert.equal(String(message.data), 'lost')
      assert.deepEqual(message.address, address)
      assert.equal(message.flags, MSG_ERRQUEUE)
      const { IP_RECVERR, IPV6_RECVERR } = message.control
      assert.equal((IP_RECVERR ?? IPV6_RECVERR)?.errno, constants.ECONNREFUSED)
      await assert.rejects(form.call(socket, 'recvMessage', options), { code: 'EAGAIN' })
    })

    test(`errors arrive one by one in order, and a datagram longer than size is truncated: ${on}`, {
      skip,
    }, async (t) => {
      const socket = withErrors(kind, t)
      const address = nowhere(kind, t)
      for (const text of ['first', 'second']) {
        await form.call(socket, 'sendTo', text, address).catch(() => undefined) // an earlier error
        await form.call(socket, 'sendTo', text, address).catch(() => undefined)
      }

      const came: [text: string, length: number, truncated: boolean][] = []
      while (came.at(-1)?.[0] !== 'sec') {
        const queued = await form.call(socket, 'recvError', { size: 3, timeout: PATIENCE })
        assert.ok(queued)
        came.push([String(queued.data), queued.length, queued.truncated])
      }

      const texts = came.map(([text]) => text)
      assert.deepEqual([...new Set(texts)], ['fir', 'sec'])
      assert.deepEqual(came[0], ['fir', 3, true])
    })

    test(`recvError waits until its timeout, and then returns null: ${on}`, {
      skip,
    }, async (t) => {
      const socket = withErrors(kind, t)
      socket.timeout = null
      const address = nowhere(kind, t)

      const early = await form.call(socket, 'recvError', { timeout: 20 })
      socket.connectSync(address)
      const sent = peer(socket, ['pause', 20], ['send', 'lost'])
      const queued = await form.call(socket, 'recvError', { timeout: null })

      await sent
      assert.equal(early, null)
      assert.equal(queued?.code, 'ECONNREFUSED')
    })

    test(`a receive waits in spite of an unread error queue, and returns what arrives: ${on}`, {
      skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      await queueStamp(other)

      const sent = peer(one, ['pause', 50], ['send', 'data'])
      const data = await form.call(other, 'recv', 9, { timeout: PATIENCE })

      await sent
      assert.equal(String(data), 'data')
      assert.equal((await form.call(other, 'recvError'))?.origin, 'timestamping')
    })

    test(`a call that waits for errors does not consume data: ${on}`, {
      skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      one.sendSync('data')

      const nothing = await form.call(other, 'recvError', { timeout: 20 })

      assert.equal(nothing, null)
      assert.equal(String(await form.call(other, 'recv', 9, { timeout: PATIENCE })), 'data')
    })
  }

  const skip = kind.skip || onlyLinux

  test(`calls that wait for errors and calls that wait for data do not block each other: ${kind.name}`, {
    skip,
  }, async (t) => {
    const socket = withErrors(kind, t)
    const address = nowhere(kind, t)
    const data = socket.recv()
    const errors = [socket.recvError({ timeout: null }), socket.recvError({ timeout: null })]

    socket.sendToSync('lost', address)
    const first = await errors[0]
    socket.sendToSync('data', nameOf(socket))
    const came = await data
    socket.sendToSync('lost too', address)
    const second = await errors[1]

    assert.equal(String(first?.data), 'lost')
    assert.equal(String(came), 'data')
    assert.equal(String(second?.data), 'lost too')
  })

  test(`close and abort end a wait for errors: ${kind.name}`, { skip }, async (t) => {
    const socket = withErrors(kind, t)
    const controller = new AbortController()
    const aborted = socket.recvError({ timeout: null, signal: controller.signal })
    const closed = socket.recvError({ timeout: null })

    controller.abort()
    await assert.rejects(aborted, { name: 'AbortError' })
    socket.close()

    await assert.rejects(closed, { code: 'ERR_SOCKET_CLOSED' })
    await assert.rejects(socket.recvError(), { code: 'ERR_SOCKET_CLOSED' })
    assert.throws(() => socket.recvErrorSync(), { code: 'ERR_SOCKET_CLOSED' })
  })
}

for (const kind of everyKind) {
  for (const form of forms) {
    test(`recvError of a socket without errors consumes nothing and does not wait: ${kind.name}, ${form.name}`, {
      skip: kind.skip || onlyLinux || cannotCount,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      const unix = kind.family === 'AF_UNIX'
      const before = openDescriptors()
      const empty = await form.call(other, 'recvError')
      await form.call(one, 'sendMessage', {
        data: 'data',
        ...(unix && { control: { SCM_RIGHTS: [one] } }),
      })
      await poll([{ socket: other, events: POLLIN }])

      const found = [
        await form.call(other, 'recvError'),
        await form.call(other, 'recvError', { timeout: 0 }),
        await form.call(other, 'recvError', { timeout: 5 }),
      ]

      assert.equal(empty, null)
      assert.deepEqual(found, [null, null, null])
      assert.equal(openDescriptors(), before)
      const { data, control } = await form.call(other, 'recvMessage', { control: true })
      for (const descriptor of control.SCM_RIGHTS ?? []) descriptor.close()
      assert.equal(String(data), 'data')
      assert.equal(control.SCM_RIGHTS?.length, unix ? 1 : undefined)
    })
  }
}

for (const kind of everyKind.filter(({ name }) => name.startsWith('TCP'))) {
  test(`urgent data does not wait behind a receive of other data: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)
    const ordinary = one.recv()
    await other.send('c', { flags: MSG_OOB })
    await poll([{ socket: one, events: constants.POLLPRI }])

    const urgent = await one.recv(9, { flags: MSG_OOB })
    await other.send('ab')

    assert.equal(String(urgent), 'c')
    assert.equal(String(await ordinary), 'ab')
  })

  test(`a receive that waits for other data leaves urgent data to whom poll tells of it: ${kind.name}`, {
    skip: kind.skip,
  }, async (t) => {
    const [one, other] = kind.pair(t)
    const ordinary = one.recv()
    const polled = poll([{ socket: one, events: constants.POLLPRI }], PATIENCE)

    await other.send('c', { flags: MSG_OOB })

    assert.equal((await polled).length, 1)
    assert.equal(String(await one.recv(9, { flags: MSG_OOB })), 'c')
    await other.send('ab')
    assert.equal(String(await ordinary), 'ab')
  })
}

test('a packet that is too long for the route is a local error, with the MTU', {
  skip: onlyLinux || cannotUnshare,
}, async () => {
  const { result, errors } = await inChild(
    ({ Socket, constants }) => {
      const socket = new Socket('AF_INET', 'SOCK_DGRAM')
      socket.setOption('IP_RECVERR', true)
      socket.setOption('IP_MTU_DISCOVER', constants.IP_PMTUDISC_DO)
      let code = ''
      try {
        socket.sendToSync(Buffer.alloc(4000), '127.0.0.1:9')
      } catch (error) {
        code = (error as { code: string }).code
      }
      const queued = socket.recvErrorSync()
      socket.close()
      return [code, queued?.code, queued?.origin, queued?.info, queued?.icmp, queued?.offender]
    },
    { network: 'ip link set lo mtu 1500' },
  )

  assert.deepEqual(result, ['EMSGSIZE', 'EMSGSIZE', 'local', 1500, null, null], errors)
})

test('an unread error queue does not keep a waiting call busy', {
  skip: onlyLinux,
}, async () => {
  const { result, errors } = await inChild(
    async ({ Socket, constants }) => {
      const { counts } = globalThis as unknown as { counts: Record<string, number> }
      const total = () => Object.values(counts).reduce((sum, count) => sum + count, 0)
      const listener = new Socket()
      listener.bind('127.0.0.1:0')
      listener.listen()
      const socket = new Socket()
      socket.connectSync(listener.localAddress)
      const accepted = listener.acceptSync()
      const stamps = constants.SOF_TIMESTAMPING_TX_SOFTWARE | constants.SOF_TIMESTAMPING_SOFTWARE
      socket.setOption('SO_TIMESTAMPING', stamps)
      socket.sendSync('stamped')
      const before = total()

      const failures: string[] = []
      const failed = (error: { code: string }) => failures.push(error.code)
      const timeout = 300
      for (const blocking of [
        () => socket.recvSync(9, { timeout }),
        () => {
          socket.sendAllSync(Buffer.alloc(30_000_000), { timeout })
        },
      ]) {
        try {
          blocking()
        } catch (error) {
          failed(error as { code: string })
        }
      }
      const blocked = total()
      await socket.recv(9, { timeout }).catch(failed)
      await socket.sendAll(Buffer.alloc(9), { timeout }).catch(failed)
      const origin = socket.recvErrorSync()?.origin
      for (const one of [listener, socket, accepted]) one.close()
      return { failures, origin, blocking: blocked - before, awaited: total() - blocked }
    },
    { env: counting },
  )

  assert.ok(result, errors)
  assert.equal(result.origin, 'timestamping')
  assert.deepEqual(new Set(result.failures), new Set(['ERR_SOCKET_TIMEOUT']))
  assert.equal(result.failures.length, 4)
  // Retrying with pauses of up to 32 ms would make more than a hundred calls; without
  // pauses, thousands.
  assert.ok(result.blocking < 45, `${result.blocking} calls`)
  assert.ok(result.awaited < 30, `${result.awaited} calls`)
})

test('recvError refuses an invalid size or timeout', { skip: onlyLinux }, async () => {
  using socket = new Socket('AF_INET', 'SOCK_DGRAM')

  assert.throws(() => socket.recvErrorSync({ size: -1 }), RangeError)
  assert.throws(() => socket.recvErrorSync({ timeout: -1 }), RangeError)
  assert.throws(() => socket.recvErrorSync({ timeout: '1' as never }), TypeError)
  await assert.rejects(socket.recvError({ size: 1.5 }), RangeError)
  await assert.rejects(socket.recvError({ signal: 1 as never }), TypeError)
})

/** Queues something that makes no call fail: the timestamp of a sent datagram. */
async function queueStamp(socket: Socket): Promise<void> {
  const { SOF_TIMESTAMPING_SOFTWARE, SOF_TIMESTAMPING_TX_SOFTWARE } = constants
  socket.setOption('SO_TIMESTAMPING', SOF_TIMESTAMPING_SOFTWARE | SOF_TIMESTAMPING_TX_SOFTWARE)
  socket.sendSync('stamped')
  const [ready] = await poll([{ socket, events: 0 }], PATIENCE)
  assert.equal(ready?.revents, POLLERR)
  assert.equal(pollSync([{ socket, events: POLLOUT }], 0)[0]?.revents, POLLERR | POLLOUT)
}
