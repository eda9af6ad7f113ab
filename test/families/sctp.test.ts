import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { constants, pollSync, Socket } from '../../src/index.ts'
import { notificationIn, peelOff } from '../../src/sctp.ts'
import { openDescriptors } from '../support/descriptors.ts'
import { forms } from '../support/forms.ts'
import { PATIENCE } from '../support/patience.ts'
import { bound, listening, next, noSctp, sctp } from '../support/sctp.ts'

const skip = noSctp

const O_CLOEXEC = 0o2000000

function fdinfo({ fd }: Socket): string {
  return readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8')
}

for (const form of forms) {
  for (const family of ['AF_INET', 'AF_INET6'] as const) {
    test(`one-to-one, messages keep their limits until the end: ${family}, ${form.name}`, {
      skip,
    }, async () => {
      using listener = listening('SOCK_STREAM', family)
      using client = sctp('SOCK_STREAM', family)
      await form.call(client, 'connect', listener.localAddress)
      using server = await form.call(listener, 'accept')

      await form.call(client, 'send', 'one')
      await form.call(client, 'send', 'two')
      const first = await form.call(server, 'recvMessage')
      const second = await form.call(server, 'recvMessage')
      client.shutdown('SHUT_WR')
      const end = await form.call(server, 'recv')

      assert.deepEqual(
        [first, second].map(({ data }) => String(data)),
        ['one', 'two'],
      )
      assert.equal(first.flags & constants.MSG_EOR, constants.MSG_EOR)
      assert.equal(notificationIn(first), null)
      assert.equal(end.length, 0)
      assert.equal(server.protocol, constants.IPPROTO_SCTP)
    })
  }

  test(`a connection that is refused fails: ${form.name}`, { skip }, async () => {
    using nobody = bound('SOCK_STREAM')
    using client = sctp('SOCK_STREAM')

    await assert.rejects(form.call(client, 'connect', nobody.localAddress), {
      name: 'SocketError',
      code: 'ECONNREFUSED',
    })
  })

  test(`one-to-many, messages have a stream and a protocol: ${form.name}`, { skip }, async () => {
    using server = listening('SOCK_SEQPACKET')
    using client = bound('SOCK_SEQPACKET')
    server.setOption('SCTP_RECVRCVINFO', true)
    const address = server.localAddress

    await form.call(client, 'sendMessage', {
      data: 'question',
      address,
      control: { SCTP_SNDINFO: { sid: 3, flags: 'SCTP_UNORDERED', ppid: 51, context: 7 } },
    })
    const asked = await form.call(server, 'recvMessage', { control: true })
    const info = asked.control.SCTP_RCVINFO
    assert.ok(info && asked.address)
    await form.call(server, 'sendMessage', {
      data: 'answer',
      control: { SCTP_SNDINFO: { sid: 1, assoc_id: info.assoc_id } },
    })
    const answer = await form.call(client, 'recvFrom')

    assert.deepEqual(
      [info.sid, info.flags, info.ppid, info.ssn],
      [3, constants.SCTP_UNORDERED, 51, 0],
    )
    assert.deepEqual(asked.address, client.localAddress)
    assert.deepEqual([String(answer.data), answer.address], ['answer', address])
  })

  test(`SCTP_SNDRCV goes and comes with each message: ${form.name}`, { skip }, async () => {
    using server = listening('SOCK_SEQPACKET')
    using client = bound('SOCK_SEQPACKET')
    server.setOption('SCTP_EVENTS', { data_io_event: true })

    const control = { SCTP_SNDRCV: { stream: 4, ppid: 0x1234 } }
    await form.call(client, 'sendMessage', { data: 'x', address: server.localAddress, control })
    const { control: came } = await form.call(server, 'recvMessage', { control: true })

    assert.deepEqual([came.SCTP_SNDRCV?.stream, came.SCTP_SNDRCV?.ppid], [4, 0x1234])
    assert.deepEqual(server.getOption('SCTP_GET_ASSOC_ID_LIST'), [came.SCTP_SNDRCV?.assoc_id])
  })

  test(`notifications are objects: ${form.name}`, { skip }, async () => {
    using server = listening('SOCK_SEQPACKET')
    using client = bound('SOCK_SEQPACKET')
    client.setOption('SCTP_ADAPTATION_LAYER', 42)
    for (const type of ['SCTP_ASSOC_CHANGE', 'SCTP_SHUTDOWN_EVENT'] as const)
      server.setOption('SCTP_EVENT', { type, on: true })
    server.setOption('SCTP_EVENT', { type: 'SCTP_ADAPTATION_INDICATION', on: true })

    const { SCTP_EOF } = constants
    const address = server.localAddress
    await form.call(client, 'sendTo', 'data', address)
    const { notification: up } = await next(form, server)
    const { notification: layer } = await next(form, server)
    const { data, notification: none } = await next(form, server)
    const ending = { data: [], address, control: { SCTP_SNDINFO: { flags: SCTP_EOF } } }
    await form.call(client, 'sendMessage', ending)
    const { notification: shutdown } = await next(form, server)
    const { notification: over } = await next(form, server)

    assert.ok(up?.type === 'SCTP_ASSOC_CHANGE')
    const { assoc_id } = up
    assert.deepEqual([up.state, up.error], [constants.SCTP_COMM_UP, 0])
    assert.ok(up.inbound_streams > 0 && up.outbound_streams > 0)
    assert.ok(layer?.type === 'SCTP_ADAPTATION_INDICATION')
    assert.deepEqual([layer.adaptation_ind, layer.assoc_id], [42, assoc_id])
    assert.deepEqual([String(data), none], ['data', null])
    assert.deepEqual(shutdown, { type: 'SCTP_SHUTDOWN_EVENT', flags: 0, assoc_id })
    assert.ok(over?.type === 'SCTP_ASSOC_CHANGE')
    assert.deepEqual([over.state, over.assoc_id], [constants.SCTP_SHUTDOWN_COMP, assoc_id])
  })

  test(`an association that is peeled off has a socket of its own: ${form.name}`, {
    skip,
  }, async () => {
    using server = listening('SOCK_SEQPACKET')
    using one = bound('SOCK_SEQPACKET')
    using other = bound('SOCK_SEQPACKET')
    server.setOption('SCTP_RECVRCVINFO', true)
    await form.call(one, 'sendTo', 'from one', server.localAddress)
    const { control } = await form.call(server, 'recvMessage', { control: true })
    await form.call(other, 'sendTo', 'from the other', server.localAddress)
    const before = openDescriptors()

    const peeled = peelOff(server, control.SCTP_RCVINFO?.assoc_id ?? -1)
    const during = openDescriptors()
    const [, flags = ''] = /^flags:\s*(\d+)$/m.exec(fdinfo(peeled)) ?? []
    await form.call(peeled, 'send', 'to one')
    const came = await form.call(one, 'recv')
    const { remoteAddress } = peeled
    peeled.close()

    assert.ok((Number.parseInt(flags, 8) & O_CLOEXEC) !== 0)
    assert.equal(String(came), 'to one')
    assert.deepEqual(remoteAddress, one.localAddress)
    assert.deepEqual([during, openDescriptors()], [before + 1, before])
    assert.equal(String(await form.call(server, 'recv')), 'from the other')
  })

  test(`a peer of several addresses is connected to by all of them: ${form.name}`, {
    skip,
  }, async () => {
    using listener = listening('SOCK_STREAM')
    const { localAddress } = listener
    const { port } = localAddress
    listener.setOption('SCTP_SOCKOPT_BINDX_ADD', [{ ...localAddress, address: '127.0.0.2' }])
    using client = sctp('SOCK_STREAM')
    const addresses = [`127.0.0.1:${port}`, `127.0.0.2:${port}`]

    client.setOption('SCTP_SOCKOPT_CONNECTX', addresses)
    using server = await form.call(listener, 'accept')
    pollSync([{ socket: client, events: 'POLLOUT' }], PATIENCE)
    await form.call(client, 'send', 'hello')

    assert.equal(String(await form.call(server, 'recv')), 'hello')
    const texts = (all: readonly { address: string; port: number }[]) =>
      all.map((each) => `${each.address}:${each.port}`).sort()
    assert.deepEqual(texts(client.getOption('SCTP_GET_PEER_ADDRS')), addresses)
    assert.deepEqual(texts(server.getOption('SCTP_GET_LOCAL_ADDRS')), addresses)
    const path = client.getOption('SCTP_GET_PEER_ADDR_INFO', { address: localAddress })
    assert.deepEqual(path.address, localAddress)
  })
}

