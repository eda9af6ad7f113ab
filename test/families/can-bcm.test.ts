import assert from 'node:assert/strict'
import { test } from 'node:test'
import { constants, Socket } from '../../src/index.ts'
import { frame, idOf, noCan, onBus, raw } from '../support/can.ts'
import { forms } from '../support/forms.ts'
import { PATIENCE } from '../support/patience.ts'

const { RX_CHANGED, RX_SETUP, RX_TIMEOUT, SETTIMER, STARTTIMER } = constants
const { TX_COUNTEVT, TX_EXPIRED, TX_SETUP } = constants

const skip =
  noCan('SOCK_DGRAM', 'CAN_BCM') ||
  (!['x64', 'arm64', 's390x', 'ppc64', 'riscv64'].includes(process.arch) && 'needs 64 bits')

const HEAD = 56
const ID = 0x321

/** What a program asks of CAN_BCM: struct bcm_msg_head, where a long has 64 bits, and frames. */
function command(
  { opcode, flags, count, every }: Record<'opcode' | 'flags' | 'count' | 'every', number>,
  content: Buffer,
): Buffer {
  const { buffer } = new Uint8Array(HEAD)
  new Uint32Array(buffer, 0, 3).set([opcode, flags, count])
  new BigInt64Array(buffer, 16, 4).set([0n, BigInt(every) * 1000n, 0n, 0n]) // in microseconds
  new Uint32Array(buffer, 48, 2).set([ID, 1])
  return Buffer.concat([Buffer.from(buffer), content])
}

const opcodeOf = idOf // the first number, too

function broadcastManager(): Socket {
  const socket = new Socket('AF_CAN', 'SOCK_DGRAM', 'CAN_BCM')
  socket.timeout = PATIENCE
  socket.connectSync(onBus)
  return socket
}

for (const form of forms)
  test(`the kernel sends frames at intervals, and tells of changes and silence: ${form.name}`, {
    skip,
  }, async () => {
    using sender = broadcastManager()
    using watcher = broadcastManager()
    using bus = raw()
    bus.setOption('CAN_RAW_FILTER', [{ id: ID, mask: 0x7ff }])
    const content = frame(ID, [1, 2, 3, 4, 5, 6, 7, 8])
    const everyBit = frame(ID, Buffer.alloc(8, 0xff))

    const watch = { opcode: RX_SETUP, flags: SETTIMER, count: 0, every: 200 }
    await form.call(watcher, 'send', command(watch, everyBit))
    const flags = SETTIMER | STARTTIMER | TX_COUNTEVT
    const thrice = { opcode: TX_SETUP, flags, count: 3, every: 5 }
    await form.call(sender, 'send', command(thrice, content))
    const frames: Buffer[] = []
    while (frames.length < 3) frames.push(await form.call(bus, 'recv'))
    const expired = await form.call(sender, 'recv')
    const changed = await form.call(watcher, 'recv')
    const silent = await form.call(watcher, 'recv')

    assert.deepEqual(frames, [content, content, content])
    assert.equal(opcodeOf(expired), TX_EXPIRED)
    assert.equal(opcodeOf(changed), RX_CHANGED)
    assert.deepEqual(changed.subarray(HEAD, HEAD + 4), content.subarray(0, 4))
    assert.deepEqual(changed.subarray(HEAD + 8), content.subarray(8))
    assert.equal(opcodeOf(silent), RX_TIMEOUT)
    assert.equal(silent.length, HEAD)
    assert.equal(bus.tryRecv(), null)
  })
