import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { test } from 'node:test'
import { constants, Socket, SocketError } from '../../src/index.ts'
import { everyKind, loopback } from '../support/kinds.ts'
import { forms } from '../support/forms.ts'

const tcp = everyKind.filter(({ name }) => name.startsWith('TCP'))

const fails = (code: string) => ({ name: 'SocketError', code })

/** Why an option cannot be set here; false if it can. */
function whyNot(set: (socket: Socket) => void): string | false {
  try {
    using socket = new Socket('AF_INET')
    set(socket)
    return false
  } catch (error) {
    if (!(error instanceof SocketError)) throw error
    return `this kernel says ${error.code}`
  }
}

test('a raw answer has as many bytes as the kernel wrote, as far as they fit', () => {
  using socket = new Socket('AF_INET')
  socket.setOption('TCP_CONGESTION', 'reno')
  const raw = (name: string, length: number) => socket.getOption('IPPROTO_TCP', name, length)

  const infos = [1024, 8, 1].map((length) => raw('TCP_INFO', length).length)
  const names = [64, 3].map((length) => String(raw('TCP_CONGESTION', length)))

  const [whole = 0] = infos
  assert.ok(whole >= 104 && whole < 1024, String(whole))
  assert.deepEqual(infos, [whole, 8, 1])
  assert.deepEqual(names, ['reno'.padEnd(16, '\0'), 'ren'])
  assert.equal(socket.getOption('TCP_CONGESTION'), 'reno')
})

test('an option that the kernel lacks or rejects is an error with its code', () => {
  using socket = new Socket('AF_INET')
  const four = Buffer.alloc(4)

  assert.throws(() => socket.getOption('IPPROTO_TCP', 9999, 4), fails('ENOPROTOOPT'))
  assert.throws(() => {
    socket.setOption('IPPROTO_TCP', 9999, four)
  }, fails('ENOPROTOOPT'))
  assert.throws(() => socket.getOption('SOL_SOCKET', 9999, 4), fails('ENOPROTOOPT'))
  for (const use of [
    () => socket.getOption(9999, 1, 4),
    () => {
      socket.setOption(9999, 1, four)
    },
  ]) {
    assert.throws(use, ({ code }: SocketError) => code === 'EOPNOTSUPP' || code === 'ENOPROTOOPT')
  }
  for (const name of ['SO_ERROR', 'SO_TYPE']) {
    assert.throws(() => {
      socket.setOption('SOL_SOCKET', name, four)
    }, fails('ENOPROTOOPT'))
  }
  assert.throws(() => {
    socket.setOption('SOL_SOCKET', 'SO_KEEPALIVE', four.subarray(0, 1))
  }, fails('EINVAL'))
  assert.throws(() => {
    socket.setOption('SO_LINGER', 5 as never)
  }, TypeError)
  assert.throws(() => {
    socket.setOption('TCP_INFO' as never, {} as never)
  }, TypeError)
})

test('TCP_INFO describes a connection to a peer of another library', async (t) => {
  const server = createServer((peer) => peer.pipe(peer)).listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  using socket = new Socket('AF_INET')

  await socket.connect({ address: '127.0.0.1', port })
  await socket.sendAll(Buffer.alloc(100_000, 'x'))
  const echoed = await socket.recv(100_000, { flags: constants.MSG_WAITALL })
  const info = socket.getOption('TCP_INFO')
  socket.shutdown('SHUT_WR')

  assert.equal(echoed.length, 100_000)
  assert.equal(info.state, constants.TCP_ESTABLISHED)
  assert.equal(info.options & constants.TCPI_OPT_SYN_DATA, 0)
  assert.ok(info.rtt > 0 && info.rtt < 10_000_000, `${info.rtt} µs`)
  assert.ok(info.snd_cwnd > 0 && info.snd_mss > 500 && info.pmtu > info.snd_mss)
  assert.ok(info.rto >= 1000, `${info.rto} µs`)
  assert.ok(info.snd_wscale < 15 && info.rcv_wscale < 15)
  assert.equal(info.fastopen_client_fail, 0)
  assert.equal(typeof info.delivery_rate_app_limited, 'boolean')
  if (info.bytes_acked === undefined || info.bytes_received === undefined) return // before 4.1
  assert.equal(info.bytes_acked, 100_001n) // including the SYN
  assert.equal(info.bytes_received, 100_000n)
})

for (const kind of tcp) {
  for (const form of forms) {
    test(`TCP_CM_INQ reports with each receive how much is still queued: ${kind.name}, ${form.name}`, {
      skip:
        kind.skip ||
        whyNot((socket) => {
          socket.setOption('TCP_INQ', true)
        }),
    }, async (t) => {
      const [one, other] = kind.pair(t)
      other.setOption('TCP_INQ', true)
      await form.call(one, 'send', 'hello world')

      const first = await form.call(other, 'recvMessage', { size: 5, control: true })
      const second = await form.call(other, 'recvMessage', { size: 99, control: true })

      assert.deepEqual([String(first.data), first.control.TCP_CM_INQ], ['hello', 6])
      assert.deepEqual([String(second.data), second.control.TCP_CM_INQ], [' world', 0])
    })
  }
}

const key = Buffer.from('secret')
const noSignatures = whyNot((socket) => {
  socket.setOption('TCP_MD5SIG', { address: '127.0.0.1', key })
})

