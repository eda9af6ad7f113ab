import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connect, constants, listen, Socket } from '../../src/index.ts'
import { absent } from '../support/absent.ts'
import { forms } from '../support/forms.ts'
import { PATIENCE } from '../support/patience.ts'

const { TIPC_CONN_SHUTDOWN, TIPC_ERR_NO_PORT, TIPC_NODE_SCOPE } = constants

const skip = absent('AF_TIPC', 'SOCK_RDM')

const TYPE = 19_000
const service = (instance: number) =>
  ({ family: 'AF_TIPC', serviceType: TYPE, instance, scope: TIPC_NODE_SCOPE }) as const
const range = (lower: number, upper: number) =>
  ({ family: 'AF_TIPC', serviceType: TYPE, lower, upper, scope: TIPC_NODE_SCOPE }) as const

function rdm(at?: ReturnType<typeof range | typeof service>): Socket<'AF_TIPC'> {
  const socket = new Socket('AF_TIPC', 'SOCK_RDM')
  socket.timeout = PATIENCE
  if (at !== undefined) socket.bind(at)
  return socket
}

for (const form of forms) {
  test(`messages go to a service, and the answer to a socket: ${form.name}`, {
    skip,
  }, async () => {
    using server = rdm(range(0, 99))
    using client = rdm()

    await form.call(client, 'sendTo', 'question', service(17))
    const asked = await form.call(server, 'recvMessage', { control: true })
    assert.ok(asked.address)
    await form.call(server, 'sendTo', 'answer', asked.address)
    const answer = await form.call(client, 'recvMessage', { control: true })

    assert.equal(String(asked.data), 'question')
    assert.deepEqual(asked.control.TIPC_DESTNAME, { type: TYPE, lower: 17, upper: 17 })
    assert.deepEqual(asked.address, client.localAddress)
    assert.equal(String(answer.data), 'answer')
    assert.deepEqual(answer.address, server.localAddress)
    assert.equal(answer.control.TIPC_DESTNAME, undefined)
  })

  test(`a message to a range goes to each who has a part of it: ${form.name}`, {
    skip,
  }, async () => {
    using low = rdm(range(0, 9))
    using high = rdm(range(5, 19))
    using apart = rdm(range(20, 29))
    using sender = rdm()

    await form.call(sender, 'sendTo', 'both', range(6, 7))
    const came = [await form.call(low, 'recv'), await form.call(high, 'recv')]

    assert.deepEqual(came.map(String), ['both', 'both'])
    assert.deepEqual(
      [low, high, apart].map((socket) => socket.tryRecv()),
      [null, null, null],
    )
  })

  test(`a message that nobody received comes back, with the reason: ${form.name}`, {
    skip,
  }, async () => {
    using sender = rdm()
    sender.setOption('TIPC_DEST_DROPPABLE', false)
    {
      using server = rdm(service(1))
      await form.call(sender, 'sendTo', 'lost', service(1))
      assert.equal(server.getOption('TIPC_SOCK_RECVQ_DEPTH'), 1)
    }

    const returned = await form.call(sender, 'recvMessage', { control: true })

    assert.equal(returned.length, 0)
    assert.deepEqual(returned.control.TIPC_ERRINFO, { error: TIPC_ERR_NO_PORT, length: 4 })
    assert.deepEqual(returned.control.TIPC_RETDATA, new Uint8Array(Buffer.from('lost')))
  })

  for (const type of ['SOCK_STREAM', 'SOCK_SEQPACKET'] as const) {
    // A connect ends when the connection is accepted, so that one thread can't block in both.
    test(`a connection is to a service: ${type}, ${form.name}`, { skip }, async () => {
      using listener = await listen({ ...service(2), type })
      const connecting = connect({ ...service(2), type, timeout: PATIENCE })
      using server = await form.call(listener, 'accept')
      using client = await connecting
      for (const socket of [client, server]) socket.timeout = PATIENCE

      await form.call(client, 'send', 'one')
      await form.call(client, 'send', 'two')
      const first = await form.call(server, 'recv', 3)
      const second = await form.call(server, 'recv', 99)
      await form.call(server, 'sendAll', 'answer')
      const answer = await form.call(client, 'recv', 99)
      const names = [client.remoteAddress, server.remoteAddress]
      server.shutdown('SHUT_RDWR')
      const end = await form.call(client, 'recvMessage', { control: true })

      assert.deepEqual([first, second, answer].map(String), ['one', 'two', 'answer'])
      assert.ok(names.every((name) => 'ref' in name))
      assert.equal(end.length, 0)
      assert.deepEqual(end.control.TIPC_ERRINFO, { error: TIPC_CONN_SHUTDOWN, length: 0 })
    })

    test(`a connection to a service that nobody has fails: ${type}, ${form.name}`, {
      skip,
    }, async () => {
      using client = new Socket('AF_TIPC', type)
      client.timeout = PATIENCE

      await assert.rejects(form.call(client, 'connect', service(3)), {
        name: 'SocketError',
        code: 'EHOSTUNREACH',
      })
    })
  }

  test(`a message of a SOCK_SEQPACKET keeps its limits: ${form.name}`, { skip }, async () => {
    const [one, other] = Socket.pair('AF_TIPC', 'SOCK_SEQPACKET')
    using sender = one
    using receiver = other
    receiver.timeout = PATIENCE

    await form.call(sender, 'send', 'one')
    await form.call(sender, 'send', 'two')
    const first = await form.call(receiver, 'recv')
    const second = await form.call(receiver, 'recv')

    assert.deepEqual([first, second].map(String), ['one', 'two'])
  })
}

test('a megabyte goes through a stream, more than it can hold', { skip }, async () => {
  const [one, other] = Socket.pair('AF_TIPC', 'SOCK_STREAM')
  using sender = one
  using receiver = other
  for (const socket of [sender, receiver]) socket.timeout = PATIENCE
  const data = Buffer.from(Array.from({ length: 1_000_000 }, (_, i) => i % 251))

  const sending = sender.sendAll(data).then(() => {
    sender.shutdown('SHUT_RDWR')
  })
  const came: Buffer[] = []
  for await (const chunk of receiver.chunks()) came.push(chunk)
  await sending

  assert.ok(Buffer.concat(came).equals(data))
})
