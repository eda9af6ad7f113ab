import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { constants, type Socket } from '../../src/index.ts'
import { notificationIn, type SctpSendFailed, type SctpSendFailedEvent } from '../../src/sctp.ts'
import { littleEndian } from '../../src/dialects/shared/byte-order.ts'
import { forms } from '../support/forms.ts'
import { type Closes, closing } from '../support/kinds.ts'
import { type Internet, bound, listening, next, noSctp, notify, sctp } from '../support/sctp.ts'
import { injectError } from '../support/sctp-packets.ts'

const skip = noSctp

/** Causes of RFC 9260, section 3.3.10. */
const [UNRECOGNIZED_CHUNK, USER_ABORT] = [6, 12]

// Needs no SCTP: what a receive would return.
test('only what the kernel marks as a notification is read as one', () => {
  const data = new Uint8Array(12) // struct sctp_shutdown_event
  const view = new DataView(data.buffer)
  view.setUint16(0, constants.SCTP_SHUTDOWN_EVENT, littleEndian)
  view.setUint32(4, data.length, littleEndian)
  view.setInt32(8, 7, littleEndian)

  const marked = notificationIn({ data, flags: constants.MSG_NOTIFICATION | constants.MSG_EOR })
  const message = notificationIn({ data, flags: constants.MSG_EOR })

  assert.deepEqual(marked, { type: 'SCTP_SHUTDOWN_EVENT', flags: 0, assoc_id: 7 })
  assert.equal(message, null)
})

/** Two sockets of one association, the client's and the server's, with options set before. */
function connected(t: Closes, prepare: (socket: Socket<Internet>) => void) {
  using listener = listening('SOCK_STREAM')
  const client = sctp('SOCK_STREAM')
  prepare(listener)
  prepare(client)
  closing(t, client).connectSync(listener.localAddress)
  return { client, server: closing(t, listener.acceptSync()) }
}