test('SCTP_STATUS describes an association', { skip }, () => {
  using listener = listening('SOCK_STREAM')
  using client = sctp('SOCK_STREAM')
  client.setOption('SCTP_INITMSG', { num_ostreams: 3 })
  client.connectSync(listener.localAddress)
  using server = listener.acceptSync()

  const status = client.getOption('SCTP_STATUS')

  assert.equal(status.state, constants.SCTP_ESTABLISHED)
  assert.equal(status.outstrms, 3)
  assert.deepEqual(status.primary.address, server.localAddress)
  assert.equal(status.primary.state, constants.SCTP_ACTIVE)
})

test('a connection to several addresses that is refused fails the next call, and nothing waits', {
  skip,
}, () => {
  using nobody = bound('SOCK_STREAM')
  const { localAddress } = nobody
  using client = sctp('SOCK_STREAM')

  const refused = () => {
    client.setOption('SCTP_SOCKOPT_CONNECTX', [localAddress])
    pollSync([{ socket: client, events: 'POLLOUT' }], PATIENCE)
    client.sendSync('x')
  }

  assert.throws(refused, { name: 'SocketError', code: 'ECONNREFUSED' })
})

for (const option of ['SCTP_SOCKOPT_PEELOFF', 'SCTP_SOCKOPT_PEELOFF_FLAGS'] as const)
  test(`${option} opens one descriptor, of the association`, { skip }, () => {
    using server = listening('SOCK_SEQPACKET')
    using client = bound('SOCK_SEQPACKET')
    client.sendToSync('question', server.localAddress)
    server.recvSync()
    const [id = -1] = server.getOption('SCTP_GET_ASSOC_ID_LIST')
    const before = openDescriptors()

    using peeled = server.getOption(option, id).toSocket()
    const during = openDescriptors()
    peeled.sendSync('answer')
    peeled.close()

    assert.equal(String(client.recvSync()), 'answer')
    assert.deepEqual([during, openDescriptors()], [before + 1, before])
    assert.deepEqual(server.getOption('SCTP_GET_ASSOC_ID_LIST'), [])
  })

