import assert from 'node:assert/strict'
import { test } from 'node:test'
import { constants, type QueuedError, Socket, type SocketError } from '../../src/index.ts'
import { everyKind, type Kind } from '../support/kinds.ts'
import { type Form, forms } from '../support/forms.ts'
import { PATIENCE } from '../support/patience.ts'

const {
  SOF_TIMESTAMPING_OPT_ID: OPT_ID,
  SOF_TIMESTAMPING_OPT_STATS: OPT_STATS,
  SOF_TIMESTAMPING_OPT_TSONLY: OPT_TSONLY,
  SOF_TIMESTAMPING_RX_SOFTWARE: RX_SOFTWARE,
  SOF_TIMESTAMPING_SOFTWARE: SOFTWARE,
  SOF_TIMESTAMPING_TX_ACK: TX_ACK,
  SOF_TIMESTAMPING_TX_SCHED: TX_SCHED,
  SOF_TIMESTAMPING_TX_SOFTWARE: TX_SOFTWARE,
} = constants
const onlyLinux = process.platform !== 'linux' && 'needs the timestamps of Linux'
const udp = everyKind.filter(({ name }) => name.startsWith('UDP'))
const tcp = everyKind.filter(({ name }) => name.startsWith('TCP'))
const SOON = { timeout: PATIENCE }

/**
 * The current time on the clock that timestamps use. Never later than a timestamp taken afterwards.
 */
const now = () => BigInt(Date.now()) * 1_000_000n

/** Why this kernel does not support it; false if it does. */
function whyNot(attempt: (socket: Socket) => void): string | false {
  try {
    using socket = new Socket('AF_INET', 'SOCK_DGRAM')
    attempt(socket)
    return false
  } catch (error) {
    return `this kernel says ${(error as SocketError).code}`
  }
}

/**
 * Sends until a timestamped datagram arrives: the kernel starts to timestamp some time
 * after the request.
 */
async function firstStamped(form: Form, one: Socket, other: Socket, name: 'SO_TIMESTAMPING') {
  for (let i = 0; i < 10_000; i++) {
    await form.call(one, 'send', 'x')
    const { control } = await form.call(other, 'recvMessage', { size: 1, control: true })
    if (control[name]) return control
    await new Promise(setImmediate)
  }
  throw new Error('No packet was timestamped')
}

const stampOptions = [
  ['SO_TIMESTAMP', 1000n],
  ['SO_TIMESTAMP_NEW', 1000n],
  ['SO_TIMESTAMPNS', 1n],
  ['SO_TIMESTAMPNS_NEW', 1n],
] as const

/** The bytes of a C int, for options given by number. */
const int = (value: number) => new Uint8Array(Int32Array.of(value).buffer)

for (const kind of udp) {
  for (const form of forms) {
    const on = `${kind.name}, ${form.name}`
    const skip = kind.skip || onlyLinux

    for (const [name, unit] of stampOptions) {
      test(`${name} reports when a datagram arrived, in nanoseconds: ${on}`, {
        skip,
      }, async (t) => {
        const [one, other] = kind.pair(t)
        other.setOption('SOL_SOCKET', name, int(1))
        const before = now()

        await form.call(one, 'send', 'x')
        const { control } = await form.call(other, 'recvMessage', { control: true })

        const { [name]: time, raw, ...others } = control
        assert.equal(raw[0]?.type, constants[name])
        assert.equal(raw[0].data.length, 16)
        assert.deepEqual(others, {})
        assert.ok(time !== undefined && time >= before && time <= now() + 1_000_000n, String(time))
        assert.equal(time % unit, 0n)
      })
    }

    test(`SO_TIMESTAMPING reports when datagrams arrived, except perhaps the first: ${on}`, {
      skip,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      const before = now()
      other.setOption('SO_TIMESTAMPING', RX_SOFTWARE | SOFTWARE)

      const control = await firstStamped(form, one, other, 'SO_TIMESTAMPING')

      const { software, ...others } = control.SO_TIMESTAMPING ?? {}
      assert.ok(software !== undefined && software >= before)
      assert.deepEqual(others, { hardware: 0n })
      assert.equal(control.raw[0]?.data.length, 48)
    })

    test(`the error queue reports when each datagram was sent, by its number: ${on}`, {
      skip,
    }, async (t) => {
      const [one] = kind.pair(t)
      const before = now()
      one.setOption('SO_TIMESTAMPING', TX_SOFTWARE | SOFTWARE | OPT_TSONLY | OPT_ID)

      await form.call(one, 'send', 'first')
      await form.call(one, 'send', 'second')
      const found = [
        await form.call(one, 'recvError', SOON),
        await form.call(one, 'recvError', SOON),
        await form.call(one, 'recvError'),
      ]

      assert.equal(found[2], null)
      for (const [i, queued] of found.slice(0, 2).entries()) {
        assert.ok(queued?.timestamps)
        const { origin, code, errno, data, timestamps, control, zerocopy, icmp } = queued
        assert.deepEqual(
          [origin, code, errno, zerocopy, icmp],
          ['timestamping', null, 0, null, null],
        )
        assert.equal(data.length, 0)
        const { software, ...others } = timestamps
        assert.deepEqual(others, { reason: 'SCM_TSTAMP_SND', id: i, hardware: 0n })
        assert.ok(software >= before)
        assert.equal(control.SO_TIMESTAMPING?.software, software)
        assert.equal((control.IP_RECVERR ?? control.IPV6_RECVERR)?.errno, constants.ENOMSG)
        const lengths = control.raw.map(({ data: { length } }) => length)
        assert.deepEqual(lengths, [48, kind.family === 'AF_INET6' ? 44 : 32])
      }
    })

    test(`without OPT_TSONLY the packet comes back with its timestamp: ${on}`, {
      skip,
    }, async (t) => {
      const [one] = kind.pair(t)
      one.setOption('SO_TIMESTAMPING', TX_SOFTWARE | SOFTWARE)

      await form.call(one, 'send', 'the packet')
      const queued = await form.call(one, 'recvError', SOON)

      assert.equal(queued?.origin, 'timestamping')
      assert.match(String(queued.data), /the packet$/)
    })

    test(`a single packet can be timestamped, under a given number: ${on}`, {
      skip: skip || cannotNumber(),
    }, async (t) => {
      const [one] = kind.pair(t)
      one.setOption('SO_TIMESTAMPING', SOFTWARE | OPT_TSONLY | OPT_ID)

      await form.call(one, 'send', 'not stamped')
      await form.call(one, 'sendMessage', {
        data: 'stamped',
        control: { SO_TIMESTAMPING: TX_SOFTWARE, SCM_TS_OPT_ID: 4_000_000_000 },
      })
      const queued = await form.call(one, 'recvError', SOON)

      assert.equal(queued?.timestamps?.id, 4_000_000_000)
      assert.equal(await form.call(one, 'recvError'), null)
    })

    test(`a datagram with a transmit time is sent: ${on}`, {
      skip: skip || cannotTime(),
    }, async (t) => {
      const [one, other] = kind.pair(t)
      const when = process.hrtime.bigint()
      const send = () => form.call(one, 'sendMessage', { data: 'x', control: { SCM_TXTIME: when } })

      await assert.rejects(send(), { code: 'EINVAL' }) // before a clock is chosen
      one.setOption('SOL_SOCKET', 'SCM_TXTIME', new Uint8Array(8).fill(1, 0, 1)) // CLOCK_MONOTONIC
      await send()

      assert.equal(String(await form.call(other, 'recv', 9, SOON)), 'x')
    })

    test(`SO_PRIORITY of a packet is sent and received with it: ${on}`, {
      skip: skip || cannotPrioritize(),
    }, async (t) => {
      const [one, other] = kind.pair(t)
      other.setOption('SO_RCVPRIORITY', true)

      await form.call(one, 'sendMessage', { data: 'x', control: { SO_PRIORITY: 5 } })
      const { control } = await form.call(other, 'recvMessage', { control: true })

      assert.equal(control.SO_PRIORITY, 5)
    })
  }
}