for (const form of forms) {
  test(`an association that is aborted tells the cause at both ends: ${form.name}`, {
    skip,
  }, async () => {
    using server = listening('SOCK_SEQPACKET')
    using client = bound('SOCK_SEQPACKET')
    for (const socket of [server, client]) notify(socket, 'SCTP_ASSOC_CHANGE')
    const address = server.localAddress
    await form.call(client, 'sendTo', 'data', address)
    for (const socket of [server, server, client]) await next(form, socket)

    const control = { SCTP_SNDINFO: { flags: 'SCTP_ABORT' } } as const
    await form.call(client, 'sendMessage', { data: 'why', address, control })
    const { notification: there } = await next(form, server)
    const { notification: here } = await next(form, client)

    assert.ok(there?.type === 'SCTP_ASSOC_CHANGE' && here?.type === 'SCTP_ASSOC_CHANGE')
    const { SCTP_COMM_LOST } = constants
    assert.deepEqual([there.state, there.error], [SCTP_COMM_LOST, USER_ABORT])
    assert.deepEqual([here.state, here.error], [SCTP_COMM_LOST, USER_ABORT])
    assert.deepEqual(
      Buffer.from(there.info),
      Buffer.from([0, USER_ABORT, 0, 7, ...Buffer.from('why')]),
    )
  })

  test(`messages that an abort leaves undelivered come back: ${form.name}`, { skip }, async () => {
    using server = listening('SOCK_SEQPACKET')
    using client = bound('SOCK_SEQPACKET')
    notify(client, 'SCTP_SEND_FAILED', 'SCTP_SEND_FAILED_EVENT')
    server.setOption('SCTP_DELAYED_SACK', { delay: 500 })
    const address = server.localAddress
    await form.call(client, 'sendTo', 'data', address)
    await form.call(server, 'recv')

    // The second waits for the acknowledgement of the first.
    for (const [data, context] of [
      ['sent', 1],
      ['unsent', 2],
    ] as const) {
      const control = { SCTP_SNDINFO: { sid: 3, ppid: 51, context } }
      await form.call(client, 'sendMessage', { data, address, control })
    }
    const control = { SCTP_SNDINFO: { flags: 'SCTP_ABORT' } } as const
    await form.call(client, 'sendMessage', { data: [], address, control })
    const failures: (SctpSendFailed | SctpSendFailedEvent)[] = []
    for (let i = 0; i < 4; i++) {
      const { notification } = await next(form, client)
      const { type } = notification ?? {}
      assert.ok(type === 'SCTP_SEND_FAILED' || type === 'SCTP_SEND_FAILED_EVENT')
      failures.push(notification as SctpSendFailed | SctpSendFailedEvent)
    }

    for (const type of ['SCTP_SEND_FAILED', 'SCTP_SEND_FAILED_EVENT'] as const) {
      const ours = failures.filter((one) => one.type === type)
      for (const { error, info } of ours) assert.deepEqual([error, info.ppid], [USER_ABORT, 51])
      assert.deepEqual(
        ours
          .map(({ data, info, flags }) => [String(Buffer.from(data)), info.context, flags])
          .sort(),
        [
          ['sent', 1, constants.SCTP_DATA_SENT],
          ['unsent', 2, constants.SCTP_DATA_UNSENT],
        ],
      )
    }
  })

  test(`streams are reset and added, and the association is begun anew: ${form.name}`, {
    skip,
  }, async (t) => {
    const { client, server } = connected(t, (socket) => {
      socket.setOption('SCTP_RECONFIG_SUPPORTED', true)
      socket.setOption('SCTP_ENABLE_STREAM_RESET', 7)
      notify(
        socket,
        ...(['SCTP_STREAM_RESET_EVENT', 'SCTP_STREAM_CHANGE_EVENT'] as const),
        'SCTP_ASSOC_RESET_EVENT',
      )
    })
    const both = async () => [
      (await next(form, client)).notification,
      (await next(form, server)).notification,
    ]
    const { outstrms } = client.getOption('SCTP_STATUS')

    client.setOption('SCTP_RESET_STREAMS', {
      flags: 'SCTP_STREAM_RESET_OUTGOING',
      stream_list: [1, 2],
    })
    const reset = await both()
    client.setOption('SCTP_ADD_STREAMS', { instrms: 0, outstrms: 3 })
    const added = await both()
    client.setOption('SCTP_RESET_ASSOC', 0)
    const begun = await both()

    const { SCTP_STREAM_RESET_OUTGOING_SSN, SCTP_STREAM_RESET_INCOMING_SSN } = constants
    assert.deepEqual(
      reset.map((one) => one?.type === 'SCTP_STREAM_RESET_EVENT' && [one.flags, one.stream_list]),
      [
        [SCTP_STREAM_RESET_OUTGOING_SSN, [1, 2]],
        [SCTP_STREAM_RESET_INCOMING_SSN, [1, 2]],
      ],
    )
    assert.deepEqual(
      added.map((one) => one?.type === 'SCTP_STREAM_CHANGE_EVENT' && [one.instrms, one.outstrms]),
      [
        [0, 3],
        [3, 0],
      ],
      `of ${outstrms}`,
    )
    const [here, there] = begun
    assert.ok(here?.type === 'SCTP_ASSOC_RESET_EVENT' && there?.type === 'SCTP_ASSOC_RESET_EVENT')
    assert.deepEqual([here.local_tsn, here.remote_tsn], [there.remote_tsn, there.local_tsn])
  })

  test(`the delivery of a message in parts is given up with the association: ${form.name}`, {
    skip,
  }, async () => {
    using server = listening('SOCK_SEQPACKET')
    using client = bound('SOCK_SEQPACKET')
    server.setOption('SO_RCVBUF', 16_384)
    server.setOption('SCTP_PARTIAL_DELIVERY_POINT', 1024)
    client.setOption('SCTP_MAXSEG', 1000)
    notify(server, 'SCTP_PARTIAL_DELIVERY_EVENT')
    const address = server.localAddress
    await form.call(client, 'sendTo', new Uint8Array(100_000), address)
    const part = await next(form, server)

    const control = { SCTP_SNDINFO: { flags: 'SCTP_ABORT' } } as const
    await form.call(client, 'sendMessage', { data: [], address, control })
    let { notification } = await next(form, server)
    while (notification === null) ({ notification } = await next(form, server))

    assert.equal(part.flags & constants.MSG_EOR, 0)
    assert.ok(notification.type === 'SCTP_PARTIAL_DELIVERY_EVENT')
    assert.equal(notification.indication, constants.SCTP_PARTIAL_DELIVERY_ABORTED)
    assert.ok('stream' in notification ? notification.stream === 0 : !('seq' in notification))
  })

  test(`an error that the peer reports has its cause: ${form.name}`, { skip }, async () => {
    using server = listening('SOCK_SEQPACKET')
    using client = bound('SOCK_SEQPACKET')
    notify(server, 'SCTP_REMOTE_ERROR')
    const chunk = [0xc1, 2, 0, 5, 9]

    injectError(client, server, UNRECOGNIZED_CHUNK, chunk, () => {
      client.sendToSync('data', server.localAddress)
      server.recvSync()
    })
    const { notification } = await next(form, server)

    assert.ok(notification?.type === 'SCTP_REMOTE_ERROR')
    assert.equal(notification.error, UNRECOGNIZED_CHUNK)
    assert.deepEqual([...notification.data], [...chunk, 0, 0, 0])
  })

  test(`another address of the peer is confirmed: ${form.name}`, { skip }, async () => {
    using listener = listening('SOCK_STREAM')
    const { port } = listener.localAddress
    listener.setOption('SCTP_SOCKOPT_BINDX_ADD', [`127.0.0.2:${port}`])
    using client = sctp('SOCK_STREAM')
    client.setOption('SCTP_RTOINFO', { initial: 100, min: 100, max: 200 })
    notify(client, 'SCTP_PEER_ADDR_CHANGE')

    await form.call(client, 'connect', listener.localAddress)
    let { notification } = await next(form, client)
    while (notification?.type === 'SCTP_PEER_ADDR_CHANGE' && notification.error === 0)
      ({ notification } = await next(form, client))

    assert.ok(notification?.type === 'SCTP_PEER_ADDR_CHANGE')
    const { SCTP_ADDR_CONFIRMED, SCTP_HEARTBEAT_SUCCESS } = constants
    assert.deepEqual(
      [notification.state, notification.error],
      [SCTP_ADDR_CONFIRMED, SCTP_HEARTBEAT_SUCCESS],
    )
    // The other one answered when the association was set up.
    const peer = ['127.0.0.1', '127.0.0.2'].map((address) => ({ family: 'AF_INET', address, port }))
    assert.ok(peer.some((address) => isDeepStrictEqual(address, notification.address)))
  })

  test(`keys are reported, and that everything was sent: ${form.name}`, { skip }, async (t) => {
    const { client } = connected(t, (socket) => {
      socket.setOption('SCTP_AUTH_SUPPORTED', true)
      notify(socket, 'SCTP_AUTHENTICATION_EVENT')
    })

    client.setOption('SCTP_AUTH_KEY', { keynumber: 5, key: Uint8Array.of(1, 2, 3) })
    client.setOption('SCTP_AUTH_DEACTIVATE_KEY', { keynumber: 5 })
    const { notification: key } = await next(form, client)
    notify(client, 'SCTP_SENDER_DRY_EVENT')
    const { notification: dry } = await next(form, client)

    assert.ok(key?.type === 'SCTP_AUTHENTICATION_EVENT')
    assert.deepEqual([key.keynumber, key.indication], [5, constants.SCTP_AUTH_FREE_KEY])
    assert.equal(dry?.type, 'SCTP_SENDER_DRY_EVENT')
  })
}