test('peeling off what is no association fails, and opens nothing', { skip }, () => {
  using server = listening('SOCK_SEQPACKET')
  const before = openDescriptors()

  assert.throws(() => peelOff(server, 0x7fff_ffff), { name: 'SocketError', code: 'EINVAL' })

  assert.equal(openDescriptors(), before)
})

test('a notification that is cut is an error, and the rest of it follows', { skip }, () => {
  using server = listening('SOCK_SEQPACKET')
  using client = bound('SOCK_SEQPACKET')
  server.setOption('SCTP_EVENT', { type: 'SCTP_ASSOC_CHANGE', on: true })
  client.sendToSync('data', server.localAddress)

  const message = server.recvMessageSync({ size: 10 })

  assert.equal(message.flags & constants.MSG_EOR, 0)
  assert.throws(() => notificationIn(message), RangeError)
  const rest = server.recvMessageSync()
  assert.equal(rest.flags & constants.MSG_EOR, constants.MSG_EOR)
  assert.ok(rest.length > 0)
})

test('addresses are bound and unbound', { skip }, () => {
  using socket = bound('SOCK_SEQPACKET')
  const { localAddress } = socket
  const second = { ...localAddress, address: '127.0.0.2' }

  socket.setOption('SCTP_SOCKOPT_BINDX_ADD', [second])
  const both = socket.getOption('SCTP_GET_LOCAL_ADDRS')
  socket.setOption('SCTP_SOCKOPT_BINDX_REM', [second])

  assert.deepEqual(both.map(({ address }) => address).sort(), ['127.0.0.1', '127.0.0.2'])
  assert.deepEqual(socket.getOption('SCTP_GET_LOCAL_ADDRS'), [localAddress])
})