for (const kind of tcp) {
  const { family } = kind
  if (family !== 'AF_INET' && family !== 'AF_INET6') continue

  test(`TCP_MD5SIG connects sockets with the same key, and no others: ${kind.name}`, {
    skip: kind.skip || noSignatures,
  }, () => {
    const address = loopback(family)
    using listener = new Socket(family)
    listener.setOption('TCP_MD5SIG', { address, key })
    listener.bind(address)
    listener.listen()
    using signing = new Socket(family)
    signing.setOption('TCP_MD5SIG', { address, key })
    using silent = new Socket(family)

    signing.connectSync(listener.localAddress)
    using accepted = listener.acceptSync()
    signing.sendSync('signed')

    assert.equal(String(accepted.recvSync()), 'signed')
    assert.throws(() => {
      silent.connectSync(listener.localAddress, { timeout: 100 })
    }, /ERR_SOCKET_TIMEOUT/)
  })
}

test('TCP_MD5SIG_EXT has one key for a whole network', {
  skip:
    noSignatures ||
    whyNot((socket) => {
      socket.setOption('TCP_MD5SIG_EXT', { address: '127.0.0.1', key })
    }),
}, () => {
  const flags = constants.TCP_MD5SIG_FLAG_PREFIX
  using listener = new Socket('AF_INET')
  listener.setOption('TCP_MD5SIG_EXT', { address: '127.0.0.0', key, flags, prefixlen: 8 })
  listener.bind('127.0.0.1:0')
  listener.listen()
  using socket = new Socket('AF_INET')
  socket.bind('127.7.7.7:0')
  socket.setOption('TCP_MD5SIG', { address: '127.0.0.1', key })

  socket.connectSync(listener.localAddress)
  using accepted = listener.acceptSync()

  assert.deepEqual(accepted.remoteAddress, socket.localAddress)
})

test('a connection that was closed in repair mode continues in another socket', {
  skip: whyNot((socket) => {
    socket.setOption('TCP_REPAIR', constants.TCP_REPAIR_ON)
  }),
}, () => {
  const { TCP_RECV_QUEUE, TCP_REPAIR_OFF, TCP_REPAIR_ON, TCP_SEND_QUEUE } = constants
  const { TCPOPT_MAXSEG, TCPOPT_SACK_PERMITTED, TCPOPT_TIMESTAMP, TCPOPT_WINDOW } = constants
  using listener = new Socket('AF_INET')
  listener.bind('127.0.0.1:0')
  listener.listen()
  const old = new Socket('AF_INET')
  // Bound explicitly: otherwise another connection could share the port, which could then
  // not be bound again.
  old.setOption('SO_REUSEADDR', true)
  old.bind('127.0.0.1:0')
  old.connectSync(listener.localAddress)
  using peer = listener.acceptSync()
  const here = old.localAddress
  const queues = [TCP_SEND_QUEUE, TCP_RECV_QUEUE]

  old.setOption('TCP_REPAIR', TCP_REPAIR_ON)
  const numbers = queues.map((queue) => {
    old.setOption('TCP_REPAIR_QUEUE', queue)
    return old.getOption('TCP_QUEUE_SEQ')
  })
  const window = old.getOption('TCP_REPAIR_WINDOW')
  const clock = old.getOption('TCP_TIMESTAMP')
  const { snd_wscale, rcv_wscale, snd_mss } = old.getOption('TCP_INFO')
  old.close() // sends nothing to the peer

  using restored = new Socket('AF_INET')
  restored.setOption('TCP_REPAIR', TCP_REPAIR_ON)
  restored.setOption('SO_REUSEADDR', true)
  restored.bind(here)
  for (const [i, queue] of queues.entries()) {
    restored.setOption('TCP_REPAIR_QUEUE', queue)
    restored.setOption('TCP_QUEUE_SEQ', numbers[i] ?? 0)
  }
  restored.connectSync(listener.localAddress)
  restored.setOption('TCP_REPAIR_OPTIONS', [
    { opt_code: TCPOPT_SACK_PERMITTED, opt_val: 0 },
    { opt_code: TCPOPT_WINDOW, opt_val: snd_wscale | (rcv_wscale << 16) },
    { opt_code: TCPOPT_TIMESTAMP, opt_val: 0 },
    { opt_code: TCPOPT_MAXSEG, opt_val: snd_mss },
  ])
  restored.setOption('TCP_TIMESTAMP', clock)
  restored.setOption('TCP_REPAIR_WINDOW', window)
  const again = restored.getOption('TCP_REPAIR_WINDOW')
  restored.setOption('TCP_REPAIR', TCP_REPAIR_OFF)
  restored.sendSync('after')
  peer.sendSync('answer')

  assert.deepEqual(again, window)
  assert.equal(String(peer.recvSync()), 'after')
  assert.equal(String(restored.recvSync()), 'answer')
})

test('TCP_SAVED_SYN is the SYN of the peer, once', {
  skip: whyNot((socket) => {
    socket.setOption('TCP_SAVE_SYN', 1)
  }),
}, () => {
  using listener = new Socket('AF_INET')
  listener.setOption('TCP_SAVE_SYN', 1)
  listener.bind('127.0.0.1:0')
  listener.listen()
  using socket = new Socket('AF_INET')
  socket.connectSync(listener.localAddress)
  using accepted = listener.acceptSync()

  const packet = Buffer.from(accepted.getOption('TCP_SAVED_SYN'))
  const again = accepted.getOption('TCP_SAVED_SYN')

  const header = ((packet[0] ?? 0) & 15) * 4
  const [from, to] = [socket.localAddress, listener.localAddress]
  assert.equal(packet[9], constants.IPPROTO_TCP)
  assert.ok('port' in from && 'port' in to)
  assert.equal(packet.readUInt16BE(header), from.port)
  assert.equal(packet.readUInt16BE(header + 2), to.port)
  assert.equal((packet[header + 13] ?? 0) & 0x3f, 2) // SYN, and possibly ECN
  assert.equal(again.length, 0)
})
