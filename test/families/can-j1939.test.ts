import assert from 'node:assert/strict'
import { test } from 'node:test'
import { constants, interfaceIndex } from '../../src/index.ts'
import { claim, j1939, noCan, onBus, sentByName } from '../support/can.ts'
import { forms } from '../support/forms.ts'
import { PATIENCE } from '../support/patience.ts'
import { until } from '../support/until.ts'

const skip = noCan('SOCK_DGRAM', 'CAN_J1939')

const [OURS, THEIRS, NOBODYS] = [0x20, 0x30, 0x31]
const [OUR_NAME, THEIR_NAME] = [0x8000_0000_0000_0001n, 0x8000_0000_0000_0002n]
const PGN = 0x1_2300
const GROUP = { ...onBus, pgn: PGN }
const onThisBus = {
  family: 'AF_CAN',
  interfaceIndex: interfaceIndex(onBus.interfaceIndex),
} as const

for (const form of forms) {
  test(`messages go to an address, with a priority: ${form.name}`, { skip }, async () => {
    using one = j1939({ address: OURS })
    using other = j1939({ address: THEIRS })
    one.setOption('SO_J1939_SEND_PRIO', 3)

    await form.call(one, 'sendTo', 'hello', { ...GROUP, address: THEIRS })
    const came = await form.call(other, 'recvMessage', { control: true })

    assert.equal(String(came.data), 'hello')
    assert.deepEqual(came.address, { ...onThisBus, name: 0n, pgn: PGN, address: OURS })
    assert.equal(came.control.SCM_J1939_DEST_ADDR, THEIRS)
    assert.equal(came.control.SCM_J1939_PRIO, 3)
    assert.equal(came.control.SCM_J1939_DEST_NAME, undefined)
  })

  test(`messages to everybody need SO_BROADCAST: ${form.name}`, { skip }, async () => {
    using one = j1939({ address: OURS })
    using other = j1939({ address: THEIRS })
    const everybody = { ...onBus, address: constants.J1939_NO_ADDR, pgn: 0xfe00 }
    other.setOption('SO_BROADCAST', true)

    await assert.rejects(form.call(one, 'sendTo', 'all', everybody), { code: 'EACCES' })
    one.setOption('SO_BROADCAST', true)
    await form.call(one, 'sendTo', 'all', everybody)
    const came = await form.call(other, 'recvMessage', { control: true })

    assert.equal(String(came.data), 'all')
    assert.equal(came.control.SCM_J1939_DEST_ADDR, undefined)
  })

  test(`filters choose by parameter group, and a connected socket sends to one: ${form.name}`, {
    skip,
  }, async () => {
    using one = j1939({ address: OURS })
    using other = j1939({ address: THEIRS })
    other.setOption('SO_J1939_FILTER', [{ pgn: PGN, pgn_mask: 0x3_ffff }])

    await form.call(one, 'sendTo', 'no', { ...onBus, pgn: 0x1_2400, address: THEIRS })
    await form.call(one, 'connect', { ...GROUP, address: THEIRS })
    await form.call(one, 'send', 'yes')
    const came = await form.call(other, 'recv')

    assert.equal(String(came), 'yes')
    assert.equal(other.tryRecv(), null)
    assert.deepEqual(one.remoteAddress, { ...onThisBus, name: 0n, pgn: PGN, address: THEIRS })
  })

  // The transport protocol has up to 1,785 bytes, and the extended one more.
  for (const length of [100, 1785, 20_000])
    test(`${length} bytes are one message: ${form.name}`, { skip }, async () => {
      using one = j1939({ address: OURS })
      using other = j1939({ address: THEIRS })
      const data = Buffer.from(Array.from({ length }, (_, i) => i % 251))

      await form.call(one, 'sendTo', data, { ...GROUP, address: THEIRS })
      const came = await form.call(other, 'recv')

      assert.deepEqual(came, data)
    })

  test(`who claims an address for a NAME receives by the NAME: ${form.name}`, {
    skip,
  }, async () => {
    using one = j1939({ name: OUR_NAME, address: OURS })
    using other = j1939({ name: THEIR_NAME, address: THEIRS })
    other.setOption('SO_J1939_FILTER', [{ pgn: PGN, pgn_mask: 0x3_ffff }]) // no claims

    claim(one, OUR_NAME)
    claim(other, THEIR_NAME)
    until(() => sentByName(one, 'by name', { ...GROUP, name: THEIR_NAME }))
    const came = await form.call(other, 'recvMessage', { control: true })

    assert.equal(String(came.data), 'by name')
    assert.deepEqual(came.address, { ...onThisBus, name: OUR_NAME, pgn: PGN, address: OURS })
    assert.equal(came.control.SCM_J1939_DEST_NAME, THEIR_NAME)
    assert.equal(came.control.SCM_J1939_DEST_ADDR, THEIRS)
  })

  test(`the error queue tells when a part is scheduled, and the whole acknowledged: ${form.name}`, {
    skip,
  }, async () => {
    using one = j1939({ address: OURS })
    using other = j1939({ address: THEIRS })
    const { SOF_TIMESTAMPING_SOFTWARE, SOF_TIMESTAMPING_TX_ACK, SOF_TIMESTAMPING_TX_SCHED } =
      constants
    const stages = SOF_TIMESTAMPING_TX_SCHED | SOF_TIMESTAMPING_TX_ACK
    one.setOption('SO_TIMESTAMPING', SOF_TIMESTAMPING_SOFTWARE | stages)
    one.setOption('SO_J1939_ERRQUEUE', true)

    await form.call(one, 'sendTo', Buffer.alloc(20_000), { ...GROUP, address: THEIRS })
    await form.call(other, 'recv')
    const reasons = []
    while (reasons.at(-1) !== 'SCM_TSTAMP_ACK') {
      const entry = await form.call(one, 'recvError', { timeout: PATIENCE })
      assert.ok(entry?.timestamps && entry.control.SCM_J1939_ERRQUEUE)
      reasons.push(entry.timestamps.reason)
    }

    assert.equal(reasons[0], 'SCM_TSTAMP_SCHED')
  })

  test(`the error queue tells that nobody takes a long message: ${form.name}`, {
    skip,
  }, async () => {
    using one = j1939({ address: OURS })
    one.setOption('SO_J1939_ERRQUEUE', true)

    await form.call(one, 'sendTo', Buffer.alloc(1785), { ...GROUP, address: NOBODYS })
    const entry = await form.call(one, 'recvError', { timeout: PATIENCE })

    assert.ok(entry)
    assert.deepEqual([entry.origin, entry.info], ['local', constants.J1939_EE_INFO_TX_ABORT])
  })
}