test('the addresses of IPv6 are all there, whatever their number', { skip }, () => {
  using socket = bound('SOCK_SEQPACKET', 'AF_INET6')
  const { localAddress } = socket
  const { port } = localAddress
  const texts = () =>
    socket
      .getOption('SCTP_GET_LOCAL_ADDRS')
      .map(({ address, port }) => [address, port])
      .sort()

  const alone = texts()
  socket.setOption('SCTP_SOCKOPT_BINDX_ADD', [`127.0.0.1:${port}`, `127.0.0.2:${port}`])
  const mapped = texts()
  socket.setOption('SCTP_I_WANT_MAPPED_V4_ADDR', false)
  const mixed = texts()
  const { byteLength } = socket.getOption('SOL_SCTP', 'SCTP_GET_LOCAL_ADDRS', 1000)

  assert.deepEqual(alone, [['::1', port]])
  assert.deepEqual(
    mapped,
    ['::1', '::ffff:127.0.0.1', '::ffff:127.0.0.2'].map((address) => [address, port]),
  )
  assert.deepEqual(
    mixed,
    ['127.0.0.1', '127.0.0.2', '::1'].map((address) => [address, port]),
  )
  assert.equal(byteLength, 8 + 28 + 16 + 16)
})

test('a peer is connected to by its addresses of IPv6 and IPv4', { skip }, () => {
  using listener = listening('SOCK_STREAM', 'AF_INET6')
  const { port } = listener.localAddress
  listener.setOption('SCTP_SOCKOPT_BINDX_ADD', [`127.0.0.1:${port}`])
  using client = sctp('SOCK_STREAM', 'AF_INET6')

  client.setOption('SCTP_SOCKOPT_CONNECTX', [`[::1]:${port}`, `127.0.0.1:${port}`])
  using server = listener.acceptSync()
  pollSync([{ socket: client, events: 'POLLOUT' }], PATIENCE)
  client.sendSync('hello')

  assert.equal(String(server.recvSync()), 'hello')
  const addresses = (of: readonly { address: string }[]) => of.map(({ address }) => address).sort()
  const expected = ['::1', '::ffff:127.0.0.1']
  assert.deepEqual(addresses(client.getOption('SCTP_GET_PEER_ADDRS')), expected)
  assert.deepEqual(addresses(server.getOption('SCTP_GET_LOCAL_ADDRS')), expected)
})

test('of the events that older kernels lack, those that are left out stay as they are', {
  skip,
}, () => {
  using socket = sctp('SOCK_SEQPACKET')
  const received = () => {
    const all = Object.entries(socket.getOption('SCTP_EVENTS'))
    return all.filter(([, on]) => on).map(([name]) => name)
  }

  socket.setOption('SCTP_EVENTS', { association_event: true, assoc_reset_event: true })
  const first = received()
  socket.setOption('SCTP_EVENTS', {})
  const second = received()
  socket.setOption('SCTP_EVENTS', { send_failure_event_event: false })

  assert.deepEqual(first, ['association_event', 'assoc_reset_event'])
  assert.deepEqual(second, ['assoc_reset_event'])
  assert.deepEqual(received(), [])
})

test('SCTP_GET_ASSOC_STATS counts since the beginning, but for the longest timeout', {
  skip,
}, () => {
  using listener = listening('SOCK_STREAM')
  using client = sctp('SOCK_STREAM')
  client.connectSync(listener.localAddress)
  using server = listener.acceptSync()
  client.sendSync('x')
  server.recvSync()

  const first = client.getOption('SCTP_GET_ASSOC_STATS')
  const second = client.getOption('SCTP_GET_ASSOC_STATS')

  assert.ok(first.oodchunks === 1n && second.oodchunks === 1n)
  assert.ok(second.opackets >= first.opackets)
  assert.ok(second.maxrto < first.maxrto, `${second.maxrto} after ${first.maxrto}`)
})
