import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AddressLike, constants, Socket, SocketError } from '../../src/index.ts'
import {
  EVT_CMD_COMPLETE,
  HCI_EVENT_PKT,
  here,
  noBluetooth,
  rawHci,
  READ_LOCAL_VERSION,
  there,
  watchVersions,
} from '../support/bluetooth.ts'
import { forms } from '../support/forms.ts'
import { PATIENCE } from '../support/patience.ts'

const skip = noBluetooth
const [ours, theirs] = [here?.address ?? '', there?.address ?? '']

const PSM = 0x1001
const CHANNEL = 3

/** What a socket of each protocol is bound to, listens at, and is connected to. */
const protocols: readonly {
  protocol: 'BTPROTO_L2CAP' | 'BTPROTO_RFCOMM'
  type: 'SOCK_SEQPACKET' | 'SOCK_STREAM'
  at: (address: string, number: number) => Exclude<AddressLike, string>
  number: number
  /** What the other end receives after a close: nothing, or an error. */
  ends: (number | string)[]
}[] = [
  {
    protocol: 'BTPROTO_L2CAP',
    type: 'SOCK_SEQPACKET',
    at: (address, psm) => ({ family: 'AF_BLUETOOTH', address, psm }),
    number: PSM,
    ends: [0],
  },
  {
    protocol: 'BTPROTO_RFCOMM',
    type: 'SOCK_STREAM',
    at: (address, channel) => ({ family: 'AF_BLUETOOTH', address, channel }),
    number: CHANNEL,
    ends: [0, 'ECONNRESET'],
  },
]

for (const { protocol, type, at, number, ends } of protocols)
  for (const form of forms)
    test(`what is sent over ${protocol} to another adapter comes back: ${form.name}`, {
      skip,
    }, async () => {
      using listener = new Socket('AF_BLUETOOTH', type, protocol)
      using client = new Socket('AF_BLUETOOTH', type, protocol)
      listener.timeout = client.timeout = PATIENCE
      listener.bind(at(theirs, number))
      listener.listen()
      client.bind(at(ours, 0))

      const connecting = client.connect(at(theirs, number))
      using server = await form.call(listener, 'accept')
      await connecting
      server.timeout = PATIENCE
      await form.call(client, 'send', 'question')
      const question = await form.call(server, 'recv')
      await form.call(server, 'send', 'answer')
      const answer = await form.call(client, 'recv')
      const names = [client.localAddress, client.remoteAddress, server.remoteAddress]
      server.close()
      const end = await form.call(client, 'recv').then(
        ({ length }) => length,
        (error: unknown) => (error instanceof SocketError ? error.code : String(error)),
      )

      assert.deepEqual([question, answer].map(String), ['question', 'answer'])
      assert.ok(ends.includes(end), String(end))
      assert.deepEqual(
        names.map((name) => 'address' in name && name.address),
        [ours, theirs, ours],
      )
    })

for (const form of forms)
  test(`packets to and from a controller have a direction and a time: ${form.name}`, {
    skip,
  }, async () => {
    using program = rawHci()
    using watcher = rawHci()
    watchVersions(watcher)
    watcher.setOption('HCI_DATA_DIR', true)
    watcher.setOption('HCI_TIME_STAMP', true)

    await form.call(program, 'send', READ_LOCAL_VERSION)
    const command = await form.call(watcher, 'recvMessage', { control: true })
    const event = await form.call(watcher, 'recvMessage', { control: true })

    assert.deepEqual(command.data, READ_LOCAL_VERSION)
    assert.deepEqual([event.data[0], event.data[1]], [HCI_EVENT_PKT, EVT_CMD_COMPLETE])
    assert.deepEqual([command.control.HCI_CMSG_DIR, event.control.HCI_CMSG_DIR], [false, true])
    const times = [command.control.HCI_CMSG_TSTAMP, event.control.HCI_CMSG_TSTAMP]
    assert.ok(times[0] !== undefined && times[1] !== undefined)
    assert.ok(times[0] <= times[1])
  })

for (const form of forms)
  test(`the control channel answers commands: ${form.name}`, { skip }, async () => {
    using control = new Socket('AF_BLUETOOTH', 'SOCK_RAW', 'BTPROTO_HCI')
    control.timeout = PATIENCE
    const { HCI_CHANNEL_CONTROL: channel, HCI_DEV_NONE: device } = constants
    control.bind({ family: 'AF_BLUETOOTH', device, channel })

    const readVersion = Buffer.from([1, 0, 0xff, 0xff, 0, 0])
    await form.call(control, 'send', readVersion)
    const answer = await form.call(control, 'recv')

    assert.deepEqual([...answer.subarray(0, 6)], [1, 0, 0xff, 0xff, 6, 0]) // complete
    assert.deepEqual([...answer.subarray(6, 9)], [1, 0, 0])
  })