for (const kind of tcp) {
  for (const form of forms) {
    test(`TCP reports when its last byte was scheduled, sent and acknowledged, with statistics: ${kind.name}, ${form.name}`, {
      skip: kind.skip || onlyLinux,
    }, async (t) => {
      const [one, other] = kind.pair(t)
      const what = TX_SCHED | TX_SOFTWARE | TX_ACK | SOFTWARE | OPT_TSONLY | OPT_ID | OPT_STATS
      one.setOption('SO_TIMESTAMPING', what)

      await form.call(one, 'sendAll', 'twelve bytes')
      assert.equal(String(await form.call(other, 'recv')), 'twelve bytes')
      const found = await threeOf(form, one)

      assert.deepEqual(found.map(({ timestamps }) => timestamps?.reason).sort(), [
        'SCM_TSTAMP_ACK',
        'SCM_TSTAMP_SCHED',
        'SCM_TSTAMP_SND',
      ])
      for (const { timestamps, control, address } of found) {
        assert.equal(timestamps?.id, 11)
        assert.equal(address, null)
        assert.ok((control.SCM_TIMESTAMPING_OPT_STATS?.length ?? 0) > 0)
      }
    })
  }
}

async function threeOf(form: Form, socket: Socket): Promise<QueuedError[]> {
  const found: QueuedError[] = []
  while (found.length < 3) {
    const queued = await form.call(socket, 'recvError', SOON)
    assert.ok(queued, `only ${found.length} came`)
    found.push(queued)
  }
  return found
}

function cannotNumber(): string | false {
  return whyNot((socket) => {
    socket.setOption('SO_TIMESTAMPING', SOFTWARE | OPT_TSONLY | OPT_ID)
    const control = { SO_TIMESTAMPING: TX_SOFTWARE, SCM_TS_OPT_ID: 1 }
    socket.sendMessageSync({ data: 'x', control, address: '127.0.0.1:9' })
  })
}

function cannotTime(): string | false {
  return whyNot((socket) => {
    socket.setOption('SOL_SOCKET', 'SCM_TXTIME', new Uint8Array(8).fill(1, 0, 1))
  })
}

function cannotPrioritize(): string | false {
  return whyNot((socket) => {
    socket.setOption('SO_RCVPRIORITY', true)
  })
}

const inq = everyKind.filter(({ name }: Kind) => name === 'Unix stream')
for (const kind of inq) {
  for (const form of forms) {
    test(`SCM_INQ reports how many bytes are still queued: ${kind.name}, ${form.name}`, {
      skip: cannotCountBytes(),
    }, async (t) => {
      const [one, other] = kind.pair(t)
      other.setOption('SO_INQ', true)
      await form.call(one, 'send', 'four more')

      const { control } = await form.call(other, 'recvMessage', { size: 5, control: true })

      assert.equal(control.SCM_INQ, 4)
    })
  }
}

function cannotCountBytes(): string | false {
  const [one, other] = Socket.pair()
  try {
    one.setOption('SO_INQ', true)
    return false
  } catch (error) {
    return `this kernel says ${(error as SocketError).code} to SO_INQ`
  } finally {
    one.close()
    other.close()
  }
}
